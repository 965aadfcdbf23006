/** The inbox: one's conversations, with the peer, the last message, and what is unread. */

import { foldUsername } from '../accounts/username.ts';
import { listOwnChanges } from '../blocks/store/blocks.ts';
import { decodeCursor, encodeCursor } from '../http/cursor.ts';
import { ApiError } from '../http/errors.ts';
import { decodeSyncToken, encodeSyncToken, type InboxPosition, OVERLAP_MS } from '../http/sync-token.ts';
import { DELETED_ACCOUNT, type Message, toResource } from '../messages/message.ts';
import { toMessage } from '../messages/store/messages.ts';
import { now } from '../platform/clock.ts';
import type { ConversationResource } from './resources.ts';
import { listChangedConversations, listConversations } from './store/conversation-lists.ts';
import { type Conversation, circleOf, type Member } from './store/conversations.ts';
import { countUnread, listLastMessages, type Unread } from './store/inbox-messages.ts';
import { isBlocking } from './visibility.ts';

/** Unread messages are counted exactly up to this. */
const UNREAD_MAX = 99;

export interface InboxPage {
  conversations: ConversationResource[];
  next: { before: string } | { since: string } | undefined;
  syncToken: string | undefined;
}

export const splitMembers = ({ members }: Conversation, username: string): { own: Member; peer: Member } => {
  const own = members.find((member) => member.username === username);
  const peer = members.find((member) => member.username !== username);
  if (!own) throw new Error('A conversation was found by somebody who is not in it');
  return { own, peer: peer ?? own };
};

/** Clients that know conversations by a name only go on with the id, which every route takes in the place of a name. */
const nameOf = (peer: Member, conversation: string): string =>
  peer.username === DELETED_ACCOUNT ? conversation : peer.username;

/** Who has ever blocked the other is not to notice what was kept from them. */
export const mayMissSome = ({ ownChanges = [] }: Conversation, username: string): boolean =>
  ownChanges.some(({ by }) => by === foldUsername(username));

/** As the reader sees it, from what the conversation's document keeps. @returns undefined when that is not known */
function keptLastMessage(conversation: Conversation, username: string): Message | null | undefined {
  const { _id, lastMessages } = conversation;
  if (!lastMessages) return undefined;
  const { own, peer } = splitMembers(conversation, username);
  const visible = lastMessages.filter(({ onlyFor }) => !onlyFor || onlyFor === foldUsername(username));
  const last = visible.toSorted((one, other) => other.seq - one.seq)[0];
  if (!last) return null;
  const to = last.from === username ? peer.username : own.username;
  return toMessage({ ...last, conversation: _id, to }, username);
}

/** What may hold unread messages: conversations with somebody else, whose last message is behind the reader's mark. */
function mayBeUnread(conversation: Conversation, last: Message | null, username: string): Unread[] {
  const { own, peer } = splitMembers(conversation, username);
  if (peer === own || last === null || last.seq <= own.readSeq) return [];
  if (isBlocking(circleOf(conversation), username)) return [];
  return [{ conversation: conversation._id, from: peer.username, readSeq: own.readSeq }];
}

/** Read anew: of conversations whose documents do not know, or know of one that cannot be read. */
async function findLastMessages(ids: string[], username: string): Promise<Map<string, Message>> {
  const found = await listLastMessages(ids, username);
  return new Map(found.map((message) => [message.conversation, message]));
}

interface Contents {
  last: Message | null;
  unread: number;
}

/**
 * No round trip where the documents say that nothing can be unread, one for up to forty conversations where something can. What is
 * kept of a last message was written before the message itself. If that never came, it is missing among what is unread.
 */
async function readContents(conversations: Conversation[], username: string): Promise<Map<string, Contents>> {
  const kept = new Map(
    conversations.map((conversation) => [conversation._id, keptLastMessage(conversation, username)]),
  );
  const unknown = conversations.filter(({ _id }) => kept.get(_id) === undefined).map(({ _id }) => _id);
  for (const [id, message] of await findLastMessages(unknown, username)) kept.set(id, message);

  const unread = conversations.flatMap((conversation) =>
    mayBeUnread(conversation, kept.get(conversation._id) ?? null, username),
  );
  const counts = await countUnread(unread, UNREAD_MAX + 1);
  const missing = unread.filter(({ conversation, from }) => {
    const last = kept.get(conversation);
    const { count, newest } = counts.get(conversation) ?? { count: 0, newest: 0 };
    return last?.from === from && !last.deletedAt && newest < last.seq && count <= UNREAD_MAX;
  });
  const ids = missing.map(({ conversation }) => conversation).filter((id) => !unknown.includes(id));
  const found = await findLastMessages(ids, username);
  for (const id of ids) kept.set(id, found.get(id) ?? null);
  return new Map(
    conversations.map(({ _id }) => [
      _id,
      { last: kept.get(_id) ?? null, unread: counts.get(_id)?.count ?? 0 },
    ]),
  );
}

