/** Searches people by name, page by page; only the latest search counts. Without a search, all usernames. */
import { signal } from '@preact/signals';
import { limits, matchesName } from '#sdk';
import { chat } from '../../app/client.ts';
import { learnProfile } from '../../state/people.ts';

export interface Found {
  status: 'loading' | 'ready' | 'failed';
  error?: unknown;
  names: readonly string[];
  more: boolean;
}

const PAGE = 100;
const PAUSE_MS = 150;

/** Whether there is nothing to search by: it is empty, or has no word, as a lone "@". */
const isNothing = (name: string): boolean => matchesName(name, '');

async function* pagesOf(name: string): AsyncGenerator<string[]> {
  for await (const page of chat.users.search({ name, limit: PAGE }).pages()) {
    page.forEach(learnProfile);
    yield page.map(({ username }) => username);
  }
}

export function createPeopleSearch() {
  const found = signal<Found>({ status: 'loading', names: [], more: false });
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
    const name = typed.trim().slice(0, limits.nameSearchCharacters);
    const isAll = isNothing(name);
    found.value = { ...found.value, status: 'loading' };
    const start = () => {
      found.value = { status: 'loading', names: [], more: false };
      pages = isAll ? chat.users.list({ limit: PAGE }).pages()[Symbol.asyncIterator]() : pagesOf(name);
      void nextPage();
    };
    if (isAll) start();
    else pause = setTimeout(start, PAUSE_MS);
  }

  function stop(): void {
    clearTimeout(pause);
    question++;
    pages = undefined;
  }

  return { found, ask, more: () => void nextPage(), stop };
}
