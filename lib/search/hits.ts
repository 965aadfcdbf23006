/** The messages that match a query, checked on what the reader sees of them. */
import { foldUsername } from '../accounts/username.ts';
import { isVisibleTo } from '../conversations/visibility.ts';
import type { Message } from '../messages/message.ts';
import { findMatches, type Range } from './match.ts';
import type { SearchQuery } from './query.ts';
import { hasLink, searchedText } from './terms.ts';

export interface Hit {
  message: Message;
  ranges: Range[];
}

/** Where in the text the phrases are, which can be in names of files instead; undefined where the message does not match. */
function rangesIn(message: Message, query: SearchQuery): Range[] | undefined {
  const { text } = message.shown ?? message;
  const { from, sentAt, deletedAt, system, attachments } = message;
  const isMissing =
    (query.from !== undefined && query.from !== foldUsername(from)) ||
    (query.after !== undefined && sentAt < query.after) ||
    (query.before !== undefined && sentAt >= query.before) ||
    (query.hasLink === true && !hasLink(text)) ||
    (query.hasFile === true && !attachments);
  if (deletedAt || system || isMissing) return undefined;
  const found = findMatches(searchedText({ ...message, text }), query.phrases);
  return found?.filter(({ end }) => end <= text.length);
}

export class Hits {
  /** newest first */
  newest: Hit[] = [];
  /** how many are kept */
  readonly wanted: number;
  readonly #reader: string;
  readonly #query: SearchQuery;

  /** @param query with the username for ME */
  constructor(reader: string, query: SearchQuery, wanted: number) {
    this.#reader = reader;
    this.#query = query;
    this.wanted = wanted;
  }

  /** Of the wanted number; undefined while there are fewer. Only newer ones can be added. */
  get oldest(): Message | undefined {
    return this.newest[this.wanted - 1]?.message;
  }

  /** @param candidates as the reader sees them @param conversations theirs, with the first seq that the reader sees */
  add(candidates: readonly Message[], conversations: readonly { id: string; firstSeq: number }[]): void {
    const firstSeqs = new Map(conversations.map(({ id, firstSeq }) => [id, firstSeq]));
    const hits = candidates.flatMap((message): Hit[] => {
      const firstSeq = firstSeqs.get(message.conversation);
      if (firstSeq === undefined || message.seq < firstSeq || !isVisibleTo(this.#reader, message)) return [];
      const ranges = rangesIn(message, this.#query);
      return ranges ? [{ message, ranges }] : [];
    });
    if (hits.length === 0) return;
    const all = [...this.newest, ...hits].sort((one, other) => (one.message.id < other.message.id ? 1 : -1));
    this.newest = all.slice(0, this.wanted);
  }
}
