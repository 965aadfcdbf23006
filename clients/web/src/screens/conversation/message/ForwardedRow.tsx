import { Forward } from 'lucide-preact';
import { isSameUser } from '#sdk';
import { nameOf, personOf } from '../../../state/people.ts';
import type { TimelineRow } from '../../../state/rows.ts';
import { self } from '../../../state/session.ts';

/** Above the text of a forwarded message: whose it is. */
export function ForwardedRow({ row }: { row: TimelineRow }) {
  const from = row.message?.Forwarded?.From;
  if (from === undefined) return null;
  const name = isSameUser(from, self()) ? 'you' : nameOf(personOf(from, { ask: false }).value);
  return (
    <span class="forwarded">
      <Forward size={12} aria-hidden="true" /> Forwarded from <bdi>{name}</bdi>
    </span>
  );
}
