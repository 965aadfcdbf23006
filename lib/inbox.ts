/** The inbox: one's conversations, with the peer, the last message, and what is unread. */
import { now } from './clock.ts';
import { decodeCursor, encodeCursor } from './domain/cursor.ts';
import { type MessageResource, toResource } from './domain/message.ts';
import { decodeSyncToken, encodeSyncToken, type InboxPosition, OVERLAP_MS } from './domain/sync.ts';
import { foldUsername } from './domain/username.ts';
import { isBlocking } from './domain/visibility.ts';
import { ApiError } from './errors.ts';
import { listOwnChanges } from './store/blocks.ts';
import { listChangedConversations, listConversations } from './store/conversation-lists.ts';
import { type Conversation, circleOf, type Member } from './store/conversations.ts';
import { countUnread, listLastMessages } from './store/inbox-messages.ts';

/** Unread messages are counted exactly up to this. */
const UNREAD_MAX = 99;

export interface ConversationResource {
  Conversation: string;
  /** the other member; oneself in a conversation with oneself */
  User: string;
  /** the other member's account no longer exists */
  Deleted: boolean;
  /** I have blocked the other member */
  Blocked: boolean;
  LastMessage: MessageResource | null;
  /** at most 99, then UnreadMore is true; 0 while I block the other member */
  Unread: number;
  UnreadMore: boolean;
  /** up to which seq, inclusively, I have read, and the other member has */
  ReadSeq: number;
  PeerReadSeq: number;
  Version: number;
  /** when the last message was sent */
  ActiveAt: string;
}

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

/** Who has ever blocked the other is not to notice what was kept from them. */
export const mayMissSome = ({ ownChanges = [] }: Conversation, username: string): boolean =>
  ownChanges.some(({ by }) => by === foldUsername(username));

/**
 * Two further round trips for up to forty conversations; the second only where something can be unread.
 * @returns without those of which everything was kept from this member
 */
export async function toConversationResources(
  conversations: Conversation[],
  username: string,
): Promise<ConversationResource[]> {
  const found = await listLastMessages(
    conversations.map(({ _id }) => _id),
    username,
  );
  const lastMessages = new Map(found.map((message) => [message.conversation, message]));
  const mayBeUnread = conversations.flatMap((conversation) => {
    const { own, peer } = splitMembers(conversation, username);
    const last = lastMessages.get(conversation._id);
    if (peer === own || last === undefined || last.seq <= own.readSeq) return [];
    if (isBlocking(circleOf(conversation), username)) return [];
    return { conversation: conversation._id, from: peer.username, readSeq: own.readSeq };
  });
  const counts = await countUnread(mayBeUnread, UNREAD_MAX + 1);
  const seen = conversations.filter(
    (conversation) => lastMessages.has(conversation._id) || !mayMissSome(conversation, username),
  );
  return seen.map((conversation) => {
    const { own, peer } = splitMembers(conversation, username);
    const last = lastMessages.get(conversation._id);
    const unread = counts.get(conversation._id) ?? 0;
    return {
      Conversation: conversation._id,
      User: peer.username,
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
