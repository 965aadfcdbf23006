/** The inbox: a person's conversations with peer, last message and unread count. */

import { foldUsername } from '../accounts/username.ts';
import { decodeCursor, encodeCursor } from '../http/cursor.ts';
import { ApiError } from '../http/errors.ts';
import { decodeSyncToken, encodeSyncToken, type InboxPosition, OVERLAP_MS } from '../http/sync-token.ts';
import { toMessage } from '../messages/document.ts';
import { DELETED_ACCOUNT, type Message, toResource } from '../messages/message.ts';
import { now } from '../platform/clock.ts';
import { membershipId } from './membership.ts';
import type { ConversationResource } from './resources.ts';
import { type Contents, type Countable, findContents } from './store/contents.ts';
import { circleOf } from './store/conversations.ts';
import { listChangedRows, listRows, type Row } from './store/rows.ts';
import { isBlocking, peerIn } from './visibility.ts';

/** The unread count stops here. */
const UNREAD_MAX = 99;

export interface InboxPage {
  conversations: ConversationResource[];
  next: { before: string } | { since: string } | undefined;
  syncToken: string | undefined;
}

/** The other member of a direct conversation; the user in notes to oneself. */
export const peerOf = ({ kind, members }: Row, username: string): string | undefined =>
  kind === 'direct' ? peerIn({ members }, username) : undefined;

/** The read marks of both. Without a membership, as after an account's deletion, it is 0. */
export function readSeqsOf(row: Row, username: string, readSeqs: Contents['readSeqs']) {
  const of = (name: string) => readSeqs.get(membershipId(row._id, name)) ?? 0;
  const peer = peerOf(row, username);
  return { ReadSeq: of(username), PeerReadSeq: peer === undefined ? 0 : of(peer) };
}

/** Ids of the memberships that rows show: the reader's, and the peer's in direct conversations. */
export const membershipsOf = (rows: Row[], username: string): string[] =>
  rows.flatMap(({ _id, kind, members }) =>
    (kind === 'direct' ? members : [username]).map((name) => membershipId(_id, name)),
  );

/** The original client addresses conversations by a name. Without a peer it gets the id, which every route accepts instead. */
export const nameOf = ({ _id }: Row, peer: string | undefined): string =>
  peer === undefined || peer === DELETED_ACCOUNT ? _id : peer;

/** Whether messages may be hidden from this member because they block, or once blocked, the other. */
export const mayMissSome = ({ ownChanges = [] }: Pick<Row, 'ownChanges'>, username: string): boolean =>
  ownChanges.some(({ by }) => by === foldUsername(username));

/** The last message as the reader sees it, from the conversation's document. @returns undefined when the document does not know it */
function keptLastMessage(
  { _id, kind, members, lastMessages }: Row,
  username: string,
): Message | null | undefined {
  if (!lastMessages) return undefined;
  const visible = lastMessages.filter(({ onlyFor }) => !onlyFor || onlyFor === foldUsername(username));
  const last = visible.toSorted((one, other) => other.seq - one.seq)[0];
  if (!last) return null;
  const to = kind === 'direct' ? peerIn({ members }, last.from) : null;
  return toMessage({ ...last, conversation: _id, to }, username);
}

/** Conversations that need an unread count, with the seq at which nothing is unread. Seqs are dense; own messages are never unread. */
function toCountable(row: Row, last: Message | null | undefined, username: string): Countable[] {
  const { _id: conversation, kind } = row;
  if (last === null || peerOf(row, username) === username || isBlocking(circleOf(row), username)) return [];
  const upTo = (last?.seq ?? row.lastSeq) - (last?.from === username ? 1 : 0);
  return [{ conversation, kind, upTo }];
}

interface RowContents {
  last: Message | null;
  unread: number;
  mutedUntil: Date | undefined;
}

