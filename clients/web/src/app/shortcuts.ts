import { useEffect } from 'preact/hooks';
import { go, route } from './router.ts';

/** Ctrl or ⌘ with K opens the search for people; Escape closes the open screen. */
export function useShortcuts(): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (
        (event.ctrlKey || event.metaKey) &&
        !event.shiftKey &&
        !event.altKey &&
        event.key.toLowerCase() === 'k'
      ) {
        event.preventDefault();
        if (route.value.name === 'people') document.querySelector<HTMLElement>('.search-input')?.focus();
        else go({ name: 'people' });
      } else if (
        event.key === 'Escape' &&
        !event.defaultPrevented &&
        !document.querySelector('dialog[open]')
      ) {
        // A key does not discard a form that is partly filled in.
        const inForm = event.target instanceof Element && event.target.closest('.settings-sheet') !== null;
        if (route.value.name !== 'inbox' && !inForm) {
          event.preventDefault();
          go({ name: 'inbox' });
        }
      }
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, []);
}
