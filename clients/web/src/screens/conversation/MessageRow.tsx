import { Ban } from 'lucide-preact';
import { memo } from 'preact/compat';
import { useState } from 'preact/hooks';
import type { Conversation, Message } from '#sdk';
import { RichText } from '../../components/text/RichText.tsx';
import { now } from '../../state/clock.ts';
import type { TimelineRow } from '../../state/rows.ts';
import { isEmojiOnly, isVisible } from '../../state/text.ts';
import { dayLabel, fullTime } from '../../state/times.ts';
import { FailedNote } from './FailedNote.tsx';
import { MessageActions, removeMessage } from './MessageActions.tsx';
import { MessageMeta } from './MessageMeta.tsx';

interface MessageRowProps {
  conversation: Conversation;
  row: TimelineRow;
  index: number;
  sender: string;
  /** how far an own message got; undefined where nothing is to be told */
  tick: 'sent' | 'read' | undefined;
  /** the ticks after it differ */
  tickEnds: boolean;
  tabIndex: 0 | -1;
  editing: boolean;
  onEdit: (message: Message) => void;
  onFocus: (key: string) => void;
}

/** Rows are made anew with each change of the list; most of them are the same as before. */
const sameRow = (a: TimelineRow, b: TimelineRow): boolean =>
  a.message === b.message &&
  a.pending === b.pending &&
  a.day === b.day &&
  a.unread === b.unread &&
  a.head === b.head &&
  a.tail === b.tail;

const same = ({ row: a, ...before }: MessageRowProps, { row: b, ...after }: MessageRowProps): boolean =>
  sameRow(a, b) &&
  Object.entries(before).every(([name, value]) => after[name as keyof typeof after] === value);

export const MessageRow = memo(function MessageRow(props: MessageRowProps) {
  const { conversation, row, index, sender, tabIndex, editing, onEdit, onFocus } = props;
  const { own, message, pending, at } = row;
  const deleted = message !== undefined && message.DeletedAt !== null;
  /** Three buttons for each of many messages are only made for those that somebody turns to. */
  const [near, setNear] = useState(false);
  const turnTo = () => setNear(true);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget || !message || !own || deleted) return;
    if (event.key === 'Enter' || event.key === 'F2') onEdit(message);
    else if (event.key === 'Delete') void removeMessage(conversation, message);
    else return;
    event.preventDefault();
  };
  return (
    <div class="row" data-index={index} data-head={row.head || undefined}>
      {row.day && <DayDivider at={at} />}
      {row.unread && (
        <div class="unread-line">
          <span>New messages</span>
        </div>
      )}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: one message is in the order of Tab, for those who read by keyboard. Its buttons do the same as its keys. */}
      <div
        class={`message ${own ? 'message-own' : 'message-other'}`}
        data-tail={row.tail || undefined}
        data-editing={editing || undefined}
        tabIndex={tabIndex}
        onPointerEnter={turnTo}
        onFocusIn={() => {
          turnTo();
          onFocus(row.key);
        }}
        onKeyDown={onKeyDown}
      >
        <Bubble {...props} deleted={deleted} />
        {message && !deleted && (near || tabIndex === 0) && (
          <MessageActions
            conversation={conversation}
            message={message}
            own={own}
            tabIndex={tabIndex}
            onEdit={onEdit}
          />
        )}
        <span class="hidden-text">{sender}</span>
      </div>
      {pending && <FailedNote entry={pending} />}
    </div>
  );
}, same);

function DayDivider({ at }: { at: number }) {
  return (
    <div class="day">
      <time dateTime={new Date(at).toISOString()} title={fullTime(at)}>
        {dayLabel(at, now.value)}
      </time>
    </div>
  );
}

function Bubble({ row, tick, tickEnds, deleted }: MessageRowProps & { deleted: boolean }) {
  const { message, pending } = row;
  const text = message ? message.Message : (pending?.text ?? '');
  const emoji = !deleted && isEmojiOnly(text);
  const kind = deleted ? 'bubble-deleted' : emoji ? 'bubble-emoji' : '';
  return (
    <div
      class={`bubble ${kind}`}
      title={fullTime(row.at)}
      data-failed={pending?.state === 'failed' || undefined}
    >
      {deleted ? (
        <span class="text-gone">
          <Ban size={16} aria-hidden="true" /> Message deleted
        </span>
      ) : isVisible(text) ? (
        <div class="text" dir="auto">
          <RichText text={text} />
        </div>
      ) : (
        <span class="text-gone">Blank message</span>
      )}
      <MessageMeta
        row={row}
        tick={deleted ? undefined : tick}
        shown={row.tail || tickEnds}
        deleted={deleted}
      />
    </div>
  );
}
