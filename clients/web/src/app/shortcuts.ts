import { useEffect } from 'preact/hooks';
import { keyHandler } from './keys.ts';
import { go, route } from './router.ts';
import { typeIntoComposer } from './type-into-composer.ts';

/** Ctrl or ⌘ with K opens the search for people; Escape closes the open screen; letters go to the composer. */
export function useShortcuts(): void {
  useEffect(() => {
    const listening = new AbortController();
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
        const inForm =
          event.target instanceof Element && event.target.closest('.settings-sheet, .pane-sheet') !== null;
        if (route.value.name !== 'inbox' && !inForm) {
          event.preventDefault();
          const { value: at } = route;
          go(at.name === 'group' ? { name: 'chat', peer: at.id } : { name: 'inbox' });
        }
      } else {
        typeIntoComposer(event);
      }
    };
    addEventListener('keydown', keyHandler(onKeyDown), listening);
    return () => listening.abort();
  }, []);
}
