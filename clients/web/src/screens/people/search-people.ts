import { limits, matchesName } from '#sdk';
import { chat } from '../../app/client.ts';
import { createPagedSearch, PAGE } from '../../state/paged-search.ts';
import { learnProfile } from '../../state/people.ts';

/** Whether there is nothing to search by: it is empty, or has no word, as a lone "@". */
const isNothing = (name: string): boolean => matchesName(name, '');

const nameIn = (typed: string): string => typed.trim().slice(0, limits.nameSearchCharacters);

async function* pagesOf(name: string): AsyncGenerator<string[]> {
  for await (const page of chat.users.search({ name, limit: PAGE }).pages()) {
    page.forEach(learnProfile);
    yield page.map(({ username }) => username);
  }
}

/** Searches people by name. Without a search, all usernames. */
export const createPeopleSearch = () =>
  createPagedSearch<string>({
    isAll: (typed) => isNothing(nameIn(typed)),
    pages: (typed) => {
      const name = nameIn(typed);
      return isNothing(name) ? chat.users.list({ limit: PAGE }).pages() : pagesOf(name);
    },
  });
