/** One atomic update per change: checks permission, allocates version and seq, and updates the last messages. */
import { foldUsername } from '../../accounts/username.ts';
import { now } from '../../platform/clock.ts';
import { againWhenCut, isDuplicateKey, type ObjectId } from '../../platform/mongo.ts';
import { directConversationId } from '../conversation.ts';
import { directMemberships } from '../membership.ts';
import type { Circle } from '../visibility.ts';
import { type Conversation, circleOf, conversations } from './conversations.ts';
import { type MessageChange, type SentMessage, withChange, withSent } from './last-messages.ts';
import { insertMemberships } from './memberships.ts';

/** The version allocated to a change, and the circle that decides who sees it. */
export interface Allocation extends Circle {
  conversation: string;
  version: number;
  /** seq of the newest message; of this message, when the change is one */
  lastSeq: number;
}

type Allocated = Pick<
  Conversation,
  '_id' | 'kind' | 'version' | 'lastSeq' | 'members' | 'deleted' | 'blocks'
>;

const toAllocation = (conversation: Allocated): Allocation => ({
  conversation: conversation._id,
  version: conversation.version,
  lastSeq: conversation.lastSeq,
  ...circleOf(conversation),
});

const next = (counter: 'version' | 'lastSeq') => ({ $add: [{ $ifNull: [`$${counter}`, 0] }, 1] });
const NEXT_VERSION = next('version');
const NEXT_SEQ = next('lastSeq');

/** As a pipeline, because the last messages depend on who blocks whom. */
const sending = (message: SentMessage, first: object = {}) => {
  const at = now();
  const numbers = { seq: NEXT_SEQ, version: NEXT_VERSION };
  const lastMessages = withSent(message, numbers, Object.keys(first).length > 0);
  const times = { changedAt: { $max: ['$changedAt', at] }, activityAt: { $max: ['$activityAt', at] } };
  return [{ $set: { ...first, version: NEXT_VERSION, lastSeq: NEXT_SEQ, ...times, lastMessages } }];
};

const changing = (messageChange: MessageChange, author?: string) => {
  const lastMessages = withChange(messageChange, author, NEXT_VERSION);
  return [{ $set: { version: NEXT_VERSION, changedAt: { $max: ['$changedAt', now()] }, lastMessages } }];
};

const notBlockedBy = (username: string) => ({ 'blocks.by': { $ne: foldUsername(username) } });

/** The author is a member, does not block the other one, and is not deleted. */
const mayWrite = (author: string) => ({
  ...notBlockedBy(author),
  members: author,
  deleted: { $ne: author },
});

/** The fields that decide on visibility. The rest of the document, which can be long, is not returned. */
const ALLOCATION = {
  projection: { kind: 1, version: 1, lastSeq: 1, members: 1, deleted: 1, blocks: 1 },
  returnDocument: 'after',
} as const;

/** For changes that are never refused, such as deletions. @returns null when there is no such conversation */
export async function allocateVersion(
  conversation: string,
  messageChange: MessageChange,
): Promise<Allocation | null> {
  const updated = await conversations.findOneAndUpdate(
    { _id: conversation },
    changing(messageChange),
    ALLOCATION,
  );
  return updated && toAllocation(updated);
}

/**
 * A new seq and version for a message that was written too late for its own. Readers look up the last message until the next send.
 * @returns null when there is no such conversation
 */
export async function allocatePlace(conversation: string): Promise<Allocation | null> {
  const at = now();
  const updated = await conversations.findOneAndUpdate(
    { _id: conversation },
    {
      $inc: { version: 1, lastSeq: 1 },
      $max: { changedAt: at, activityAt: at },
      $unset: { lastMessages: '' },
    },
    ALLOCATION,
  );
  return updated && toAllocation(updated);
}

/** @returns null, without a change, when the author blocks the other member or is deleted */
export async function allocateEdit(
  conversation: string,
  author: string,
  messageChange: MessageChange,
): Promise<Allocation | null> {
  const updated = await conversations.findOneAndUpdate(
    { _id: conversation, ...mayWrite(author) },
    changing(messageChange, author),
    ALLOCATION,
  );
  return updated && toAllocation(updated);
}

/** @returns null, without a change, when the actor is no member or deleted, or either member blocks the other */
export async function allocateAmendment(
  conversation: string,
  actor: string,
  messageChange: MessageChange,
): Promise<Allocation | null> {
  const updated = await conversations.findOneAndUpdate(
    { _id: conversation, ...mayWrite(actor), 'blocks.0': { $exists: false } },
    changing(messageChange),
    ALLOCATION,
  );
  return updated && toAllocation(updated);
}

/**
 * Allocates version and seq to a message.
 * @returns null, without a change, when there is no such conversation, the sender is not a member or blocks the other,
 * or a member's account is deleted
 */
export async function allocateMessage(
  conversation: string,
  message: SentMessage,
): Promise<Allocation | null> {
  // Repeating it leaves an unused version, which is harmless.
  const updated = await againWhenCut(() =>
    conversations.findOneAndUpdate(
      { _id: conversation, ...mayWrite(message.from), deleted: { $exists: false } },
      sending(message),
      ALLOCATION,
    ),
  );
  return updated && toAllocation(updated);
}

/**
 * Like allocateMessage, for the first message of a direct conversation.
 * @param people two, or one for notes to oneself, with names as spelled at registration; they must exist
 * @returns null, without a change, when another first message or a block inserted the document meanwhile, or the sender blocks the
 * other
 */
export async function allocateFirstMessage(
  people: string[],
  message: SentMessage,
): Promise<Allocation | null> {
  const members = [...new Set(people)];
  const [one = message.from, other = one] = members;
  const _id = directConversationId(one, other);
  // Before the list of members, so that each listed member has a membership.
  await insertMemberships(directMemberships(_id, members));
  const first = {
    kind: 'direct',
    members: { $literal: members },
    createdAt: now(),
  };
  try {
    const updated = await conversations.findOneAndUpdate(
      { _id, members: { $exists: false }, ...notBlockedBy(message.from) },
      sending(message, first),
      { upsert: true, ...ALLOCATION },
    );
    return updated && toAllocation(updated);
  } catch (error) {
    if (isDuplicateKey(error)) return null;
    throw error;
  }
}

/** For a send that allocated a version but wrote no message: it was refused, or repeated an earlier send. */
export async function forgetLastMessages(conversation: string, id: ObjectId): Promise<void> {
  await conversations.updateOne(
    { _id: conversation, 'lastMessages._id': id },
    { $unset: { lastMessages: '' } },
  );
}
