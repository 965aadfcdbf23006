import { useCallback, useRef, useState } from 'preact/hooks';
import type { VirtualizerHandle } from 'virtua';

interface Target {
  handle: { current: VirtualizerHandle | null };
  scroller: { current: HTMLElement | null };
  /** the end is not followed any more */
  leaveEnd: () => void;
}

/** A second or two. */
const FRAMES_MAX = 90;
/** frames that the list has to draw itself at another place */
const PATIENCE = 6;

function isInView(message: HTMLElement, scroller: HTMLElement | null): boolean {
  const [view, { top, bottom }] = [scroller?.getBoundingClientRect(), message.getBoundingClientRect()];
  return view !== undefined && bottom > view.top && top < view.bottom;
}

/** Tab reaches one message, the arrow keys reach the others. Links and buttons inside a message keep their keys. */
export function useMessageKeys(rows: readonly { key: string }[], { handle, scroller, leaveEnd }: Target) {
  const [focused, setFocused] = useState<string>();
  const found = focused === undefined ? -1 : rows.findLastIndex(({ key }) => key === focused);
  const active = found === -1 ? rows.length - 1 : found;

  const latest = useRef(rows);
  latest.current = rows;
  /** Again until it is in view: rows that are measured on the way, and pages that arrive, move it. */
  const settle = (key: string, frames: number) => {
    const index = latest.current.findLastIndex((row) => row.key === key);
    const message = scroller.current?.querySelector<HTMLElement>(`[data-index="${index}"] .message`);
    const isShown = message && isInView(message, scroller.current);
    if (isShown) message.focus({ preventScroll: true });
    else if (frames % PATIENCE === 0) handle.current?.scrollToIndex(index, { align: 'center' });
    // A list that is not placed yet is hidden, and takes no focus.
    const isDone = isShown && message.contains(document.activeElement);
    if (frames > 0 && !isDone) requestAnimationFrame(() => settle(key, frames - 1));
  };
  /** Shows a message in the middle, and gives it the focus. */
  const turnTo = (key: string) => {
    leaveEnd();
    setFocused(key);
    requestAnimationFrame(() => settle(key, FRAMES_MAX));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const isMessage = event.target instanceof HTMLElement && event.target.classList.contains('message');
    if (!isMessage || event.ctrlKey || event.metaKey || event.altKey) return;
    const target = { ArrowDown: active + 1, ArrowUp: active - 1, End: rows.length - 1 }[event.key];
    const row = target === undefined ? undefined : rows[target];
    if (target === undefined || !row) return;
    event.preventDefault();
    setFocused(row.key);
    handle.current?.scrollToIndex(target, { align: 'nearest' });
    // The message exists once the list has drawn itself around it.
    requestAnimationFrame(() =>
      requestAnimationFrame(() =>
        scroller.current
          ?.querySelector<HTMLElement>(`[data-index="${target}"] .message`)
          ?.focus({ preventScroll: true }),
      ),
    );
  };
  const onFocus = useCallback((key: string) => setFocused(key), []);
  return { active, mounted: rows.length > 0 ? [active] : [], onKeyDown, onFocus, turnTo };
}
