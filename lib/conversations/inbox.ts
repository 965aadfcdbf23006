/** The inbox: a person's conversations with peer, last message and unread count. */
import { foldUsername } from '../accounts/username.ts';
import { decodeCursor, encodeCursor } from '../http/cursor.ts';
import { ApiError } from '../http/errors.ts';
import { decodeSyncToken, encodeSyncToken, type InboxPosition, OVERLAP_MS } from '../http/sync-token.ts';
import { toMessage } from '../messages/document.ts';
import { DELETED_ACCOUNT, type Message, toResource } from '../messages/message.ts';
import { findInboxMessages, type InboxMessages, type Unread } from '../messages/reading.ts';
import { now } from '../platform/clock.ts';
import { endUnlisted, toInboxGroup, toLeft } from './group-rows.ts';
import { type Membership, membershipId } from './membership.ts';
import { countedFrom, ownStateOf } from './own-state.ts';
import type { ConversationResource } from './resources.ts';
import { circleOf } from './store/conversations.ts';
import { isLeft, listChangedRows, listRows, type RequestFilter, type Row } from './store/rows.ts';
import { countMentions, type MentionCount } from './unread-mentions.ts';
import { forgetUnwritten, uncountedOf } from './unwritten.ts';
import { firstSeqFor, isAsked, isBlocking, peerIn } from './visibility.ts';

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

/** Longer than a send may be withdrawn (store/allocation.ts). */
const UNDER_WAY_MS = OVERLAP_MS;

/**
 * Whether the latest version may belong to a send whose message is not written yet, and which may still be refused. Until the message
 * is found, the inbox shows neither the message nor the version, because a later change can get the same version.
 */
const isUnderWay = ({ version, lastMessages = [] }: Row): boolean =>
  lastMessages.some(
    (each) => each.version === version && now().getTime() - each.sentAt.getTime() < UNDER_WAY_MS,
  );

export const membershipOf = ({ _id, memberships }: Row, username: string): Membership | undefined =>
  memberships.find((each) => each._id === membershipId(_id, username));

/** The first seq that this member sees. */
export const firstSeqOf = (row: Row, username: string): number =>
  row.kind === 'group' ? firstSeqFor(row.history, membershipOf(row, username)?.joinedSeq) : 0;

/** The read marks of both. Without a membership, as after an account's deletion, it is 0. */
export function readSeqsOf(row: Row, username: string) {
  const peer = peerOf(row, username);
  const ofPeer = peer === undefined ? undefined : membershipOf(row, peer);
  const own = membershipOf(row, username)?.readSeq ?? 0;
  return { ReadSeq: own, PeerReadSeq: peer === username ? own : (ofPeer?.shownSeq ?? ofPeer?.readSeq ?? 0) };
}

/** The original client addresses conversations by a name. Without a peer it gets the id, which every route accepts instead. */
export const nameOf = ({ _id }: Row, peer: string | undefined): string =>
  peer === undefined || peer === DELETED_ACCOUNT ? _id : peer;

/** Whether messages may be hidden from this member because they block, or once blocked, the other. True also after other own changes. */
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

/** What needs counting. Seqs are dense and own messages never unread, so a reader who is at the last message of others needs no count. */
function unreadOf(row: Row, last: Message | null | undefined, username: string): Unread[] {
  const { _id: conversation, lastSeq } = row;
  const peer = peerOf(row, username);
  if (last === null || peer === username || isBlocking(circleOf(row), username)) return [];
  const upTo = (last?.seq ?? lastSeq) - (last?.from === username ? 1 : 0);
  const own = membershipOf(row, username);
  const readSeq = own && countedFrom(own);
  if (readSeq === undefined || readSeq >= upTo) return [];
  return [{ conversation, readSeq, ...(peer === undefined ? {} : { from: peer }) }];
}

interface RowContents {
  version: number;
  last: Message | null;
  unread: number;
  mentions: MentionCount;
}

