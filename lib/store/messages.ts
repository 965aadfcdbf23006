import { DELETED_ACCOUNT, type Message } from '../domain/message.ts';
import { collection, isDuplicateKey, ObjectId } from '../mongo.ts';

export interface MessageDocument {
  _id: ObjectId;
  conversation: string;
  from: string;
  to: string;
  text: string;
  seq: number;
  version: number;
  sentAt: Date;
  editedAt: Date | null;
  deletedAt: Date | null;
  /** Absent when the sender gave none: the unique index is partial over it. */
  clientId?: string;
  /** Of the text as first sent, see textDigest; with clientId only. */
  textDigest?: string;
  /** Absent until it takes a version for another reason than an edit or a deletion. */
  movedAt?: Date;
}

export const messages = collection<MessageDocument>('messages');

export const messageIndexes = {
  collection: 'messages',
  indexes: [
    { name: 'history', key: { conversation: 1, seq: -1 } },
    { name: 'sync', key: { conversation: 1, version: 1 } },
    { name: 'unread', key: { conversation: 1, from: 1, seq: 1 } },
    {
      name: 'idempotent_send',
      key: { conversation: 1, from: 1, clientId: 1 },
      unique: true,
      partialFilterExpression: { clientId: { $exists: true } },
    },
  ],
} as const;

export const newMessageId = (): string => new ObjectId().toHexString();

export const toMessage = ({ _id, clientId, textDigest: _, ...rest }: MessageDocument): Message => ({
  ...rest,
  id: _id.toHexString(),
  clientId: clientId ?? null,
});

function toDocument({ id, clientId, ...rest }: Message, digest: string | null): MessageDocument {
  const idempotency = clientId !== null && digest !== null ? { clientId, textDigest: digest } : {};
  return { _id: ObjectId.createFromHexString(id), ...rest, ...idempotency };
}

/**
 * @param digest of the text, when the message has a clientId
 * @returns false when this sender already used this clientId in this conversation: nothing was written
 */
export async function insertMessage(message: Message, digest: string | null): Promise<boolean> {
  try {
    await messages.insertOne(toDocument(message, digest));
    return true;
  } catch (error) {
    if (isDuplicateKey(error)) return false;
    throw error;
  }
}

/** For demo data: what has its versions already. @throws the driver's error when one is there */
export async function insertMessages(list: { message: Message; digest: string | null }[]): Promise<void> {
  await messages.insertMany(
    list.map(({ message, digest }) => toDocument(message, digest)),
    { ordered: false },
  );
}

/** The message that a clientId named first, with the digest of its first text. */
export async function findSent(
  conversation: string,
  from: string,
  clientId: string,
): Promise<{ message: Message; digest: string } | null> {
  const found = await messages.findOne({ conversation, from, clientId });
  return found && { message: toMessage(found), digest: found.textDigest ?? '' };
}

/** @param id as clients send it: anything that cannot be an id finds nothing */
export async function findMessage(id: string): Promise<Message | null> {
  if (!/^[0-9a-f]{24}$/.test(id)) return null;
  const found = await messages.findOne({ _id: ObjectId.createFromHexString(id) });
  return found && toMessage(found);
}

/**
 * Applies a change that holds this version, unless the message was deleted or already shows a later change:
 * whatever order two writes arrive in, the higher version stays.
 * @returns the message as changed, or null when nothing was
 */
export async function changeMessage(
  id: string,
  version: number,
  change: Partial<Pick<MessageDocument, 'text' | 'editedAt' | 'deletedAt'>>,
): Promise<Message | null> {
  const changed = await messages.findOneAndUpdate(
    { _id: ObjectId.createFromHexString(id), version: { $lt: version }, deletedAt: null },
    { $set: { ...change, version } },
    { returnDocument: 'after' },
  );
  return changed && toMessage(changed);
}

/** Gives a message a higher version and changes nothing else. @returns null when it already has a higher one */
export async function moveVersion(id: string, version: number, at: Date): Promise<Message | null> {
  const moved = await messages.findOneAndUpdate(
    { _id: ObjectId.createFromHexString(id), version: { $lt: version } },
    { $set: { version, movedAt: at } },
    { returnDocument: 'after' },
  );
  return moved && toMessage(moved);
}

/** The newest messages, newest first. @param before only those with a smaller seq */
export async function listMessages(
  conversation: string,
  page: { before?: number; limit: number },
): Promise<Message[]> {
  const { before, limit } = page;
  const found = await messages
    .find({ conversation, ...(before === undefined ? {} : { seq: { $lt: before } }) })
    .sort({ seq: -1 })
    .limit(limit)
    .toArray();
  return found.map(toMessage);
}

/** What changed, in the order of the changes. @param after only higher versions */
export async function listChanges(conversation: string, after: number, limit: number): Promise<Message[]> {
  const found = await messages
    .find({ conversation, version: { $gt: after } })
    .sort({ version: 1 })
    .limit(limit)
    .toArray();
  return found.map(toMessage);
}

/** The newest message that was sent at or before an instant, as its seq; 0 when there is none. */
export async function findLastSeq(conversation: string, sentAt: Date): Promise<number> {
  const found = await messages.findOne(
    { conversation, sentAt: { $lte: sentAt } },
    { sort: { seq: -1 }, projection: { _id: 0, seq: 1 } },
  );
  return found?.seq ?? 0;
}

/** Oldest first. @param after only those with a higher seq */
export async function listMessagesAfter(
  conversation: string,
  after: number,
  limit: number,
): Promise<Message[]> {
  const found = await messages
    .find({ conversation, seq: { $gt: after } })
    .sort({ seq: 1 })
    .limit(limit)
    .toArray();
  return found.map(toMessage);
}

/** Who is named in a message. Without its text, so that long conversations can be walked through. */
export type MessageNames = Pick<MessageDocument, '_id' | 'from' | 'to' | 'version' | 'deletedAt'>;

/** In the order of the last changes. @param after only higher versions */
export const listNames = (conversation: string, after: number, limit: number): Promise<MessageNames[]> =>
  messages
    .find(
      { conversation, version: { $gt: after } },
      { projection: { from: 1, to: 1, version: 1, deletedAt: 1 } },
    )
    .sort({ version: 1 })
    .limit(limit)
    .toArray();

/**
 * Takes a name out of messages, and erases what that person wrote. One that changed since it was seen is left alone.
 * @param firstVersion of as many as there are messages, one for each
 */
export async function anonymizeMessages(
  seen: MessageNames[],
  username: string,
  firstVersion: number,
  at: Date,
): Promise<void> {
  const updates = seen.map(({ _id, from, to, version, deletedAt }, index) => {
    const own = from === username;
    return {
      updateOne: {
        filter: { _id, version },
        update: {
          $set: {
            version: firstVersion + index,
            movedAt: at,
            ...(to === username ? { to: DELETED_ACCOUNT } : {}),
            ...(own ? { from: DELETED_ACCOUNT, text: '', deletedAt: deletedAt ?? at } : {}),
          },
          ...(own ? { $unset: { clientId: '' as const, textDigest: '' as const } } : {}),
        },
      },
    };
  });
  await messages.bulkWrite(updates, { ordered: false });
}
