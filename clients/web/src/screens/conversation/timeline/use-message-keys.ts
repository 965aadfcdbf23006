import { useCallback, useState } from 'preact/hooks';
import type { VirtualizerHandle } from 'virtua';

interface Target {
  handle: { current: VirtualizerHandle | null };
  scroller: { current: HTMLElement | null };
}

/** Tab reaches one message, the arrow keys reach the others. Links and buttons inside a message keep their keys. */
export function useMessageKeys(rows: readonly { key: string }[], { handle, scroller }: Target) {
  const [focused, setFocused] = useState<string>();
  const found = focused === undefined ? -1 : rows.findLastIndex(({ key }) => key === focused);
  const active = found === -1 ? rows.length - 1 : found;

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
  return { active, mounted: rows.length > 0 ? [active] : [], onKeyDown, onFocus };
}
