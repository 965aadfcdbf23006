import { memo } from 'preact/compat';
import { useRef, useState } from 'preact/hooks';
import type { Conversation, Message } from '#sdk';
import { keyHandler } from '../../../app/keys.ts';
import { rest } from '../../../app/rest-loader.ts';
import { isDeleted, type TimelineRow } from '../../../state/rows.ts';
import { Bubble } from './Bubble.tsx';
import { DayDivider } from './DayDivider.tsx';
import { ForwardedRow } from './ForwardedRow.tsx';
import { GroupSender } from './GroupSender.tsx';
import { QuoteRow } from './QuoteRow.tsx';
import { removeMessage } from './remove.ts';
import { Sender } from './Sender.tsx';

interface MessageRowProps {
  conversation: Conversation;
  row: TimelineRow;
  index: number;
  /** how far a message of the user got; undefined where no tick is shown */
  tick: 'sent' | 'read' | undefined;
  /** the ticks after it differ */
  tickEnds: boolean;
  tabIndex: 0 | -1;
  /** the composer is about this message */
  marked: boolean;
  /** it was just gone to */
  flashed: boolean;
  onEdit: (message: Message) => void;
  onReply: ((message: Message) => void) | undefined;
  onTurnTo: (id: string) => void;
  onFocus: (key: string) => void;
}

/** Each change of the list makes new rows; most of them equal the rows of before. */
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
  const { conversation, row, index, tick, tickEnds, tabIndex, marked, flashed } = props;
  const { onEdit, onReply, onTurnTo, onFocus } = props;
  const { own, message, pending, at } = row;
  const deleted = isDeleted(row);
  /** Buttons are only made for a message that the pointer or the focus has reached. */
  const [near, setNear] = useState(false);
  const hasReactions = (message?.Reactions ?? []).length > 0;
  // Most messages need none of these, and need not be drawn again when the rest is there.
  const needsRest = near || tabIndex === 0 || pending !== undefined || hasReactions;
  const { FailedNote, MessageActions, Reactions } = (needsRest && rest.value) || {};
  const turnTo = () => setNear(true);
  /** A click gives the focus, too, but a key after it is not meant to edit or delete. */
  const byPointer = useRef(false);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget || byPointer.current || !message || deleted) return;
    const isPlain = !(event.ctrlKey || event.metaKey || event.altKey);
    if (isPlain && onReply && event.key.toLowerCase() === 'r') onReply(message);
    else if (own && (event.key === 'Enter' || event.key === 'F2')) onEdit(message);
    else if (own && event.key === 'Delete') void removeMessage(conversation, message);
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
      {/* Only messages of groups have no receiver. */}
      {row.head && !own && message?.To === '' && <GroupSender from={row.from} />}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: one message is in the order of Tab, for those who read by keyboard. Its buttons do the same as its keys. */}
      <div
        class={`message ${own ? 'message-own' : 'message-other'}`}
        data-tail={row.tail || undefined}
        data-editing={marked || undefined}
        data-flashed={flashed || undefined}
        tabIndex={tabIndex}
        onPointerEnter={turnTo}
        onPointerDown={() => {
          byPointer.current = true;
        }}
        onFocusOut={({ currentTarget, relatedTarget }) => {
          if (!currentTarget.contains(relatedTarget as Node | null)) byPointer.current = false;
        }}
        onFocusIn={() => {
          turnTo();
          onFocus(row.key);
        }}
        onKeyDown={keyHandler(onKeyDown)}
      >
        <Sender row={row} />
        <Bubble row={row} tick={tick} tickEnds={tickEnds} tabIndex={tabIndex}>
          <ForwardedRow row={row} />
          <QuoteRow conversation={conversation} row={row} tabIndex={tabIndex} onTurnTo={onTurnTo} />
        </Bubble>
        {MessageActions && message && !deleted && (near || tabIndex === 0) && (
          <MessageActions
            conversation={conversation}
            message={message}
            own={own}
            tabIndex={tabIndex}
            onEdit={onEdit}
            onReply={onReply}
          />
        )}
      </div>
      {Reactions && message && hasReactions && !deleted && (
        <Reactions conversation={conversation} message={message} own={own} tabIndex={tabIndex} />
      )}
      {FailedNote && pending && <FailedNote entry={pending} />}
    </div>
  );
}, same);
