/** Searches people by the beginning of their username, page by page; only the latest search counts. */
import { signal } from '@preact/signals';
import { chat } from '../../app/client.ts';

export interface Found {
  status: 'loading' | 'ready' | 'failed';
  error?: unknown;
  names: readonly string[];
  more: boolean;
}

const PAGE = 100;
const PAUSE_MS = 150;
/** What a username can begin with; the server refuses anything else. */
const PREFIX = /^[A-Za-z0-9_.-]{0,32}$/;
const NOTHING: Found = { status: 'ready', names: [], more: false };

export function createPeopleSearch() {
  const found = signal<Found>({ ...NOTHING, status: 'loading' });
  let pages: AsyncIterator<string[]> | undefined;
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
      const names = done ? found.value.names : [...found.value.names, ...value];
      found.value = { status: 'ready', names, more: !done && value.length >= PAGE };
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
    const prefix = typed.trim().replace(/^@/, '');
    if (!PREFIX.test(prefix)) {
      found.value = NOTHING;
      return;
    }
    found.value = { ...found.value, status: 'loading' };
    const start = () => {
      found.value = { status: 'loading', names: [], more: false };
      const list = chat.users.list(prefix === '' ? { limit: PAGE } : { prefix, limit: PAGE });
      pages = list.pages()[Symbol.asyncIterator]();
      void nextPage();
    };
    if (prefix === '') start();
    else pause = setTimeout(start, PAUSE_MS);
  }

  return { found, ask, more: () => void nextPage(), stop: () => ask('!') };
}
