import { type MutableRef, useEffect, useRef } from 'preact/hooks';

/** The attribute `autofocus` works once per page; this works each time the element appears. */
export function useAutofocus<E extends HTMLElement>(wanted: boolean): MutableRef<E | null> {
  const element = useRef<E>(null);
  useEffect(() => {
    const field = element.current;
    if (wanted && !isFormInUse(field)) field?.focus({ preventScroll: true });
  }, []);
  return element;
}

/** On a slow device, someone can type in another field of the form before the effect runs: a password would go on in the username. */
function isFormInUse(field: HTMLElement | null): boolean {
  const { activeElement } = document;
  return activeElement instanceof HTMLInputElement && activeElement.form?.contains(field) === true;
}
