/** Whether a person gets a notification of a message. Pure. */
import { isQuiet, type QuietHours } from '../accounts/quiet-hours.ts';
import { foldUsername } from '../accounts/username.ts';
import type { Membership } from '../conversations/membership.ts';
import { type Circle, isAsked } from '../conversations/visibility.ts';
import { EVERYBODY } from '../messages/mention.ts';
import type { Message } from '../messages/message.ts';

/** Larger groups notify of mentions only, unless a member chooses otherwise. */
export const ALL_MAX = 50;

/** What decides, of one person. */
export interface Person {
  /** as in the list of members */
  username: string;
  membership: Pick<Membership, 'readSeq' | 'joinedSeq' | 'mutedUntil' | 'notify'>;
  quietHours: QuietHours | null;
  /** the person blocks the author in their direct conversation */
  blocksAuthor: boolean;
}

export const isMentioned = ({ mentions = [] }: Pick<Message, 'mentions'>, username: string): boolean =>
  mentions.some(({ username: name }) => name === EVERYBODY || foldUsername(name) === foldUsername(username));

/** @param size members of the conversation */
export function levelOf(
  { notify }: Pick<Membership, 'notify'>,
  { kind, size }: { kind: Circle['kind']; size: number },
): NonNullable<Membership['notify']> {
  return notify ?? (kind === 'group' && size > ALL_MAX ? 'mentions' : 'all');
}

function isOfInterest(
  message: Pick<Message, 'mentions'>,
  circle: Pick<Circle, 'kind' | 'members'>,
  { username, membership }: Person,
): boolean {
  const level = levelOf(membership, { kind: circle.kind, size: circle.members.length });
  if (level === 'mentions') return isMentioned(message, username);
  return level === 'all';
}

/**
 * @param message whose audience the person is in
 * @param circle of the conversation
 */
export function isNotified(
  message: Pick<Message, 'from' | 'seq' | 'mentions' | 'system' | 'deletedAt'>,
  circle: Pick<Circle, 'kind' | 'members' | 'request'>,
  person: Person,
  at: Date,
): boolean {
  const { username, membership, quietHours, blocksAuthor } = person;
  if (message.deletedAt || message.system) return false;
  if (foldUsername(message.from) === foldUsername(username)) return false;
  if (blocksAuthor || isAsked(circle, username)) return false;
  if (membership.readSeq >= message.seq) return false;
  if (membership.mutedUntil && membership.mutedUntil > at) return false;
  if (quietHours && isQuiet(quietHours, at)) return false;
  return isOfInterest(message, circle, person);
}
