import { Check, CheckCheck, CircleAlert, Clock } from 'lucide-preact';
import type { TimelineRow } from '../../../state/rows.ts';
import { clockTime } from '../../../state/times.ts';

interface MessageMetaProps {
  row: TimelineRow;
  tick: 'sent' | 'read' | undefined;
  /** in the middle of a run the time is for screen readers, and in the tooltip */
  shown: boolean;
  deleted: boolean;
}

/** The time of a message, whether it was edited, and its delivery. */
export function MessageMeta({ row, tick, shown, deleted }: MessageMetaProps) {
  const { message, pending, at } = row;
  const edited = !deleted && message !== undefined && message.EditedAt !== null;
  const visible = shown || edited || pending !== undefined;
  return (
    <span class={visible ? 'meta' : 'hidden-text'}>
      {edited && <span>edited</span>}
      <time dateTime={new Date(at).toISOString()}>{clockTime(at)}</time>
      {pending ? <PendingMark state={pending.state} /> : tick && <Tick tick={tick} />}
    </span>
  );
}

const Tick = ({ tick }: { tick: 'sent' | 'read' }) => (
  <span class="tick" data-read={tick === 'read' || undefined}>
    {tick === 'read' ? <CheckCheck size={16} /> : <Check size={16} />}
    <span class="hidden-text">{tick === 'read' ? 'Read' : 'Sent'}</span>
  </span>
);

const PendingMark = ({ state }: { state: 'queued' | 'sending' | 'failed' }) => (
  <span class="tick">
    {state === 'failed' ? <CircleAlert size={16} /> : <Clock size={14} />}
    <span class="hidden-text">{state === 'failed' ? 'Not sent' : 'Sending'}</span>
  </span>
);
