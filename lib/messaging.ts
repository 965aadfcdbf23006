/**
 * Sending, editing and deleting messages.
 *
 * Every change first takes the conversation's next version, then writes the message that carries it, then tells whoever
 * is connected. There is no transaction: a crash between the first two leaves a version nobody uses, and nothing else;
 * whoever is not told learns of it when it syncs.
 */
import { now } from './clock.ts';
import { conversationId } from './domain/conversation.ts';
import { asFirstSent, type Message, textDigest, toResource } from './domain/message.ts';
import { foldUsername } from './domain/username.ts';
import { ApiError } from './errors.ts';
import { publish } from './realtime/publish.ts';
import { countMetric } from './request-scope.ts';
import { firstMessageTurn, nextMessageTurn, nextTurn, type Turn } from './store/conversations.ts';
import {
  changeMessage,
  findMessage,
  findSent,
  insertMessage,
  moveVersion,
  newMessageId,
} from './store/messages.ts';
import { findUsername } from './store/users.ts';

export interface Draft {
  /** recipient, in any spelling */
  to: string;
  text: string;
  /** makes the send idempotent */
  clientId?: string | undefined;
}

/** A conversation that exists proves that its members do, so that only its first message has to look the peer up. */
async function takeTurn(sender: string, recipient: string): Promise<Turn> {
  const turn = await nextMessageTurn(conversationId(sender, recipient));
  if (turn) return turn;
  const [own, peer] = await Promise.all([findUsername(sender), findUsername(recipient)]);
  if (own === null) throw new ApiError('session_ended');
  if (peer === null) throw new ApiError('user_not_found');
  return firstMessageTurn([own, peer]);
}

const peerOf = (sender: string, { members }: Turn): string =>
  members.find((name) => name !== sender) ?? sender;

/**
 * Two round trips to the database; four for a conversation's first message.
 * @param admission when it rejects nothing is sent. It is awaited while the version is taken: a refusal costs the
 * conversation a version that nobody uses, and everybody else nothing
 * @throws ApiError user_not_found; client_id_conflict when the clientId was used for another text
 */
export async function sendMessage(
  sender: string,
  { to, text, clientId }: Draft,
  admission?: Promise<unknown>,
): Promise<Message> {
  const startedAt = now();
  const [turn] = await Promise.all([takeTurn(sender, to), admission]);
  const id = newMessageId();
  const message: Message = {
    id,
    conversation: turn.conversation,
    from: sender,
    to: peerOf(sender, turn),
    text,
    seq: turn.version,
    version: turn.version,
    sentAt: now(),
    editedAt: null,
    deletedAt: null,
    clientId: clientId ?? null,
  };
  const inserted = await insertMessage(message, clientId === undefined ? null : textDigest(id, text));
  if (!inserted) return repeatAnswer(message);
  countMetric('MessagesSent');
  const seen = await moveIfLate(message, startedAt);
  await announce('message.created', seen);
  return seen;
}

/** Well below OVERLAP_MS of lib/domain/sync.ts, and no more than a function has before it is answered for. */
const LATE_MS = 5_000;

/**
 * A write that was acknowledged late may have become visible after sync tokens had passed its version: a slow majority, or an
 * environment that was frozen when its time was over and thawed by a later request. It takes a new version, which they find.
 * @param startedAt before its version was taken
 */
async function moveIfLate(message: Message, startedAt: Date): Promise<Message> {
  let [current, began] = [message, startedAt];
  while (now().getTime() - began.getTime() > LATE_MS) {
    began = now();
    const moved = await moveVersion(current.id, await takeNextVersion(current.conversation), now());
    // Somebody else's later change has the higher version, and looks after itself.
    if (!moved) return current;
    current = moved;
  }
  return current;
}

function announce(
  type: 'message.created' | 'message.updated' | 'message.deleted',
  message: Message,
): Promise<void> {
  const { conversation, version, from, to } = message;
  return publish([from, to], { type, conversation, version, data: toResource(message) });
}

/** What the first send of this clientId was answered, whatever happened to the message since. */
async function repeatAnswer({ conversation, from, text, clientId }: Message): Promise<Message> {
  const first = clientId === null ? null : await findSent(conversation, from, clientId);
  if (!first) throw new Error('An insert was refused as a duplicate of a message that is not there');
  if (first.digest !== textDigest(first.message.id, text)) throw new ApiError('client_id_conflict');
  return asFirstSent(first.message, text);
}

const isMember = (username: string, { from, to }: Message): boolean =>
  [from, to].some((name) => foldUsername(name) === foldUsername(username));

/** @throws ApiError message_not_found, also for messages the user cannot see; not_your_message */
async function findOwnMessage(username: string, id: string): Promise<Message> {
  const message = await findMessage(id);
  if (!message || !isMember(username, message)) throw new ApiError('message_not_found');
  if (message.from !== username) throw new ApiError('not_your_message');
  return message;
}

async function takeNextVersion(conversation: string): Promise<number> {
  const turn = await nextTurn(conversation);
  if (!turn) throw new Error('A message has no conversation');
  return turn.version;
}

/**
 * @returns the message as it is after this edit and any later one
 * @throws ApiError message_not_found, not_your_message, message_deleted
 */
export async function editMessage(username: string, id: string, text: string): Promise<Message> {
  const message = await findOwnMessage(username, id);
  if (message.deletedAt) throw new ApiError('message_deleted');
  const startedAt = now();
  const version = await takeNextVersion(message.conversation);
  const edited = await changeMessage(id, version, { text, editedAt: now() });
  if (edited) {
    const seen = await moveIfLate(edited, startedAt);
    await announce('message.updated', seen);
    return seen;
  }
  const overtaken = await findMessage(id);
  if (!overtaken || overtaken.deletedAt) throw new ApiError('message_deleted');
  return overtaken;
}

/**
 * Erases the text and leaves a tombstone. Deleting a deleted message changes nothing.
 * @throws ApiError message_not_found, not_your_message
 */
export async function deleteMessage(username: string, id: string): Promise<void> {
  let message: Message | null = await findOwnMessage(username, id);
  // An edit with a later version may overtake a deletion, which must win all the same: it takes a newer version.
  while (message && !message.deletedAt) {
    const startedAt = now();
    const version = await takeNextVersion(message.conversation);
    const deleted = await changeMessage(id, version, { text: '', deletedAt: now() });
    if (deleted) return announce('message.deleted', await moveIfLate(deleted, startedAt));
    message = await findMessage(id);
  }
}
