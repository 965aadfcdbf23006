/**
 * Sending, editing and deleting messages.
 *
 * Every change first takes the conversation's next version, then writes the message that carries it, then tells whoever
 * is connected. There is no transaction: a crash between the first two leaves a version nobody uses, and nothing else;
 * whoever is not told learns of it when it syncs.
 */

import { findStanding } from '../accounts/store/users.ts';
import { findBlocks } from '../blocks/store/blocks.ts';
import { type Place, placeOf, type Target } from '../conversations/place.ts';
import {
  type Allocation,
  allocateEdit,
  allocateFirstMessage,
  allocateMessage,
  allocateVersion,
  findCircle,
  forgetLastMessages,
} from '../conversations/store/conversations.ts';
import { type MessageChange, newMessage, type SentMessage } from '../conversations/store/last-messages.ts';
import {
  type Circle,
  freezesForOthers,
  isBlocking,
  isMember,
  maySee,
  onlyForAuthor,
  peerIn,
} from '../conversations/visibility.ts';
import { messageCreated, messageDeleted, messageUpdated } from '../events/subscribers.ts';
import { ApiError } from '../http/errors.ts';
import { now } from '../platform/clock.ts';
import { countMetric } from '../platform/request-scope.ts';
import { type Content, contentDigest, contentOf, ERASED } from './content.ts';
import { eraseLate } from './erasure.ts';
import { asFirstSent, type Message } from './message.ts';
import {
  changeMessage,
  findMessage,
  findSent,
  insertMessage,
  moveVersion,
  toObjectId,
} from './store/messages.ts';

export interface Draft extends Content {
  to: Target;
  /** makes the send idempotent */
  clientId?: string | undefined;
}

async function allocateTo({ id, peer }: Place, message: SentMessage): Promise<Allocation> {
  const allocated = await allocateMessage(id, message);
  if (allocated) return allocated;
  return peer === undefined ? refuseIn(id, message.from) : allocateFirst(id, message, peer);
}

/** Why an existing conversation, named by its id, takes no message. */
async function refuseIn(id: string, sender: string): Promise<never> {
  const [circle, own] = await Promise.all([findCircle(id), findStanding(sender)]);
  if (own === null) throw new ApiError('session_ended');
  if (!circle || !isMember(circle, sender)) throw new ApiError('conversation_not_found');
  if (own.suspended) throw new ApiError('account_suspended');
  throw new ApiError(isBlocking(circle, sender) ? 'user_blocked' : 'user_not_found');
}

/** A conversation that exists proves that its members do, so only the first message looks the peer up. */
async function allocateFirst(id: string, message: SentMessage, recipient: string): Promise<Allocation> {
  const { from: sender } = message;
  const [own, peer] = await Promise.all([findStanding(sender), findStanding(recipient)]);
  if (own === null) throw new ApiError('session_ended');
  if (own.suspended) throw new ApiError('account_suspended');
  if (peer === null) throw new ApiError('user_not_found');
  const first = await allocateFirstMessage([own, peer], message);
  if (first) return first;
  if (isBlocking(await findBlocks(sender, recipient), sender)) throw new ApiError('user_blocked');
  // Another first message was faster, or the peer's block: both insert the same document.
  const next = (await allocateMessage(id, message)) ?? (await allocateFirstMessage([own, peer], message));
  // The peer's account is being deleted at this moment.
  if (!next) throw new ApiError('user_not_found');
  return next;
}

/** @throws what the admission rejects with: then nothing is sent */
async function allocateAdmitted(
  place: Place,
  sent: SentMessage,
  admission: Promise<unknown> | undefined,
): Promise<Allocation> {
  const allocating = allocateTo(place, sent);
  try {
    const [allocated] = await Promise.all([allocating, admission]);
    return allocated;
  } catch (error) {
    if (await allocating.catch(() => undefined)) await forgetLastMessages(place.id, sent._id);
    throw error;
  }
}

/**
 * Two round trips to the database; four for a conversation's first message.
 * @param admission when it rejects nothing is sent. It is awaited while the version is taken: a refusal costs the conversation a
 * version that nobody uses, and brings it onto an earlier page of the inbox
 * @throws ApiError user_not_found, conversation_not_found, account_suspended; user_blocked when the sender has blocked them;
 * client_id_conflict when the clientId was used for another content
 */
export async function sendMessage(
  sender: string,
  { to, clientId, ...draft }: Draft,
  admission?: Promise<unknown>,
): Promise<Message> {
  const startedAt = now();
  const place = placeOf(sender, to);
  const content = contentOf(draft);
  const sent = newMessage(sender, content, clientId);
  const allocated = await allocateAdmitted(place, sent, admission);
  const message: Message = {
    id: sent._id.toHexString(),
    conversation: place.id,
    from: sender,
    to: allocated.kind === 'direct' ? peerIn(allocated, sender) : null,
    ...content,
    seq: allocated.lastSeq,
    version: allocated.version,
    firstVersion: allocated.version,
    // A function may have been frozen meanwhile, and syncs rely on the time being that of the version.
    sentAt: isLate(startedAt) ? now() : sent.sentAt,
    editedAt: null,
    deletedAt: null,
    clientId: clientId ?? null,
    ...onlyForAuthor(allocated, sender),
  };
  const digest = clientId === undefined ? null : contentDigest(message.id, content);
  if (!(await insertMessage(message, digest))) return repeatAnswer(message, allocated);
  countMetric('MessagesSent');
  if (isLate(startedAt)) await eraseIfGone(message);
  const seen = await moveIfLate(message, startedAt);
  await messageCreated({ message: seen, circle: allocated });
  return seen;
}

