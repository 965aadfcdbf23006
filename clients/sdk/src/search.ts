/** Searching messages. */
import type { SearchResource } from './protocol.ts';
import type { Requests } from './session/requests.ts';
import { type Paged, paged, withQuery } from './transport/paged.ts';

/** A message, and where in its text the words are: UTF-16 code units from `Start` up to `End`. */
export type SearchHit = SearchResource['Hits'][number];

/** Hits, newest first. */
export interface SearchResults extends Paged<SearchHit> {
  /** The server ran out of time: there may be more, also between these. Known behind the last hit. */
  readonly isIncomplete: boolean;
}

/** @param limit hits of a page */
export function searchMessages(requests: Requests, q: string, limit: number | undefined): SearchResults {
  let isIncomplete = false;
  const found = paged<SearchHit>(withQuery('/search', { q, limit }), async (path) => {
    const { items, next } = await requests.single<SearchResource>(path);
    const [page] = items;
    isIncomplete = page?.Incomplete ?? false;
    return { items: page?.Hits ?? [], next };
  });
  return Object.assign(Object.create({}, { isIncomplete: { get: () => isIncomplete } }), found);
}
