/**
 * Searches the messages that a person may see (docs/decisions/053-search.md). An index of terms gives candidates; whether one matches is
 * decided on the text as this reader sees it now.
 */
import { foldUsername } from '../accounts/username.ts';
import { findReader } from '../conversations/circles.ts';
import { placeOf } from '../conversations/place.ts';
import { listSearchable, type Searchable } from '../conversations/searchable.ts';
import { decodeCursor, encodeCursor } from '../http/cursor.ts';
import { ApiError } from '../http/errors.ts';
import { type Message, toResource } from '../messages/message.ts';
import { findAmong, findNewest, listIds, type Sought } from '../messages/searching.ts';
import { isOverTime } from '../platform/mongo.ts';
import { Hits } from './hits.ts';
import { ME, parseQuery, type SearchQuery } from './query.ts';
import type { SearchResource } from './resources.ts';
import { ANY } from './terms.ts';
import { wantedFor } from './wanted.ts';

/** Then the search ends with what it has found. Below the driver's time limit for a response. */
const SEARCH_MS = 1_500;

/** A beginning of a word that fewer messages have is rare: all their ids are read, and sorted. */
const RARE = 500;

/** The same for a whole word, which has an order to walk by where it is common. */
const RARE_WORD = 100;

/** Conversations whose messages are merged: MongoDB merges at most 200 ranges of an index. */
const MERGED = 150;

/** Conversations that are listed at once: nearly always all. */
const LISTED = 750;

/** Messages that are read beyond the wanted ones, because candidates can turn out not to match. */
const SPARE = 4;

/** Messages that are read at once: where many do not match, twice as many are read each time. */
const READ_MAX = 400;

/** The times of conversations are of other clocks than those in the ids of messages. */
const CLOCKS_MS = 60_000;

/** The first four bytes of an id are seconds. */
const timeIn = (id: string): number => Number.parseInt(id.slice(0, 8), 16) * 1_000;

class Search {
  readonly #hits: Hits;
  readonly #sought: Omit<Sought, 'conversations'>;
  readonly #deadline = performance.now() + SEARCH_MS;

  constructor(hits: Hits, sought: Omit<Sought, 'conversations'>) {
    this.#hits = hits;
    this.#sought = sought;
  }

  /** For the next command. */
  get #time(): number {
    return Math.max(1, Math.round(this.#deadline - performance.now()));
  }

  /** Whether conversations that have been silent since this time can have no message that is newer than those found. */
  isComplete(activityAt: Date): boolean {
    const { oldest } = this.#hits;
    return oldest !== undefined && activityAt.getTime() + CLOCKS_MS < timeIn(oldest.id);
  }

  /** @param conversations newest activity first */
  async in(conversations: readonly Searchable[]): Promise<void> {
    const [first] = this.#sought.wanted;
    if (first?.term === ANY) return this.#walk(conversations);
    if (first?.isOpen) return this.#newestFirst(await this.#idsIn(conversations, RARE), conversations);
    // A word that is common is found in the first ones, and one that is rare has few ids in the others: both are asked for at once.
    const [active, silent] = [conversations.slice(0, MERGED), conversations.slice(MERGED)];
    const [ids] = await Promise.all([this.#idsIn(silent, RARE_WORD), this.#walk(active)]);
    const [next] = silent;
    if (next && !this.isComplete(next.activityAt)) await this.#newestFirst(ids, silent);
  }

  /** @returns undefined where `limit` or more messages have the term */
  async #idsIn(conversations: readonly Searchable[], limit: number): Promise<string[] | undefined> {
    if (conversations.length === 0) return [];
    const ids = await listIds(this.#on(conversations), limit, this.#time);
    return ids.length < limit ? ids : undefined;
  }

  /** @param ids of all messages with the term, undefined for many */
  #newestFirst = (ids: string[] | undefined, conversations: readonly Searchable[]): Promise<void> =>
    ids === undefined ? this.#walk(conversations) : this.#readAll(conversations, ids);

  #on = (conversations: readonly Searchable[]): Sought => ({
    ...this.#sought,
    conversations,
    above: this.#hits.oldest?.id,
  });

  /** From the newest of the candidates to the oldest. */
  async #readAll(conversations: readonly Searchable[], ids: string[]): Promise<void> {
    const newestFirst = ids.sort().reverse();
    let limit = this.#hits.wanted + SPARE;
    for (let start = 0; start < newestFirst.length; ) {
      const part = newestFirst.slice(start, start + limit);
      const { oldest } = this.#hits;
      if (oldest && (part[0] ?? '') < oldest.id) return;
      this.#hits.add(await findAmong(this.#on(conversations), part, this.#time), conversations);
      start += part.length;
      limit = Math.min(limit * 2, READ_MAX);
    }
  }

