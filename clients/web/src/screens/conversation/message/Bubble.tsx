import { isDeleted, type TimelineRow } from '../../../state/rows.ts';
import { fullTime } from '../../../state/times.ts';
import { bodyOf } from './body/body-of.ts';
import { MessageMeta } from './MessageMeta.tsx';

interface BubbleProps {
  row: TimelineRow;
  tick: 'sent' | 'read' | undefined;
  tickEnds: boolean;
}

/** What a message says, and under it when, and how far it got. */
export function Bubble({ row, tick, tickEnds }: BubbleProps) {
  const { Body, class: kind = '' } = bodyOf(row);
  const deleted = isDeleted(row);
  return (
    <div
      class={`bubble ${kind}`}
      title={fullTime(row.at)}
      data-failed={row.pending?.state === 'failed' || undefined}
    >
      <Body row={row} />
      <MessageMeta
        row={row}
        tick={deleted ? undefined : tick}
        shown={row.tail || tickEnds}
        deleted={deleted}
      />
    </div>
  );
}
