import { useLayoutEffect, useRef } from 'preact/hooks';

/**
 * For a part of a row that comes and goes. When it goes with the focus inside, the row's message takes that over: it
 * would fall to the page, and Tab begin at the top.
 */
export function useFocusHandover<E extends HTMLElement>() {
  const part = useRef<E>(null);
  useLayoutEffect(() => {
    const element = part.current;
    return () => {
      if (!element?.contains(document.activeElement)) return;
      element.closest('.row')?.querySelector<HTMLElement>('.message')?.focus({ preventScroll: true });
    };
  }, []);
  return part;
}
