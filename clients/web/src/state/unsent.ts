/** The inbox with what waits in the outbox. */
import { type ConversationSummary, isConversationId, type OutboxEntry } from '#sdk';

type Waiting = Pick<OutboxEntry, 'user' | 'queuedAt'>;

/** As the row of a conversation whose first message the server does not have yet. */
const toRow = ({ user, queuedAt }: Waiting): ConversationSummary => ({
  Conversation: '',
  Kind: 'direct',
  Group: null,
  Left: false,
  User: user,
  Deleted: false,
  Blocked: false,
  Request: null,
  LastMessage: null,
  Unread: 0,
  UnreadMore: false,
  Mentions: 0,
  MentionSeq: null,
  ReadSeq: 0,
  PeerReadSeq: 0,
  MutedUntil: null,
  Notify: 'all',
  Archived: false,
  Pinned: false,
  UnreadFrom: null,
  Version: 0,
  ActiveAt: queuedAt,
});

/** Adds a row for each person who has a waiting message and no row. @param entries in the order of writing */
export function withUnsent(
  conversations: readonly ConversationSummary[],
  entries: readonly Waiting[],
): readonly ConversationSummary[] {
  const listed = new Set(conversations.map(({ User }) => User.toLowerCase()));
  const added = new Map<string, Waiting>();
  for (const entry of entries) {
    // The row of a group comes with its page of the inbox.
    if (isConversationId(entry.user)) continue;
    const key = entry.user.toLowerCase();
    if (listed.has(key)) continue;
    // A map keeps its order: the last one is to come last.
    added.delete(key);
    added.set(key, entry);
  }
  if (added.size === 0) return conversations;
  return [...[...added.values()].map(toRow).reverse(), ...conversations];
}
