import { Tick } from '../../../components/tick/Tick.tsx';
import { UnsentMark } from '../../../components/tick/UnsentMark.tsx';
import type { TimelineRow } from '../../../state/rows.ts';
import { clockTime } from '../../../state/times.ts';

interface MessageMetaProps {
  row: TimelineRow;
  tick: 'sent' | 'read' | undefined;
  /** in the middle of a run the time is for screen readers, and in the tooltip */
  shown: boolean;
  deleted: boolean;
}

/** The time of a message, whether it was edited, and its delivery. Sender.tsx says the time in words, before the text. */
export function MessageMeta({ row, tick, shown, deleted }: MessageMetaProps) {
  const { message, pending, at } = row;
  const edited = !deleted && message !== undefined && message.EditedAt !== null;
  const visible = shown || edited || pending !== undefined;
  return (
    <span class={visible ? 'meta' : 'hidden-text meta-hidden'}>
      {edited && <span>edited</span>}
      <time dateTime={new Date(at).toISOString()} aria-hidden="true">
        {clockTime(at)}
      </time>
      {pending ? <UnsentMark state={pending.state} /> : tick && <Tick tick={tick} />}
    </span>
  );
}
