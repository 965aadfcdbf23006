/** Searches messages, page by page; only the latest search counts. */
import { signal } from '@preact/signals';
import type { SearchHit, SearchResults } from '#sdk';
import { chat } from '../../app/client.ts';

export interface Found {
  /** 'idle': nothing is searched for */
  status: 'idle' | 'loading' | 'ready' | 'failed';
  error?: unknown;
  hits: readonly SearchHit[];
  more: boolean;
  /** the server ran out of time */
  isIncomplete: boolean;
}

const PAGE = 30;
const PAUSE_MS = 250;
const NOTHING: Found = { status: 'idle', hits: [], more: false, isIncomplete: false };

/** @param within id of a conversation, or a username; by default all are searched */
export function createMessageSearch(within: string | undefined) {
  const found = signal<Found>(NOTHING);
  let results: SearchResults | undefined;
  let pages: AsyncIterator<SearchHit[]> | undefined;
  let question = 0;
  let pause: ReturnType<typeof setTimeout> | undefined;

  async function nextPage(): Promise<void> {
    const [asked, iterator, of] = [question, pages, results];
    if (!iterator || !of) return;
    try {
      const { value, done } = await iterator.next();
      if (asked !== question) return;
      const hits = done ? found.value.hits : [...found.value.hits, ...value];
      const more = !done && value.length >= PAGE;
      found.value = { status: 'ready', hits, more, isIncomplete: of.isIncomplete };
    } catch (error) {
      if (asked === question) found.value = { ...found.value, status: 'failed', error, more: false };
    }
  }

  function stop(): void {
    clearTimeout(pause);
    question++;
    pages = undefined;
  }

  function ask(typed: string): void {
    stop();
    if (typed.trim() === '') {
      found.value = NOTHING;
      return;
    }
    found.value = { ...found.value, status: 'loading' };
    pause = setTimeout(() => {
      // A space behind the last word is part of the query: it ends the word.
      results = chat.search(within === undefined ? typed : `in:${within} ${typed}`, { limit: PAGE });
      pages = results.pages()[Symbol.asyncIterator]();
      found.value = { ...NOTHING, status: 'loading' };
      void nextPage();
    }, PAUSE_MS);
  }

  return { found, ask, more: () => void nextPage(), stop };
}