/** Looks up what rows show. `kept` holds the last messages that conversations' documents know. */
async function readContents(
  rows: Row[],
  username: string,
): Promise<{ readSeqs: Contents['readSeqs']; of(row: Row): RowContents }> {
  const kept = new Map(rows.map((row) => [row._id, keptLastMessage(row, username)]));
  const countable = rows.flatMap((row) => toCountable(row, kept.get(row._id), username));
  const idsOf = (list: Row[]) => list.map(({ _id }) => _id);
  const { readSeqs, mutedUntil, unread, newest } = await findContents(
    username,
    {
      memberships: membershipsOf(rows, username),
      unread: countable,
      newest: idsOf(rows.filter(({ _id }) => kept.get(_id) === undefined)),
    },
    UNREAD_MAX + 1,
  );
  // The document's copy is written before the message. When the unread messages do not reach the copy, its message was never written.
  const missing = countable
    .filter(({ conversation }) => {
      const last = kept.get(conversation);
      const readSeq = readSeqs.get(membershipId(conversation, username)) ?? 0;
      const { count, newest: reached } = unread.get(conversation) ?? { count: 0, newest: 0 };
      const isUnread = last && last.from !== username && !last.deletedAt && last.seq > readSeq;
      return isUnread && reached < last.seq && count <= UNREAD_MAX;
    })
    .map(({ conversation }) => conversation);
  const found = missing.length > 0 ? await findNewest(missing, username) : new Map();
  for (const id of missing) kept.set(id, found.get(id) ?? null);
  return {
    readSeqs,
    of: ({ _id }) => ({
      last: kept.get(_id) ?? newest.get(_id) ?? null,
      unread: unread.get(_id)?.count ?? 0,
      mutedUntil: mutedUntil.get(membershipId(_id, username)),
    }),
  };
}

/** Needed only after a send that stopped between its two writes. */
const findNewest = async (conversations: string[], username: string): Promise<Contents['newest']> =>
  (await findContents(username, { memberships: [], unread: [], newest: conversations }, UNREAD_MAX)).newest;

/** A time in the past counts as not muted. */
export const toMutedUntil = (until: Date | null | undefined): string | null =>
  until && until > now() ? until.toISOString() : null;

/** Leaves out conversations in which every message is hidden from this member. */
export async function toConversationResources(
  rows: Row[],
  username: string,
): Promise<ConversationResource[]> {
  if (rows.length === 0) return [];
  const { readSeqs, of } = await readContents(rows, username);
  return rows.flatMap((row) => {
    const { last, unread, mutedUntil } = of(row);
    if (last === null && mayMissSome(row, username)) return [];
    const peer = peerOf(row, username);
    return {
      Conversation: row._id,
      User: nameOf(row, peer),
      Deleted: peer !== undefined && isDeleted(row, peer),
      Blocked: isBlocking(circleOf(row), username),
      LastMessage: last ? toResource(last) : null,
      Unread: Math.min(unread, UNREAD_MAX),
      UnreadMore: unread > UNREAD_MAX,
      ...readSeqsOf(row, username, readSeqs),
      MutedUntil: toMutedUntil(mutedUntil),
      Version: row.version,
      // Not activityAt, which also moves for messages hidden from this member and for repeated or refused sends.
      ActiveAt: (last?.sentAt ?? row.activityAt).toISOString(),
    };
  });
}

export const isDeleted = ({ deleted = [] }: Pick<Row, 'deleted'>, username: string): boolean =>
  deleted.includes(username);

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
  const found = await listRows(username, { after, limit: limit + 1 });
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

  // All pages of one sync count as read at the time of the first, as in a conversation.
  const { id, asOf } = position.pending ?? { id: '', asOf: at.getTime() };
  const { rows, next } = await listChangedRows(username, { at: new Date(position.changedAt), id }, limit);
  const conversations = await toConversationResources(rows, username);
  if (next) {
    const end = { changedAt: next.at.getTime(), pending: { id: next.id, asOf } };
    return { conversations, next: { since: inboxToken(username, end, at) }, syncToken: undefined };
  }
  const changedAt = asOf - OVERLAP_MS;
  return { conversations, next: undefined, syncToken: inboxToken(username, { changedAt }, at) };
}
