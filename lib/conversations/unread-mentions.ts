/** Unread mentions of a reader, for the inbox. */
import type { InboxMessages } from '../messages/reading.ts';
import type { ConversationResource } from './resources.ts';
import { findCirclesOf } from './store/conversations.ts';
import { isBlocking } from './visibility.ts';

/** @returns those whom the reader blocks. Without authors there is no command. */
async function findBlocked(reader: string, authors: string[]): Promise<ReadonlySet<string>> {
  if (authors.length === 0) return new Set();
  const circles = await findCirclesOf(reader, authors);
  return new Set(authors.filter((author) => isBlocking(circles.get(author) ?? NONE, reader)));
}

const NONE = { kind: 'direct' } as const;

/** Of a row of the inbox. */
export type MentionCount = Pick<ConversationResource, 'Mentions' | 'MentionSeq'>;

/** By conversation. Those of blocked people count for nothing. @param limit where counting stops */
export async function countMentions(
  reader: string,
  mentions: InboxMessages['mentions'],
  limit: number,
): Promise<(conversation: string) => MentionCount> {
  const authors = [...mentions.values()].flat().map(({ from }) => from);
  const blocked = await findBlocked(reader, [...new Set(authors)]);
  return (conversation) => {
    const counted = (mentions.get(conversation) ?? []).filter(({ from }) => !blocked.has(from));
    const count = counted.reduce((sum, each) => sum + each.count, 0);
    const MentionSeq = count > 0 ? Math.min(...counted.map(({ first }) => first)) : null;
    return { Mentions: Math.min(count, limit), MentionSeq };
  };
}
