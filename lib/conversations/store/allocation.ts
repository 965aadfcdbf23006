/** One atomic update per change: checks permission, allocates version and seq, and updates the last messages. */
import { foldUsername } from '../../accounts/username.ts';
import { now } from '../../platform/clock.ts';
import { againWhenCut, isDuplicateKey, type ObjectId } from '../../platform/mongo.ts';
import { directConversationId } from '../conversation.ts';
import { directMemberships } from '../membership.ts';
import { type Circle, isAsked, peerIn } from '../visibility.ts';
import { type Conversation, circleOf, conversations, FOR_CIRCLE } from './conversations.ts';
import { type MessageChange, type SentMessage, withChange, withSent } from './last-messages.ts';
import { insertMemberships } from './memberships.ts';
import { mayPost, mayWrite, notBlockedBy } from './permissions.ts';

/** The version allocated to a change, and the circle that decides who sees it. */
export interface Allocation extends Circle {
  conversation: string;
  version: number;
  /** seq of the newest message; of this message, when the change is one */
  lastSeq: number;
  /** of a message in an existing conversation: what withdrawMessage restores */
  former?: Former;
  /** the message answers a request, which is accepted by it */
  accepts?: true;
}

/** The fields of the conversation that allocateMessage changed, as they were before. */
type Former = Pick<Conversation, 'version' | 'lastSeq' | 'changedAt' | 'activityAt' | 'request'>;

type Allocated = Pick<Conversation, '_id' | 'version' | 'lastSeq' | keyof typeof FOR_CIRCLE>;

export const toAllocation = (conversation: Allocated): Allocation => ({
  conversation: conversation._id,
  version: conversation.version,
  lastSeq: conversation.lastSeq,
  ...circleOf(conversation),
});

const next = (counter: 'version' | 'lastSeq') => ({ $add: [{ $ifNull: [`$${counter}`, 0] }, 1] });
const NEXT_VERSION = next('version');
const NEXT_SEQ = next('lastSeq');

/** Expression for the request after a message of this author, whose answer accepts it. */
const requestAfter = (author: string) => ({
  $cond: [{ $eq: ['$request.to', { $literal: foldUsername(author) }] }, '$$REMOVE', '$request'],
});

/**
 * As a pipeline, because the last messages depend on who blocks whom.
 * @param first fields of a conversation that it makes @param changed fields that the message tells of
 */
export const sending = (message: SentMessage, first?: object, changed: object = {}) => {
  const at = now();
  const numbers = { seq: NEXT_SEQ, version: NEXT_VERSION };
  const lastMessages = withSent(message, numbers, first !== undefined);
  const times = { changedAt: { $max: ['$changedAt', at] }, activityAt: { $max: ['$activityAt', at] } };
  const request = requestAfter(message.from);
  const counted = { version: NEXT_VERSION, lastSeq: NEXT_SEQ, ...times, lastMessages };
  return [{ $set: { request, ...first, ...changed, ...counted } }];
};

const changing = (messageChange: MessageChange, author?: string) => {
  const lastMessages = withChange(messageChange, author, NEXT_VERSION);
  return [{ $set: { version: NEXT_VERSION, changedAt: { $max: ['$changedAt', now()] }, lastMessages } }];
};

export const ALLOCATION = {
  projection: { ...FOR_CIRCLE, version: 1, lastSeq: 1 },
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

/** @returns null, without a change, when the author may not write, see mayPost */
export async function allocateEdit(
  conversation: string,
  author: string,
  messageChange: MessageChange,
): Promise<Allocation | null> {
  const updated = await conversations.findOneAndUpdate(
    { _id: conversation, ...mayPost(author) },
    changing(messageChange, author),
    ALLOCATION,
  );
  return updated && toAllocation(updated);
}

/** @returns null, without a change, when the actor is no member or deleted, either member blocks the other, or the group is closed */
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

const BEFORE = {
  projection: { ...ALLOCATION.projection, changedAt: 1, activityAt: 1 },
  returnDocument: 'before',
} as const;

/**
 * Allocates version and seq to a message. withdrawMessage takes them back.
 * @returns null, without a change, when there is no such conversation, the sender may not write there (see mayPost), or a
 * member's account is deleted
 */
export async function allocateMessage(
  conversation: string,
  message: SentMessage,
): Promise<Allocation | null> {
  // Repeating it leaves an unused version, which is harmless.
  const before = await againWhenCut(() =>
    conversations.findOneAndUpdate(
      { _id: conversation, ...mayPost(message.from), deleted: { $exists: false } },
      sending(message),
      BEFORE,
    ),
  );
  if (!before) return null;
  const { version, lastSeq = 0, changedAt, activityAt, request, ...rest } = before;
  const former = { version, lastSeq, changedAt, activityAt, ...(request ? { request } : {}) };
  const accepts = isAsked(former, message.from);
  const after = {
    ...rest,
    version: version + 1,
    lastSeq: lastSeq + 1,
    ...(request && !accepts ? { request } : {}),
  };
  return { ...toAllocation(after), former, ...(accepts ? { accepts } : {}) };
}

/**
 * Like allocateMessage, for the first message of a direct conversation, which is a request to the other member.
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
    ...(one === other
      ? {}
      : { request: { $literal: { to: foldUsername(peerIn({ members }, message.from)) } } }),
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

/** The inbox shows no allocation that may still be withdrawn, see isUnderWay of lib/conversations/inbox.ts. */
export const WITHDRAWN_WITHIN_MS = 5_000;

/**
 * For a send that allocated a version but writes no message, because it is refused or repeats an earlier send: restores the
 * conversation as it was. When another change took the next version meanwhile, or after WITHDRAWN_WITHIN_MS, version and seq stay unused.
 * @param message as it was given to allocateMessage
 */
export async function withdrawMessage(
  { conversation, former, version, lastSeq }: Allocation,
  { _id: id, sentAt }: Pick<SentMessage, '_id' | 'sentAt'>,
): Promise<void> {
  const unknown = { $unset: { lastMessages: '' as const } };
  if (former && now().getTime() - sentAt.getTime() < WITHDRAWN_WITHIN_MS) {
    const unchanged = { _id: conversation, version, lastSeq };
    const { matchedCount } = await conversations.updateOne(unchanged, { $set: former, ...unknown });
    if (matchedCount === 1) return;
  }
  await forgetLastMessages(conversation, id);
}

/** For an amendment that changed the copy of the last message and not the message, or in another order. */
export async function forgetLastMessages(conversation: string, id: ObjectId): Promise<void> {
  await conversations.updateOne(
    { _id: conversation, 'lastMessages._id': id },
    { $unset: { lastMessages: '' } },
  );
}
