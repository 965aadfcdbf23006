import { foldUsername } from '../../accounts/username.ts';
import { collection, type Document, insertOnce, ObjectId } from '../../platform/mongo.ts';
import { termsOfMessage } from '../../search/terms.ts';
import { MESSAGES, type MessageDocument, READ, toMessage } from '../document.ts';
import { firstVersionOf, type Message } from '../message.ts';

export const messages = collection<MessageDocument>(MESSAGES);

/** Searches name it: to the planner those of single conversations can look as good. */
export const SEARCH_INDEX = 'search';

export const messageIndexes = {
  collection: MESSAGES,
  indexes: [
    { name: 'history_page', key: { conversation: 1, onlyFor: 1, seq: -1 } },
    { name: 'changed', key: { conversation: 1, onlyFor: 1, version: 1 } },
    { name: 'received', key: { conversation: 1, from: 1, onlyFor: 1, seq: 1 } },
    {
      name: 'mentions',
      key: { conversation: 1, 'mentions.username': 1, seq: 1 },
      partialFilterExpression: { 'mentions.username': { $exists: true } },
    },
    {
      name: 'pinned',
      key: { conversation: 1, pinnedAt: -1, _id: -1 },
      partialFilterExpression: { pinnedAt: { $exists: true } },
    },
    {
      name: 'forwarded',
      key: { forwardedFrom: 1 },
      partialFilterExpression: { forwardedFrom: { $exists: true } },
    },
    {
      name: SEARCH_INDEX,
      key: { conversation: 1, terms: 1, _id: -1 },
      partialFilterExpression: { terms: { $exists: true } },
    },
    {
      name: 'idempotent_send',
      key: { conversation: 1, from: 1, clientId: 1 },
      unique: true,
      partialFilterExpression: { clientId: { $exists: true } },
    },
  ],
} as const;

export const newMessageId = (): string => new ObjectId().toHexString();

export const toObjectId = (id: string): ObjectId => ObjectId.createFromHexString(id);

/**
 * Matches the messages that a reader may see. Each value of `onlyFor` is a separate range of the index, and the scan merges the
 * ranges in the index's order, so hidden messages cost nothing. Nearly all messages are in the range of null.
 */
export const visibleTo = (conversation: string, reader: string) => ({
  conversation,
  onlyFor: { $in: [null, foldUsername(reader)] },
});

function toDocument(
  { id, clientId, shown: _, quoted: _quoted, ...rest }: Message,
  digest: string | null,
): MessageDocument {
  const idempotency = clientId !== null && digest !== null ? { clientId, textDigest: digest } : {};
  const terms = rest.system || rest.deletedAt ? {} : { terms: termsOfMessage(rest) };
  return { _id: ObjectId.createFromHexString(id), ...rest, ...idempotency, ...terms };
}

/**
 * @param digest of the content, when the message has a clientId
 * @returns false, without a write, when this sender already used this clientId in this conversation
 */
export const insertMessage = (message: Message, digest: string | null): Promise<boolean> =>
  insertOnce(messages, toDocument(message, digest));

/** For demo data with versions. @throws the driver's error when a message exists */
export async function insertMessages(list: { message: Message; digest: string | null }[]): Promise<void> {
  await messages.insertMany(
    list.map(({ message, digest }) => toDocument(message, digest)),
    { ordered: false },
  );
}

/** The message of a clientId, with the digest of its first content. */
export async function findSent(
  conversation: string,
  from: string,
  clientId: string,
): Promise<{ message: Message; digest: string } | null> {
  const found = await messages.findOne({ conversation, from, clientId }, { projection: READ });
  return found && { message: toMessage(found), digest: found.textDigest ?? '' };
}

/** @param id from a client; an invalid one finds nothing @param reader see toMessage */
export async function findMessage(id: string, reader?: string): Promise<Message | null> {
  if (!/^[0-9a-f]{24}$/.test(id)) return null;
  const found = await messages.findOne({ _id: ObjectId.createFromHexString(id) }, { projection: READ });
  return found && toMessage(found, reader);
}

