/** The conversations that a digest names: those of the inbox with unread messages of which notifications would come. */
import { findNotifiable } from '../accounts/people.ts';
import { foldUsername } from '../accounts/username.ts';
import { findMemberships } from '../conversations/circles.ts';
import { readInbox } from '../conversations/inbox.ts';
import type { ConversationResource } from '../conversations/resources.ts';
import { listMessagesAfter } from '../messages/reading.ts';
import { levelOf } from '../notifications/decision.ts';
import type { Waiting } from './decision.ts';

/** Conversations that are looked at, the latest first. */
const LOOKED_AT = 100;
/** Messages that are read of one: the first unread ones can be the person's own, or about the group. */
const MESSAGES_READ = 20;

type Candidate = Pick<Waiting, 'count' | 'hasMore' | 'isOfMentions'> & {
  row: ConversationResource;
  /** the first message that counts has a higher seq */
  after: number;
};

/** Nothing is unread in conversations with a blocked person, and in groups that the person has left. */
const isQuietRow = ({ MutedUntil, Unread }: ConversationResource): boolean =>
  MutedUntil !== null || Unread === 0;

/** Something came after the person was last seen, and it was not their own. */
const isNew = ({ LastMessage }: ConversationResource, username: string, seenAt: Date): boolean =>
  LastMessage !== null &&
  new Date(LastMessage.Timestamp) > seenAt &&
  foldUsername(LastMessage.From) !== foldUsername(username);

async function candidateOf(row: ConversationResource, username: string): Promise<Candidate[]> {
  const membership = (await findMemberships(row.Conversation, [username])).get(foldUsername(username));
  if (!membership) return [];
  const level = levelOf(membership, { kind: row.Kind, size: row.Group?.Members ?? 2 });
  if (level === 'all') {
    const after = Math.min(row.ReadSeq, (row.UnreadFrom ?? Number.POSITIVE_INFINITY) - 1);
    return [{ row, after, count: row.Unread, hasMore: row.UnreadMore, isOfMentions: false }];
  }
  if (level === 'none' || row.MentionSeq === null) return [];
  return [{ row, after: row.MentionSeq - 1, count: row.Mentions, hasMore: false, isOfMentions: true }];
}

/** When the first message that counts was sent. */
async function findSince({ row, after }: Candidate, username: string): Promise<Date> {
  const found = await listMessagesAfter(row.Conversation, username, after, MESSAGES_READ);
  const first = found.find(
    ({ from, system, deletedAt }) => !system && !deletedAt && foldUsername(from) !== foldUsername(username),
  );
  return first?.sentAt ?? new Date(row.LastMessage?.Timestamp ?? row.ActiveAt);
}

/** @returns in the order of the inbox, the latest first */
export async function findWaiting(username: string, seenAt: Date): Promise<Waiting[]> {
  const { conversations } = await readInbox(username, { limit: LOOKED_AT, requests: 'without' });
  const rows = conversations.filter((row) => !isQuietRow(row) && isNew(row, username, seenAt));
  const people = await findNotifiable(rows.filter(({ Kind }) => Kind === 'direct').map(({ User }) => User));
  const nameOf = ({ Group, User }: ConversationResource): string => {
    if (Group) return Group.Name;
    const displayName = people.get(foldUsername(User))?.displayName;
    return displayName ? `${displayName} (@${User})` : `@${User}`;
  };
  const waiting: Waiting[] = [];
  // One after the other, because the function has one connection.
  for (const row of rows) {
    for (const candidate of await candidateOf(row, username)) {
      const { count, hasMore, isOfMentions } = candidate;
      const since = await findSince(candidate, username);
      // An earlier mention is not news, even when later messages are unread.
      if (isOfMentions && since <= seenAt) continue;
      waiting.push({ name: nameOf(row), count, hasMore, isOfMentions, since });
    }
  }
  return waiting;
}
