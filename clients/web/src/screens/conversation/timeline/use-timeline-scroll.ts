import { useCallback, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { VirtualizerHandle } from 'virtua';

/** Distances to the end below this count as the end. */
const END_PX = 48;
/** From this distance to the end the jump button shows. */
const AWAY_PX = 400;
/** Older messages are loaded when the top is nearer than this. */
const AHEAD_PX = 2_000;

interface ScrollRow {
  key: string;
  unread: boolean;
  pending?: unknown;
}

interface TimelineScroll {
  rows: readonly ScrollRow[];
  /** index of the row to begin at; -1: at the first unread one, or at the end */
  target: number;
  /** behind the last row are further ones, which are not loaded: the end is not followed */
  hasMore: boolean;
  /** called when the beginning of what is loaded comes near */
  onNearStart: () => void;
  /** called when its end comes near */
  onNearEnd: () => void;
  onEnd: (atEnd: boolean, away: boolean) => void;
  /** called with the index of the last row whose end is in view */
  onView: (last: number) => void;
}

/** @returns -1 where there is none: one row is taller than the view */
function lastInView(scroller: HTMLElement): number {
  const view = scroller.getBoundingClientRect();
  let last = -1;
  for (const row of scroller.querySelectorAll<HTMLElement>('[data-index]')) {
    const { bottom } = row.getBoundingClientRect();
    // Half a pixel is rounding.
    if (bottom > view.top && bottom <= view.bottom + 0.5) last = Math.max(last, Number(row.dataset.index));
  }
  return last;
}

/**
 * Keeps the scroll position: at the end while the user is there, on the same message while older ones are added in
 * front, at the first unread message when it opens.
 */
export function useTimelineScroll(timeline: TimelineScroll) {
  const { rows, target, hasMore, onNearStart, onNearEnd, onEnd, onView } = timeline;
  const handle = useRef<VirtualizerHandle>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  /** the end is followed as the content grows */
  const follow = useRef(true);
  const lastTop = useRef(0);
  const [placed, setPlaced] = useState(false);
  const before = useRef({ first: '', last: '' });

  const first = rows[0]?.key ?? '';
  const last = rows.at(-1);
  // Rows were put in front: virtua then keeps the distance to the end instead of that to the start.
  const shift = before.current.first !== '' && before.current.first !== first;

  const toEnd = useCallback(() => {
    follow.current = true;
    const element = scroller.current;
    if (element) element.scrollTop = element.scrollHeight;
  }, []);

  const leaveEnd = useCallback(() => {
    follow.current = false;
  }, []);

  const look = () => {
    const element = scroller.current;
    if (!element || !placed) return;
    const distance = element.scrollHeight - element.clientHeight - element.scrollTop;
    // A row that is taller than estimated moves the end away, too; only scrolling up means that the user left the end.
    const wentUp = element.scrollTop < lastTop.current;
    lastTop.current = element.scrollTop;
    if (distance <= END_PX && !hasMore) follow.current = true;
    else if (wentUp) follow.current = false;
    onEnd(follow.current, !follow.current && distance > AWAY_PX);
    onView(lastInView(element));
    if (element.scrollTop < AHEAD_PX) onNearStart();
    if (distance < AHEAD_PX) onNearEnd();
  };

  /** for observers, which outlive a rendering */
  const latestLook = useRef(look);
  latestLook.current = look;

  useLayoutEffect(() => {
    const { first: firstBefore, last: lastBefore } = before.current;
    before.current = { first, last: last?.key ?? '' };
    if (rows.length === 0) return;
    if (firstBefore === '') {
      const unread = rows.findIndex((row) => row.unread);
      follow.current = target === -1 && unread === -1;
      if (target !== -1) handle.current?.scrollToIndex(target, { align: 'center' });
      else if (unread === -1) toEnd();
      else handle.current?.scrollToIndex(unread, { align: 'start', offset: -8 });
      // One frame for the rows to take their real heights.
      requestAnimationFrame(() => setPlaced(true));
      return;
    }
    const answered = last?.pending !== undefined && last.key !== lastBefore;
    if (answered || follow.current) toEnd();
  }, [rows]);

  useLayoutEffect(() => {
    if (!placed) return;
    latestLook.current();
    const observer = new ResizeObserver(() => {
      if (follow.current) toEnd();
      else latestLook.current();
    });
    for (const element of [scroller.current, content.current]) if (element) observer.observe(element);
    return () => observer.disconnect();
  }, [placed, toEnd]);

  return { handle, scroller, content, shift, placed, look, toEnd, leaveEnd };
}