async function findById(ids: readonly string[], projection: Document = READ): Promise<MessageDocument[]> {
  if (ids.length === 0) return [];
  return (
    messages
      .find({ _id: { $in: ids.map(toObjectId) } }, { projection })
      .limit(ids.length)
      // In one batch: the driver does not repeat a lost request for a further one.
      .batchSize(ids.length)
      .toArray()
  );
}

/** Without reactions. `shown` is the state that others than the author see, where it differs. @param ids 24 hex digits each */
export async function findMessages(ids: string[]): Promise<Message[]> {
  const found = await findById(ids, { ...READ, reactions: 0 });
  return found.map((message) => toMessage(message, NOBODY));
}

/** As this reader sees them, in any order. @param ids 24 hex digits each */
export async function listMessagesById(ids: readonly string[], reader: string): Promise<Message[]> {
  const found = await findById(ids);
  return found.map((message) => toMessage(message, reader));
}

/** No username is empty. */
const NOBODY = '';

/** The newest messages, newest first. @param before only those with a smaller seq */
export async function listMessages(
  conversation: string,
  reader: string,
  page: { before?: number; limit: number },
): Promise<Message[]> {
  const { before, limit } = page;
  const found = await messages
    .find(
      { ...visibleTo(conversation, reader), ...(before === undefined ? {} : { seq: { $lt: before } }) },
      { projection: READ },
    )
    .sort({ seq: -1 })
    .limit(limit)
    // In one batch: the driver does not repeat a lost request for a further one.
    .batchSize(limit)
    .toArray();
  return found.map((message) => toMessage(message, reader));
}

/** Where a message stands in the order, and since when. */
export type MessagePlace = Pick<MessageDocument, 'seq' | 'sentAt'>;

/** The places of the newest messages that a reader sees, newest first. */
export const listPlaces = (conversation: string, reader: string, limit: number): Promise<MessagePlace[]> =>
  messages
    .find(visibleTo(conversation, reader), { projection: { _id: 0, seq: 1, sentAt: 1 } })
    .sort({ seq: -1 })
    .limit(limit)
    .batchSize(limit)
    .toArray();

/** The place of the first message that a reader sees from a seq on. */
export async function findPlaceFrom(
  conversation: string,
  reader: string,
  seq: number,
): Promise<MessagePlace | undefined> {
  const from = { ...visibleTo(conversation, reader), seq: { $gte: seq } };
  const projection = { _id: 0, seq: 1, sentAt: 1 };
  return (await messages.findOne(from, { sort: { seq: 1 }, projection })) ?? undefined;
}

/** Changed messages, in the order of the changes. @param after only higher versions */
export async function listChanges(
  conversation: string,
  reader: string,
  after: number,
  limit: number,
): Promise<Message[]> {
  const found = await messages
    .find({ ...visibleTo(conversation, reader), version: { $gt: after } }, { projection: READ })
    .sort({ version: 1 })
    .limit(limit)
    .batchSize(limit)
    .toArray();
  return found.map((message) => toMessage(message, reader));
}

/** The first version of the newest message sent at or before a time; 0 when there is none. */
export async function findVersionAt(conversation: string, reader: string, sentAt: Date): Promise<number> {
  const found = await messages.findOne(
    { ...visibleTo(conversation, reader), sentAt: { $lte: sentAt } },
    { sort: { seq: -1 }, projection: { _id: 0, seq: 1, firstVersion: 1 } },
  );
  return found ? firstVersionOf(found) : 0;
}

/** Oldest first. @param after only those with a higher seq */
export async function listMessagesAfter(
  conversation: string,
  reader: string,
  after: number,
  limit: number,
): Promise<Message[]> {
  const found = await messages
    .find({ ...visibleTo(conversation, reader), seq: { $gt: after } }, { projection: READ })
    .sort({ seq: 1 })
    .limit(limit)
    .batchSize(limit)
    .toArray();
  return found.map((message) => toMessage(message, reader));
}
