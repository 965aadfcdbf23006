import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { isDeleted, type TimelineRow } from '../../../state/rows.ts';
import { fullTime } from '../../../state/times.ts';
import { bodyOf } from './body/body-of.ts';
import { fitWidth } from './fit-width.ts';
import { MessageMeta } from './MessageMeta.tsx';

interface BubbleProps {
  row: TimelineRow;
  tick: 'sent' | 'read' | undefined;
  tickEnds: boolean;
  /** above the text */
  children: ComponentChildren;
}

/** What a message says, and on its last line when, and how far it got. */
export function Bubble({ row, tick, tickEnds, children }: BubbleProps) {
  const { Body, class: kind = '' } = bodyOf(row);
  const deleted = isDeleted(row);
  const bubble = useRef<HTMLDivElement>(null);
  // Its text, its time or its ticks have changed.
  useLayoutEffect(() => (bubble.current ? fitWidth(bubble.current) : undefined));
  return (
    <div
      ref={bubble}
      class={`bubble ${kind}`}
      title={fullTime(row.at)}
      data-failed={row.pending?.state === 'failed' || undefined}
    >
      {children}
      <Body row={row}>
        <MessageMeta
          row={row}
          tick={deleted ? undefined : tick}
          shown={row.tail || tickEnds}
          deleted={deleted}
        />
      </Body>
    </div>
  );
}
