/**
 * What a conversation is to one member alone: muted, archived, pinned, how much it notifies, marked as unread. Pure.
 * It is derived when it is read, so that a send writes nothing for it (docs/decisions/050-own-state.md).
 */
import { now } from '../platform/clock.ts';
import type { Membership } from './membership.ts';

export type Notify = NonNullable<Membership['notify']>;

/** Pinned conversations of a person. */
export const PINNED_MAX = 10;

/** The end of a mute that has none: longer than any account lives. */
export const FOREVER = new Date('9999-12-31T23:59:59.000Z');

/** A time in the past counts as not muted. */
export const toMutedUntil = (until: Date | null | undefined): string | null =>
  until && until > now() ? until.toISOString() : null;

type Marks = Pick<Membership, 'readSeq' | 'joinedSeq' | 'unreadFrom'>;

/** The seq behind which messages count as unread. */
export const countedFrom = ({ readSeq, joinedSeq, unreadFrom }: Marks): number =>
  unreadFrom === undefined ? readSeq : Math.max(joinedSeq, Math.min(readSeq, unreadFrom - 1));

/** @param lastSeq of the last message that the member sees */
export const ownStateOf = (own: Partial<Membership> | undefined, lastSeq: number) => {
  const MutedUntil = toMutedUntil(own?.mutedUntil);
  const isLast = own?.archivedSeq !== undefined && (MutedUntil !== null || lastSeq <= own.archivedSeq);
  return {
    MutedUntil,
    Notify: own?.notify ?? ('all' as const),
    Archived: isLast,
    Pinned: own?.pinnedAt !== undefined,
    UnreadFrom: own?.unreadFrom ?? null,
  };
};