  /** From the newest message to the oldest, by a term that has an order. */
  async #walk(conversations: readonly Searchable[]): Promise<void> {
    const { wanted } = this.#sought;
    // Those that are open are compared.
    const ordered = wanted.toSorted((one, other) => Number(one.isOpen) - Number(other.isOpen));
    for (let start = 0; start < conversations.length; start += MERGED) {
      const part = conversations.slice(start, start + MERGED);
      const [newest] = part;
      if (newest && this.isComplete(newest.activityAt)) return;
      await this.#walkThrough(part, ordered);
    }
  }

  async #walkThrough(conversations: readonly Searchable[], wanted: Sought['wanted']): Promise<void> {
    let limit = this.#hits.wanted + SPARE;
    let { below } = this.#sought;
    for (;;) {
      const found = await findNewest({ ...this.#on(conversations), wanted, below }, limit, this.#time);
      this.#hits.add(found, conversations);
      below = found.at(-1)?.id ?? '';
      if (found.length < limit || below <= (this.#hits.oldest?.id ?? '')) return;
      limit = Math.min(limit * 2, READ_MAX);
    }
  }
}

/** Pages of the person's conversations, newest activity first; or the one that the query names. @throws ApiError conversation_not_found */
async function* conversationsOf(username: string, query: SearchQuery): AsyncGenerator<Searchable[]> {
  if (query.in !== undefined) {
    const { id } = placeOf(username, query.in);
    const reader = await findReader(id, username);
    if (!reader) throw new ApiError('conversation_not_found');
    yield [{ id, firstSeq: reader.firstSeq, activityAt: new Date() }];
    return;
  }
  let after: Parameters<typeof listSearchable>[1];
  for (;;) {
    const page = await listSearchable(username, after, LISTED);
    const last = page.at(-1);
    if (last) yield page;
    if (!last || page.length < LISTED) return;
    after = { at: last.activityAt, id: last.id };
  }
}

export interface SearchPage {
  found: SearchResource;
  /** cursor of the next page, if there is one */
  next: string | undefined;
}

/**
 * Newest first.
 * @param typed see query.ts; it has no fault
 * @throws ApiError conversation_not_found, invalid_cursor
 */
export async function searchMessages(
  username: string,
  { q: typed, after, limit }: { q: string; after?: string | undefined; limit: number },
): Promise<SearchPage> {
  const below = after === undefined ? undefined : decodeCursor('search', after);
  if (after !== undefined && below === undefined) throw new ApiError('invalid_cursor');
  const query = parseQuery(typed);
  const from = query.from === ME ? foldUsername(username) : query.from;
  const hits = new Hits(username, { ...query, from }, limit + 1);
  const { after: sentFrom, before: sentBefore } = query;
  const wanted = wantedFor(query, from);
  const search = new Search(hits, { reader: username, wanted, sentFrom, sentBefore, below });
  let isIncomplete = false;
  try {
    for await (const conversations of conversationsOf(username, query)) {
      await search.in(conversations);
      const last = conversations.at(-1);
      if (last && search.isComplete(last.activityAt)) break;
    }
  } catch (error) {
    if (!isOverTime(error)) throw error;
    isIncomplete = true;
  }
  const page = hits.newest.slice(0, limit);
  const last: Message | undefined = page.at(-1)?.message;
  const hasMore = !isIncomplete && hits.newest.length > limit;
  return {
    found: {
      Hits: page.map(({ message, ranges }) => ({
        Message: toResource(message),
        Ranges: ranges.map(({ start, end }) => ({ Start: start, End: end })),
      })),
      Incomplete: isIncomplete,
    },
    next: last && hasMore ? encodeCursor('search', last.id) : undefined,
  };
}
