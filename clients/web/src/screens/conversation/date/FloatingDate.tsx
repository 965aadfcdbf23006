import { useEffect, useRef, useState } from 'preact/hooks';
import { now } from '../../../state/clock.ts';
import type { TimelineRow } from '../../../state/rows.ts';
import { dayLabel } from '../../../state/times.ts';
import { askDate } from './ask-date.ts';
import './date.css';

interface FloatingDateProps {
  rows: readonly TimelineRow[];
  scroller: { current: HTMLElement | null };
}

/** It stays for this long after the last movement. */
const REST_MS = 1_500;
/** as in date.css, with its distance to the edge */
const HEIGHT_PX = 44;
/** Nearer to the end than this, one sees what is new. */
const END_PX = 48;

/** @returns the index of the first row below the place of the date; -1 where its own day divider is in view */
function firstInView(scroller: HTMLElement): number {
  const view = scroller.getBoundingClientRect();
  let first: HTMLElement | undefined;
  for (const row of scroller.querySelectorAll<HTMLElement>('[data-index]')) {
    const { top, bottom } = row.getBoundingClientRect();
    const isInView = bottom > view.top + HEIGHT_PX && top < view.bottom;
    if (isInView && (!first || Number(row.dataset.index) < Number(first.dataset.index))) first = row;
  }
  const divider = first?.querySelector('.day')?.getBoundingClientRect();
  return !first || (divider && divider.bottom > view.top) ? -1 : Number(first.dataset.index);
}

/**
 * The day of the first message in view, while one scrolls. A press leads to another date, as the menu of the conversation does for those
 * who do not see it: screen readers know the days from their dividers.
 */
export function FloatingDate({ rows, scroller }: FloatingDateProps) {
  const [at, setAt] = useState<number>();
  const isPointedAt = useRef(false);
  const latest = useRef(rows);
  latest.current = rows;
  useEffect(() => {
    const element = scroller.current;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const rest = () => {
      clearTimeout(timer);
      timer = setTimeout(() => (isPointedAt.current ? rest() : setAt(undefined)), REST_MS);
    };
    const look = () => {
      if (!element) return;
      const isAtEnd = element.scrollHeight - element.clientHeight - element.scrollTop <= END_PX;
      setAt(isAtEnd ? undefined : latest.current[firstInView(element)]?.at);
      rest();
    };
    element?.addEventListener('scroll', look, { passive: true });
    return () => {
      element?.removeEventListener('scroll', look);
      clearTimeout(timer);
    };
  }, [scroller]);
  if (at === undefined) return null;
  return (
    <div class="floating-date" aria-hidden="true">
      <button
        type="button"
        tabIndex={-1}
        title="Jump to a date"
        // The focus stays where it is: this button goes away.
        onMouseDown={(event) => event.preventDefault()}
        onPointerEnter={() => {
          isPointedAt.current = true;
        }}
        onPointerLeave={() => {
          isPointedAt.current = false;
        }}
        onClick={() => askDate(at)}
      >
        {dayLabel(at, now.value)}
      </button>
    </div>
  );
}
