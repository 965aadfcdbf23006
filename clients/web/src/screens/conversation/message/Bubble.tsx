import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { rest } from '../../../app/rest-loader.ts';
import { filesIn, isDeleted, type TimelineRow } from '../../../state/rows.ts';
import { fullTime } from '../../../state/times.ts';
import { bodyOf } from './body/body-of.ts';
import { fitWidth } from './fit-width.ts';
import { MessageMeta } from './MessageMeta.tsx';

interface BubbleProps {
  row: TimelineRow;
  tick: 'sent' | 'read' | undefined;
  tickEnds: boolean;
  tabIndex: 0 | -1;
  /** above the text */
  children: ComponentChildren;
}

/** What a message says, and on its last line when, and how far it got. */
export function Bubble({ row, tick, tickEnds, tabIndex, children }: BubbleProps) {
  const { Body, class: kind = '', hidesFiles } = bodyOf(row);
  const MessageFiles = filesIn(row) > 0 && !hidesFiles ? rest.value?.MessageFiles : undefined;
  const LinkCard = row.message?.Preview && !hidesFiles ? rest.value?.LinkCard : undefined;
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
      {MessageFiles && <MessageFiles row={row} tabIndex={tabIndex} />}
      <Body row={row}>
        <MessageMeta
          row={row}
          tick={deleted ? undefined : tick}
          shown={row.tail || tickEnds}
          deleted={deleted}
        />
      </Body>
      {LinkCard && <LinkCard row={row} tabIndex={tabIndex} />}
    </div>
  );
}
