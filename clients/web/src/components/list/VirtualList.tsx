import type { ComponentChildren, VNode } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Virtualizer, type VirtualizerHandle } from 'virtua';
import { keyHandler } from '../../app/keys.ts';
import './list.css';

interface VirtualListProps<T> {
  items: readonly T[];
  keyOf: (item: T) => string;
  label: string;
  /** @param tabIndex 0 for the one item that Tab reaches, -1 for the others */
  row: (item: T, tabIndex: 0 | -1) => VNode;
  /** the item that Tab reaches first, such as the open conversation */
  current?: string | undefined;
  /** above the items, scrolled with them */
  head?: ComponentChildren;
  /** the end is near */
  onNearEnd?: (() => void) | undefined;
}

const NEAR_END_PX = 800;

/**
 * A long list of links of which only those in view exist. Tab reaches one of them; the arrow keys, Home and End go on
 * from there. https://www.w3.org/WAI/ARIA/apg/practices/keyboard-interface/#kbd_roving_tabindex
 */
export function VirtualList<T>({ items, keyOf, label, row, current, head, onNearEnd }: VirtualListProps<T>) {
  const handle = useRef<VirtualizerHandle>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const [focused, setFocused] = useState<string>();
  const above = useRef<HTMLDivElement>(null);
  const [headSize, setHeadSize] = useState(0);
  useLayoutEffect(() => {
    const { current: measured } = above;
    if (!measured) return;
    const observer = new ResizeObserver(() => setHeadSize(measured.offsetHeight));
    observer.observe(measured);
    return () => observer.disconnect();
  }, [head !== undefined]);

  const indexOf = (key: string | undefined) => items.findIndex((item) => keyOf(item) === key);
  const active = [focused, current].map(indexOf).find((index) => index >= 0) ?? 0;

  const checkEnd = () => {
    const list = handle.current;
    if (list && list.scrollSize - list.scrollOffset - list.viewportSize < NEAR_END_PX) onNearEnd?.();
  };
  useEffect(checkEnd, [items.length]);

  const focusOn = (index: number) => {
    const item = items[index];
    if (item === undefined) return;
    setFocused(keyOf(item));
    handle.current?.scrollToIndex(index, { align: 'nearest' });
    // The item exists once the list has drawn itself around it.
    requestAnimationFrame(() =>
      requestAnimationFrame(() =>
        scroller.current
          ?.querySelector<HTMLElement>(`[data-index="${index}"] :is(a, button)`)
          ?.focus({ preventScroll: true }),
      ),
    );
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const target = { ArrowDown: active + 1, ArrowUp: active - 1, Home: 0, End: items.length - 1 }[event.key];
    if (target === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    focusOn(Math.min(items.length - 1, Math.max(0, target)));
  };

  return (
    <div class="list" ref={scroller}>
      {head !== undefined && <div ref={above}>{head}</div>}
      <section aria-label={label} onKeyDown={keyHandler(onKeyDown)}>
        <Virtualizer
          ref={handle}
          scrollRef={scroller}
          startMargin={headSize}
          data={items}
          as="ul"
          item="li"
          keepMounted={items.length > 0 ? [active] : []}
          onScroll={checkEnd}
        >
          {(item, index) => (
            <div key={keyOf(item)} data-index={index} onFocusIn={() => setFocused(keyOf(item))}>
              {row(item, index === active ? 0 : -1)}
            </div>
          )}
        </Virtualizer>
      </section>
    </div>
  );
}
