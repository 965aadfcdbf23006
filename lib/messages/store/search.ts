/** The queries of searches. Their results are to be checked on what the reader may see. */
import { foldUsername } from '../../accounts/username.ts';
import type { Document } from '../../platform/mongo.ts';
import type { Wanted } from '../../search/terms.ts';
import { READ, toMessage } from '../document.ts';
import type { Message } from '../message.ts';
import { messages, SEARCH_INDEX, toObjectId } from './messages.ts';

export interface Sought {
  reader: string;
  /** ids, with the first seq that the reader sees */
  conversations: readonly { id: string; firstSeq: number }[];
  /** at least one; queries are answered by the range of the first */
  wanted: readonly Wanted[];
  sentFrom?: Date | undefined;
  sentBefore?: Date | undefined;
  /** ids of messages: only older ones, only newer ones */
  below?: string | undefined;
  above?: string | undefined;
}

const termIs = ({ term, isOpen }: Wanted): Document => ({
  // redos: a text without any operator.
  terms: isOpen ? new RegExp(`^${term.replace(/[$+^|]/g, '\\$&')}`) : term,
});

const within = (lower: Document | undefined, upper: Document | undefined, field: string): Document =>
  lower || upper ? { [field]: { ...lower, ...upper } } : {};

const idsIn = ({ conversations, below, above }: Sought): Document => ({
  conversation:
    conversations.length === 1 ? conversations[0]?.id : { $in: conversations.map(({ id }) => id) },
  ...within(
    above ? { $gt: toObjectId(above) } : undefined,
    below ? { $lt: toObjectId(below) } : undefined,
    '_id',
  ),
});

const restOf = ({ reader, conversations, wanted, sentFrom, sentBefore }: Sought): Document => {
  const hidden = conversations
    .filter(({ firstSeq }) => firstSeq > 0)
    .map(({ id, firstSeq }) => ({ conversation: id, seq: { $lt: firstSeq } }));
  return {
    $and: wanted.map(termIs),
    onlyFor: { $in: [null, foldUsername(reader)] },
    ...within(sentFrom && { $gte: sentFrom }, sentBefore && { $lt: sentBefore }, 'sentAt'),
    ...(hidden.length > 0 ? { $nor: hidden } : {}),
  };
};

/** Messages that have the first of the terms, in no order. @param maxTimeMS then the database gives up @returns ids, at most the limit */
export async function listIds(sought: Sought, limit: number, maxTimeMS: number): Promise<string[]> {
  const [first] = sought.wanted;
  const found = await messages
    .find({ ...idsIn(sought), ...(first && termIs(first)) }, { projection: { _id: 1 }, maxTimeMS })
    .hint(SEARCH_INDEX)
    .limit(limit)
    .batchSize(limit)
    .toArray();
  return found.map(({ _id }) => _id.toHexString());
}

/**
 * Newest first, in the order of their ids. The index has this order where the first term is not open: the scan merges a range for each
 * conversation, of which MongoDB takes at most 200.
 */
export async function findNewest(sought: Sought, limit: number, maxTimeMS: number): Promise<Message[]> {
  const found = await messages
    .find({ ...idsIn(sought), ...restOf(sought) }, { projection: READ, maxTimeMS })
    .sort({ _id: -1 })
    .hint(SEARCH_INDEX)
    .limit(limit)
    .batchSize(limit)
    .toArray();
  return found.map((message) => toMessage(message, sought.reader));
}

/** Of these messages, in any order. */
export async function findAmong(
  sought: Sought,
  ids: readonly string[],
  maxTimeMS: number,
): Promise<Message[]> {
  const found = await messages
    .find({ _id: { $in: ids.map(toObjectId) }, ...restOf(sought) }, { projection: READ, maxTimeMS })
    .limit(ids.length)
    .batchSize(ids.length)
    .toArray();
  return found.map((message) => toMessage(message, sought.reader));
}
