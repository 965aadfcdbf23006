import type { ConversationSnapshot } from '../types.ts';
import type { ConversationLoading } from './conversation-loading.ts';
import { groupOf } from './group-snapshot.ts';
import type { conversationOf } from './state.ts';
import { shownMessages } from './timeline.ts';

/** How many of those who are typing have a name on a screen. */
const TYPISTS = 3;

type Loading = Pick<ConversationLoading, 'status' | 'error' | 'isLoadingOlder' | 'isLoadingNewer'>;

/** What a screen shows of a conversation. @param readSeq the user's read mark, here or on the server */
export function snapshotOf(
  { peer, row, timeline, pending, typing, left }: ReturnType<typeof conversationOf>,
  { status, error, isLoadingOlder, isLoadingNewer }: Loading,
  readSeq: number,
): ConversationSnapshot {
  return {
    status,
    ...(error && { error }),
    messages: timeline && status === 'ready' ? shownMessages(timeline) : [],
    // They belong to the end.
    pending: timeline?.prev === undefined ? pending : [],
    hasOlder: timeline?.next !== undefined,
    loadingOlder: isLoadingOlder,
    hasNewer: timeline?.prev !== undefined,
    loadingNewer: isLoadingNewer,
    range: timeline?.range ?? 0,
    readSeq: Math.min(readSeq, (row?.UnreadFrom ?? Number.POSITIVE_INFINITY) - 1),
    peerReadSeq: row?.PeerReadSeq ?? 0,
    mentions: row?.Mentions ?? 0,
    mentionSeq: row?.MentionSeq ?? null,
    typing: typing.length > 0,
    typists: typing.slice(0, TYPISTS),
    request: row?.Request ?? null,
    peer: { username: peer ?? '', deleted: row?.Deleted ?? false },
    ...groupOf(row, left),
  };
}
