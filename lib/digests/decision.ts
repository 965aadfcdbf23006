/** Whether a person gets a digest of unread messages now, and when to look again. Pure. */
import { DELAY_MS, type DigestDelay } from '../accounts/digest-delay.ts';

/** How often the schedule of serverless.yml runs. */
export const RUN_MS = 15 * 60 * 1000;

/** What decides, of one person. Times are of the past. */
export interface Absence {
  delay: DigestDelay;
  isOnline: boolean;
  /** when the person was last seen, or read something */
  seenAt: Date;
  /** when the last digest was sent; null before the first */
  mailedAt: Date | null;
}

export type Step =
  /** look again then */
  | { kind: 'wait'; until: Date }
  /** the person is away for long enough: their conversations decide */
  | { kind: 'look' };

const later = (at: Date, milliseconds: number): Date => new Date(at.getTime() + milliseconds);

/** Without their conversations. At most one digest for each absence. */
export function stepOf({ delay, isOnline, seenAt, mailedAt }: Absence, at: Date): Step {
  const ms = DELAY_MS[delay];
  if (isOnline || (mailedAt && mailedAt >= seenAt)) return { kind: 'wait', until: later(at, ms) };
  const earliest = later(seenAt, ms);
  return earliest > at ? { kind: 'wait', until: earliest } : { kind: 'look' };
}

/** A conversation with unread messages of which notifications would come. */
export interface Waiting {
  /** what the mail calls it */
  name: string;
  count: number;
  /** there are more than `count` */
  hasMore: boolean;
  /** messages that mention the person, instead of all */
  isOfMentions: boolean;
  /** when the first of them was sent */
  since: Date;
}

/**
 * When the digest is due, given what waits. A message that the person had before them when they were last seen counts from then on.
 * @returns undefined when nothing waits
 */
export function dueAt({ delay, seenAt }: Absence, waiting: readonly Waiting[]): Date | undefined {
  if (waiting.length === 0) return undefined;
  const since = Math.min(...waiting.map((each) => Math.max(each.since.getTime(), seenAt.getTime())));
  return new Date(since + DELAY_MS[delay]);
}
