import { type MutableRef, useEffect, useRef } from 'preact/hooks';

/** The attribute `autofocus` works once per page; this works each time the element appears. */
export function useAutofocus<E extends HTMLElement>(wanted: boolean): MutableRef<E | null> {
  const element = useRef<E>(null);
  useEffect(() => {
    if (wanted) element.current?.focus({ preventScroll: true });
  }, []);
  return element;
}
