import { useLayoutEffect, useRef } from 'preact/hooks';

/**
 * For a part of a row that appears and disappears. When it disappears with the focus inside, the row's message gets the focus;
 * else the page would get it, and Tab would begin at the top.
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
