/** How messages and read marks change a row of the inbox. Pure: each change is a new row. */
import { limits } from '../limits.ts';
import { isMentioned } from '../mentions.ts';
import type { ConversationSummary, Message } from '../types.ts';
import { isSameUser } from '../username.ts';
import { withSystem } from './group-rows.ts';

const NOTHING_UNREAD = { Unread: 0, UnreadMore: false, Mentions: 0, MentionSeq: null };

/** Read marks only move forward: the higher ones of two rows hold. At the end nothing is unread. */
function withMarks(row: ConversationSummary, readSeq: number, peerReadSeq: number): ConversationSummary {
  const ReadSeq = Math.max(row.ReadSeq, readSeq);
  const PeerReadSeq = Math.max(row.PeerReadSeq, peerReadSeq);
  if (ReadSeq === row.ReadSeq && PeerReadSeq === row.PeerReadSeq) return row;
  const isAllRead = ReadSeq > row.ReadSeq && ReadSeq >= (row.LastMessage?.Seq ?? 0);
  return { ...row, ReadSeq, PeerReadSeq, ...(isAllRead ? NOTHING_UNREAD : {}) };
}

/** A row from the server. @returns the known row itself when nothing changed */
export function mergeRow(known: ConversationSummary | undefined, row: ConversationSummary) {
  if (!known) return row;
  if (row.Version < known.Version) return withMarks(known, row.ReadSeq, row.PeerReadSeq);
  const merged = withMarks(row, known.ReadSeq, known.PeerReadSeq);
  return JSON.stringify(merged) === JSON.stringify(known) ? known : merged;
}

const later = (one: Message | null, other: Message): Message => {
  if (!one) return other;
  if (one.Id === other.Id) return other.Version > one.Version ? other : one;
  return other.Seq > one.Seq ? other : one;
};

/** Only the user changes these. A server of an earlier release has fewer. */
const ownStateOf = ({ Request, MutedUntil, Notify, Archived, Pinned, UnreadFrom }: ConversationSummary) => ({
  Request,
  MutedUntil,
  Notify,
  Archived,
  Pinned,
  UnreadFrom,
});

/** The row after a change of the user's own state. @param answer the server's row right after it, older than the known row in other things */
export function withOwnState(row: ConversationSummary, answer: ConversationSummary): RowChange {
  const changed = { ...row, ...ownStateOf(answer) };
  return {
    row: JSON.stringify(changed) === JSON.stringify(row) ? row : changed,
    // The number of unread messages is that of another time.
    isUnsure: answer.Version < row.Version,
  };
}

const isMuted = ({ MutedUntil }: ConversationSummary): boolean =>
  MutedUntil !== null && Date.parse(MutedUntil) > Date.now();

export interface RowChange {
  row: ConversationSummary;
  /** whether only the server knows the number of unread messages */
  isUnsure: boolean;
}

/** A message that arrived. @param own username @param listed version of the row that the server sent, which counted what is unread @param isBlocked the user blocks its author, whose mentions count for nothing */
export function withLastMessage(
  row: ConversationSummary,
  message: Message,
  own: string,
  listed: number,
  isBlocked = false,
): RowChange {
  const last = row.LastMessage;
  const LastMessage = later(last, message);
  const isNewest = message.Seq > (last?.Seq ?? 0);
  const isForeign = !isSameUser(message.From, own);
  const mayBeUnread = isForeign && message.Seq > row.ReadSeq;
  const mentions = !isBlocked && isMentioned(message, own);
  // System messages do not count as unread. A server of an earlier release has none.
  const isSystem = (message.System ?? null) !== null;
  const counts = mayBeUnread && isNewest && !isSystem && message.DeletedAt === null;
  const Unread = counts ? Math.min(row.Unread + 1, limits.unread) : row.Unread;
  const isNew = message.Id !== last?.Id && message.Version > listed;
  const { group, isUnsure } = isNew
    ? withSystem(row.Group, message, own, isNewest)
    : { group: row.Group, isUnsure: false };
  const changed: ConversationSummary = {
    ...row,
    Group: group,
    // An answer accepts a request.
    Request: isForeign ? row.Request : null,
    Archived: row.Archived && (!isNewest || isMuted(row)),
    LastMessage,
    Unread,
    UnreadMore: row.UnreadMore || (counts && row.Unread >= limits.unread),
    ...(counts && mentions ? withMention(row, message) : {}),
    Version: Math.max(row.Version, message.Version),
    ActiveAt: isNewest && message.Timestamp > row.ActiveAt ? message.Timestamp : row.ActiveAt,
  };
  const isLate = !isNewest && !isSystem && isNew;
  const isTombstone = message.DeletedAt !== null && message.Version > listed;
  const isSame = Object.entries(changed).every(([name, value]) => row[name as keyof typeof row] === value);
  const mayMention = mentions && message.EditedAt !== null && message.Version > listed;
  const isUncounted = mayBeUnread && (isLate || isTombstone || mayMention);
  return { row: isSame ? row : changed, isUnsure: isUnsure || isUncounted };
}

const withMention = (
  { Mentions, MentionSeq }: ConversationSummary,
  { Seq }: Message,
): Pick<ConversationSummary, 'Mentions' | 'MentionSeq'> => ({
  Mentions: Math.min((Mentions ?? 0) + 1, limits.unread),
  MentionSeq: MentionSeq ?? Seq,
});

/** The user has read up to this Seq, or else the other member of a direct conversation. */
export function withRead(row: ConversationSummary, seq: number, isOwn: boolean): RowChange {
  const marked = withMarks(row, isOwn ? seq : 0, isOwn ? 0 : seq);
  const again = isOwn && (row.UnreadFrom ?? null) !== null;
  if (!again) return { row: marked, isUnsure: isOwn && marked !== row && marked.Unread > 0 };
  const isAllRead = marked.ReadSeq >= (row.LastMessage?.Seq ?? 0);
  return { row: { ...marked, ...(isAllRead ? NOTHING_UNREAD : {}), UnreadFrom: null }, isUnsure: !isAllRead };
}

/** Pinned ones first; newest activity first in each part. */
export const inOrder = (one: ConversationSummary, other: ConversationSummary): number =>
  Number(other.Pinned ?? false) - Number(one.Pinned ?? false) || byActivity(one, other);

/** Newest activity first, as the server lists them. */
const byActivity = (one: ConversationSummary, other: ConversationSummary): number =>
  one.ActiveAt === other.ActiveAt
    ? Number(one.Conversation < other.Conversation) * 2 - 1
    : Number(one.ActiveAt < other.ActiveAt) * 2 - 1;