/** @returns without those of which everything was kept from this member */
export async function toConversationResources(
  conversations: Conversation[],
  username: string,
): Promise<ConversationResource[]> {
  const contents = await readContents(conversations, username);
  return conversations.flatMap((conversation) => {
    const { last, unread } = contents.get(conversation._id) ?? { last: null, unread: 0 };
    if (last === null && mayMissSome(conversation, username)) return [];
    const { own, peer } = splitMembers(conversation, username);
    return {
      Conversation: conversation._id,
      User: nameOf(peer, conversation._id),
      Deleted: peer.deleted ?? false,
      Blocked: isBlocking(circleOf(conversation), username),
      LastMessage: last ? toResource(last) : null,
      Unread: Math.min(unread, UNREAD_MAX),
      UnreadMore: unread > UNREAD_MAX,
      ReadSeq: own.readSeq,
      PeerReadSeq: peer.readSeq,
      Version: conversation.version,
      // activityAt also tells of what was kept from them, and of sends that were repeated or refused.
      ActiveAt: (last?.sentAt ?? conversation.activityAt).toISOString(),
    };
  });
}

const inboxToken = (username: string, position: Omit<InboxPosition, 'list'>, issuedAt: Date): string =>
  encodeSyncToken(foldUsername(username), { list: 'inbox', ...position }, issuedAt);

/** Newest activity first. @throws ApiError invalid_cursor */
export async function readInbox(
  username: string,
  { before, limit }: { before?: string | undefined; limit: number },
): Promise<InboxPage> {
  const position = before === undefined ? undefined : decodeCursor('inbox', before);
  if (before !== undefined && position === undefined) throw new ApiError('invalid_cursor');
  const asOf = now();
  const after = position && { at: new Date(position.activityAt), id: position.id };
  const found = await listConversations(username, { after, limit: limit + 1 });
  const listed = found.slice(0, limit);
  const conversations = await toConversationResources(listed, username);
  const last = listed.at(-1);
  const end = last && { activityAt: last.activityAt.getTime(), id: last._id };
  const next = end && found.length > limit ? { before: encodeCursor('inbox', end) } : undefined;
  const syncToken =
    before === undefined ? inboxToken(username, { changedAt: asOf.getTime() - OVERLAP_MS }, asOf) : undefined;
  return { conversations, next, syncToken };
}

/**
 * The conversations that changed since a sync token, oldest change first.
 * @throws ApiError invalid_sync_token; resync_required when the token is too old
 */
export async function readInboxChanges(
  username: string,
  { since, limit }: { since: string; limit: number },
): Promise<InboxPage> {
  const at = now();
  const position = decodeSyncToken(since, { list: 'inbox', user: foldUsername(username), at });
  if (position === 'expired') throw new ApiError('resync_required');
  if (position === 'invalid') throw new ApiError('invalid_sync_token');

  // As in a conversation, all pages of one sync count as read when the first was.
  const { id, asOf } = position.pending ?? { id: '', asOf: at.getTime() };
  const from = { at: new Date(position.changedAt), id };
  const [found, own] = await Promise.all([
    listChangedConversations(username, from, limit + 1),
    listOwnChanges(username, new Date(position.changedAt)),
  ]);
  const listed = found.slice(0, limit);
  const last = listed.at(-1);
  // What changed for oneself alone has no place in the order of the others: it comes with every page, and is seldom any.
  const others = own.filter(({ _id }) => listed.every((conversation) => conversation._id !== _id));
  const conversations = await toConversationResources([...listed, ...others], username);
  if (last && found.length > limit) {
    const end = { changedAt: last.changedAt.getTime(), pending: { id: last._id, asOf } };
    return { conversations, next: { since: inboxToken(username, end, at) }, syncToken: undefined };
  }
  const changedAt = asOf - OVERLAP_MS;
  return { conversations, next: undefined, syncToken: inboxToken(username, { changedAt }, at) };
}