/** Well below OVERLAP_MS of lib/http/sync-token.ts. A function is answered for after 4.5 s, see lib/platform/time-limit.ts: what is later was frozen. */
const LATE_MS = 5_000;

const isLate = (startedAt: Date): boolean => now().getTime() - startedAt.getTime() > LATE_MS;

/** A deletion waits for what is on its way for ten seconds, and no longer. */
async function eraseIfGone(message: Message): Promise<void> {
  for (const name of new Set([message.from, message.to])) {
    if (name !== null && (await findStanding(name)) === null) await eraseLate(message, name);
  }
}

/**
 * A write that was acknowledged late may have become visible after sync tokens had passed its version: a slow majority, or an
 * environment that was frozen when its time was over and thawed by a later request. It takes a new version, which they find.
 * @param startedAt before its version was taken
 */
async function moveIfLate(message: Message, startedAt: Date): Promise<Message> {
  let [current, began] = [message, startedAt];
  while (isLate(began)) {
    began = now();
    const { version } = await allocateChange(current.conversation, { id: toObjectId(current.id), set: {} });
    const moved = await moveVersion(current.id, version, now());
    // Somebody else's later change has the higher version, and looks after itself.
    if (!moved) return current;
    current = moved;
  }
  return current;
}

/**
 * What the first send of this clientId was answered, whatever happened to the message since. Whoever sends again was not answered,
 * maybe because the first attempt ended before it told anybody: it is told again, and who knows it knows its id. A message that was
 * changed meanwhile was told of then.
 */
async function repeatAnswer(repeated: Message, circle: Circle): Promise<Message> {
  const { id, conversation, from, clientId } = repeated;
  const [first] = await Promise.all([
    clientId === null ? null : findSent(conversation, from, clientId),
    forgetLastMessages(conversation, toObjectId(id)),
  ]);
  if (!first) throw new Error('An insert was refused as a duplicate of a message that is not there');
  if (first.digest !== contentDigest(first.message.id, contentOf(repeated)))
    throw new ApiError('client_id_conflict');
  const { message } = first;
  if (!message.editedAt && !message.deletedAt) await messageCreated({ message, circle });
  return asFirstSent(message, contentOf(repeated));
}

/** @throws ApiError message_not_found, also for messages the user cannot see; not_your_message */
async function findOwnMessage(username: string, id: string): Promise<Message> {
  const message = await findMessage(id);
  if (message?.from === username) return message;
  const circle = message && (await findCircle(message.conversation));
  throw new ApiError(
    message && circle && maySee(username, message, circle) ? 'not_your_message' : 'message_not_found',
  );
}

async function allocateChange(conversation: string, change: MessageChange): Promise<Allocation> {
  const allocated = await allocateVersion(conversation, change);
  if (!allocated) throw new Error('A message has no conversation');
  return allocated;
}

async function whyNotEdited(
  conversation: string,
  author: string,
): Promise<'user_blocked' | 'account_suspended' | 'message_not_found'> {
  const circle = await findCircle(conversation);
  // Of a deleted account, whose messages are about to be erased.
  if (!circle || !isMember(circle, author)) return 'message_not_found';
  return isBlocking(circle, author) ? 'user_blocked' : 'account_suspended';
}

/**
 * @returns the message as it is after this edit and any later one
 * While somebody blocks its author they go on seeing the message as it was.
 * @throws ApiError message_not_found, not_your_message, message_deleted, account_suspended; user_blocked when the author has blocked the other
 */
export async function editMessage(username: string, id: string, content: Content): Promise<Message> {
  const message = await findOwnMessage(username, id);
  if (message.deletedAt) throw new ApiError('message_deleted');
  const startedAt = now();
  const change = { ...content, editedAt: now() };
  const allocated = await allocateEdit(message.conversation, username, { id: toObjectId(id), set: change });
  if (!allocated) throw new ApiError(await whyNotEdited(message.conversation, username));
  const edited = await changeMessage(id, allocated.version, change, freezesForOthers(allocated, message));
  if (edited) {
    const seen = await moveIfLate(edited, startedAt);
    await messageUpdated({ message: seen, circle: allocated });
    return seen;
  }
  const overtaken = await findMessage(id);
  if (!overtaken || overtaken.deletedAt) throw new ApiError('message_deleted');
  return overtaken;
}

/** Longer than anybody who was not answered waits before asking again. Sends are limited, deletions are not. */
const TELL_AGAIN_MS = 60_000;

/**
 * Erases the text and leaves a tombstone. Deleting a deleted message changes nothing; while it is fresh it is told again: see
 * repeatAnswer.
 * @throws ApiError message_not_found, not_your_message
 */
export async function deleteMessage(username: string, id: string): Promise<void> {
  let message: Message | null = await findOwnMessage(username, id);
  // An edit with a later version may overtake a deletion, which must win all the same: it takes a newer version.
  while (message && !message.deletedAt) {
    const startedAt = now();
    const change = { ...ERASED, deletedAt: now() };
    const allocated = await allocateChange(message.conversation, { id: toObjectId(id), set: change });
    const deleted = await changeMessage(id, allocated.version, change);
    if (deleted) {
      return messageDeleted({ message: await moveIfLate(deleted, startedAt), circle: allocated });
    }
    message = await findMessage(id);
  }
  if (!message?.deletedAt || now().getTime() - message.deletedAt.getTime() > TELL_AGAIN_MS) return;
  const circle = await findCircle(message.conversation);
  if (circle) await messageDeleted({ message, circle });
}
