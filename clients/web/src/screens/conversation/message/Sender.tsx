import { nameOf, personOf } from '../../../state/people.ts';
import type { TimelineRow } from '../../../state/rows.ts';

/** For screen readers: which person a message is from. The side of the bubble shows it. */
export const Sender = ({ row: { own, from } }: { row: TimelineRow }) => (
  <span class="hidden-text">{own ? 'You' : nameOf(personOf(from, { ask: false }).value)}</span>
);
