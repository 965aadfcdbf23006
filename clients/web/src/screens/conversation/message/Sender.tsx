import { nameOf, personOf } from '../../../state/people.ts';
import type { TimelineRow } from '../../../state/rows.ts';
import { clockTime } from '../../../state/times.ts';

/** Sender and time before the text, for screen readers and in what is copied. The side of the bubble shows the sender. */
export const Sender = ({ row: { own, from, at } }: { row: TimelineRow }) => (
  <span class="hidden-text">
    {own ? 'You' : nameOf(personOf(from, { ask: false }).value)}, {clockTime(at)}:{' '}
  </span>
);
