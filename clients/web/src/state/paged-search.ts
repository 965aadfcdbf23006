/** Searches a list of the server, page by page; only the latest search counts. */
import { signal } from '@preact/signals';

export interface Found<Item> {
  status: 'loading' | 'ready' | 'failed';
  error?: unknown;
  items: readonly Item[];
  more: boolean;
}

/** of a page; a shorter one is the last */
export const PAGE = 100;
const PAUSE_MS = 150;

interface Search<Item> {
  /** @param typed as it is in the field */
  pages(typed: string): AsyncIterable<Item[]>;
  /** there is nothing to search by: the list is shown at once, without waiting for a further key */
  isAll(typed: string): boolean;
}

export function createPagedSearch<Item>({ pages: pagesOf, isAll }: Search<Item>) {
  const found = signal<Found<Item>>({ status: 'loading', items: [], more: false });
  let pages: AsyncIterator<Item[]> | undefined;
  let question = 0;
  let pause: ReturnType<typeof setTimeout> | undefined;
  let fetching = false;

  async function nextPage(): Promise<void> {
    const asked = question;
    const iterator = pages;
    if (!iterator || fetching) return;
    fetching = true;
    try {
      const { value, done } = await iterator.next();
      if (asked !== question) return;
      const items = done ? found.value.items : [...found.value.items, ...value];
      found.value = { status: 'ready', items, more: !done && value.length >= PAGE };
    } catch (error) {
      if (asked === question) found.value = { ...found.value, status: 'failed', error, more: false };
    } finally {
      if (asked === question) fetching = false;
    }
  }

  function ask(typed: string): void {
    clearTimeout(pause);
    question++;
    fetching = false;
    pages = undefined;
    found.value = { ...found.value, status: 'loading' };
    const start = () => {
      found.value = { status: 'loading', items: [], more: false };
      pages = pagesOf(typed)[Symbol.asyncIterator]();
      void nextPage();
    };
    if (isAll(typed)) start();
    else pause = setTimeout(start, PAUSE_MS);
  }

  function stop(): void {
    clearTimeout(pause);
    question++;
    pages = undefined;
  }

  return { found, ask, more: () => void nextPage(), stop };
}
