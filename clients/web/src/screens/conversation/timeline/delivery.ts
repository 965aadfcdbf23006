import type { TimelineRow } from '../../../state/rows.ts';

type Sent = Pick<TimelineRow, 'own'> & { message?: { Seq: number } | undefined };

const isRead = ({ message }: Sent, readSeq: number): boolean =>
  message !== undefined && message.Seq <= readSeq;

/** @param readSeq up to where the other member has read; undefined where there is none @returns undefined for messages without a tick */
export function tickOf(row: Sent, readSeq: number | undefined): 'read' | 'sent' | undefined {
  if (!row.own || readSeq === undefined || !row.message) return undefined;
  return isRead(row, readSeq) ? 'read' : 'sent';
}

/** Whether it is the last message that was read, which shows its ticks in the middle of a run, too. */
export const isLastRead = (row: Sent, next: Sent | undefined, readSeq: number | undefined): boolean =>
  readSeq !== undefined && row.own && next?.own === true && isRead(row, readSeq) && !isRead(next, readSeq);
