import { useEffect, useRef, useState } from 'preact/hooks';
import type { Conversation, Message } from '#sdk';
import { isDeleted, type TimelineRow } from '../../../state/rows.ts';
import { ForwardDialog } from './ForwardDialog.tsx';
import { MessageSheet } from './MessageSheet.tsx';

interface LongPressProps {
  conversation: Conversation;
  rows: readonly TimelineRow[];
  scroller: { current: HTMLElement | null };
  onEdit: (message: Message) => void;
  onReply: ((message: Message) => void) | undefined;
}

const HELD_MS = 500;
/** A finger that moves further scrolls. */
const STILL_PX = 10;

/** A finger that rests on a message opens its actions. Links and buttons keep what the browser does with them. */
export function LongPress({ conversation, rows, scroller, onEdit, onReply }: LongPressProps) {
  const [pressed, setPressed] = useState<TimelineRow>();
  const [forwarded, setForwarded] = useState<Message>();
  const latest = useRef(rows);
  latest.current = rows;
  useEffect(() => {
    const { current: element } = scroller;
    const listening = new AbortController();
    const options = { signal: listening.signal, passive: true };
    let timer: ReturnType<typeof setTimeout> | undefined;
    let held = { x: 0, y: 0 };
    /** the finger that opened the sheet rests still */
    let isResting = false;
    const end = () => clearTimeout(timer);
    const messageAt = ({ target }: Event) => {
      const at =
        target instanceof Element && !target.closest('a, button') ? target.closest('.message') : null;
      const row = latest.current[Number(at?.closest<HTMLElement>('[data-index]')?.dataset.index)];
      return row?.message && !row.message.System && !isDeleted(row)
        ? { at: at as HTMLElement, row }
        : undefined;
    };
    const open = ({ at, row }: { at: HTMLElement; row: TimelineRow }) => {
      end();
      isResting = true;
      // It gets the focus back from the sheet.
      at.focus({ preventScroll: true });
      setPressed(row);
    };
    const onDown = (event: PointerEvent) => {
      end();
      isResting = false;
      const found = event.pointerType === 'touch' && event.isPrimary ? messageAt(event) : undefined;
      if (!found) return;
      held = { x: event.clientX, y: event.clientY };
      timer = setTimeout(() => open(found), HELD_MS);
    };
    const onMove = ({ clientX, clientY }: PointerEvent) => {
      if (Math.hypot(clientX - held.x, clientY - held.y) > STILL_PX) end();
    };
    // Some browsers notice a long press themselves, and then cancel the touch.
    const onContextMenu = (event: MouseEvent) => {
      const found = (event as PointerEvent).pointerType === 'touch' ? messageAt(event) : undefined;
      if (!found) return;
      event.preventDefault();
      open(found);
    };
    // Lifting it is no press on what has come to lie below it.
    const onLift = (event: TouchEvent) => {
      if (isResting && event.cancelable) event.preventDefault();
      isResting = false;
    };
    element?.addEventListener('pointerdown', onDown, options);
    element?.addEventListener('pointermove', onMove, options);
    for (const name of ['pointerup', 'pointercancel', 'scroll'])
      element?.addEventListener(name, end, options);
    element?.addEventListener('contextmenu', onContextMenu, { signal: listening.signal });
    element?.addEventListener('touchend', onLift, { signal: listening.signal });
    return () => {
      end();
      listening.abort();
    };
  }, [scroller]);

  if (forwarded) {
    return (
      <ForwardDialog
        conversation={conversation}
        message={forwarded}
        onClose={() => setForwarded(undefined)}
      />
    );
  }
  const { message, own = false } = pressed ?? {};
  return message ? (
    <MessageSheet
      conversation={conversation}
      message={message}
      own={own}
      onEdit={onEdit}
      onReply={onReply}
      onForward={() => setForwarded(message)}
      onClose={() => setPressed(undefined)}
    />
  ) : null;
}