/** Reads what rows show of messages. Takes no command when the documents know all last messages and nothing is unread. */
async function readContents(rows: Row[], username: string): Promise<(row: Row) => RowContents> {
  const kept = new Map(
    rows.map((row) => [row._id, isUnderWay(row) ? undefined : keptLastMessage(row, username)]),
  );
  const wanted = rows.flatMap((row) => unreadOf(row, kept.get(row._id), username));
  const unknown = rows.filter(({ _id }) => kept.get(_id) === undefined).map(({ _id }) => _id);
  // Only beside what is asked anyway.
  const compared = wanted.length + unknown.length > 0 ? uncountedOf(kept.values(), username) : [];
  const { unread, newest, mentions } = await findInboxMessages(
    username,
    { unread: wanted, newest: [...unknown, ...compared.map(({ conversation }) => conversation)] },
    UNREAD_MAX + 1,
  );
  // The document's copy is written before the message. When the unread messages do not reach the copy, its message was never written.
  const missing = wanted
    .filter(({ conversation, readSeq }) => {
      const last = kept.get(conversation);
      const { count, newest: reached } = unread.get(conversation) ?? { count: 0, newest: 0 };
      const isCounted = last && last.from !== username && !last.deletedAt && !last.system;
      const isUnread = isCounted && last.seq > readSeq;
      return isUnread && reached < last.seq && count <= UNREAD_MAX;
    })
    .map(({ conversation }) => conversation);
  const mentionsIn = await countMentions(username, mentions, UNREAD_MAX);
  const written = await findNewest(missing, username);
  for (const id of missing) kept.set(id, written.get(id) ?? null);
  for (const id of await forgetUnwritten(compared, newest)) kept.set(id, newest.get(id) ?? null);
  return (row) => {
    const found = kept.get(row._id) ?? newest.get(row._id) ?? null;
    const isWritten = found?.version === row.version || !isUnderWay(row);
    const last = found && found.seq >= firstSeqOf(row, username) ? found : null;
    return {
      version: isWritten ? row.version : row.version - 1,
      last,
      unread: unread.get(row._id)?.count ?? 0,
      mentions: mentionsIn(row._id),
    };
  };
}

/** Needed only after a send that stopped between its two writes. */
const findNewest = async (newest: string[], username: string): Promise<InboxMessages['newest']> =>
  (await findInboxMessages(username, { unread: [], newest }, UNREAD_MAX)).newest;

/** Whether the conversation waits for this member's answer. */
export const toRequest = ({ request }: Pick<Row, 'request'>, username: string) => {
  if (!request || !isAsked({ request }, username)) return null;
  return request.ignoredAt ? 'ignored' : 'pending';
};

/** Leaves out conversations in which every message is hidden from this member. */
export async function toConversationResources(
  rows: Row[],
  username: string,
): Promise<ConversationResource[]> {
  if (rows.length === 0) return [];
  const contentsOf = await readContents(
    rows.filter((row) => !isLeft(row)),
    username,
  );
  return rows.flatMap((row) => {
    if (isLeft(row)) return toLeft(row);
    const { version, last, unread, mentions } = contentsOf(row);
    if (last === null && mayMissSome(row, username)) return [];
    const peer = peerOf(row, username);
    return {
      Conversation: row._id,
      Kind: row.kind,
      Group: toInboxGroup(row, username),
      Left: false,
      User: nameOf(row, peer),
      Deleted: peer !== undefined && isDeleted(row, peer),
      Blocked: isBlocking(circleOf(row), username),
      Request: toRequest(row, username),
      LastMessage: last ? toResource(last) : null,
      Unread: Math.min(unread, UNREAD_MAX),
      UnreadMore: unread > UNREAD_MAX,
      ...mentions,
      ...readSeqsOf(row, username),
      ...ownStateOf(membershipOf(row, username), last?.seq ?? 0),
      Version: version,
      // Not activityAt, which also moves for messages hidden from this member.
      ActiveAt: (last?.sentAt ?? row.activityAt).toISOString(),
    };
  });
}

export const isDeleted = ({ deleted = [] }: Pick<Row, 'deleted'>, username: string): boolean =>
  deleted.includes(username);

const inboxToken = (username: string, position: Omit<InboxPosition, 'list'>, issuedAt: Date): string =>
  encodeSyncToken(foldUsername(username), { list: 'inbox', ...position }, issuedAt);

interface InboxQuery {
  before?: string | undefined;
  limit: number;
  /** which conversations; all by default */
  requests?: RequestFilter | undefined;
  /** the first page begins with all pinned conversations, beyond `limit` */
  pinnedFirst?: boolean;
}

/** Newest activity first. @throws ApiError invalid_cursor */
export async function readInbox(
  username: string,
  { before, limit, requests, pinnedFirst = false }: InboxQuery,
): Promise<InboxPage> {
  const position = before === undefined ? undefined : decodeCursor('inbox', before);
  if (before !== undefined && position === undefined) throw new ApiError('invalid_cursor');
  const asOf = now();
  const after = position && { at: new Date(position.activityAt), id: position.id };
  const query = { after, limit: limit + 1, requests, pinnedFirst };
  const { rows: found, pinned } = await listRows(username, query);
  const listed = found.slice(0, limit);
  const isOnTop = new Set(pinned.map(({ _id }) => _id));
  const rows = [...pinned, ...listed.filter(({ _id }) => !isOnTop.has(_id))];
  const conversations = await toConversationResources(rows, username);
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
  const conversations = await toConversationResources(await endUnlisted(rows, username), username);
  if (next) {
    const end = { changedAt: next.at.getTime(), pending: { id: next.id, asOf } };
    return { conversations, next: { since: inboxToken(username, end, at) }, syncToken: undefined };
  }
  const changedAt = asOf - OVERLAP_MS;
  return { conversations, next: undefined, syncToken: inboxToken(username, { changedAt }, at) };
}
