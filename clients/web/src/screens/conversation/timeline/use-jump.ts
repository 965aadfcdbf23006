import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { TimelineRow } from '../../../state/rows.ts';

const FLASH_MS = 1_600;

interface Jump {
  /** id of the message to begin at */
  target: string | undefined;
  /** shows the row with this key, and gives it the focus */
  turnTo: (key: string) => void;
  /** opens another part of the conversation, at a message that is not loaded */
  goTo: (id: string) => void;
}

/** Goes to a message. @returns `flashed`: id of the message that was just gone to */
export function useJump(rows: readonly TimelineRow[], { target, turnTo, goTo }: Jump) {
  const [flashed, setFlashed] = useState<string>();
  const latest = useRef({ rows, turnTo, goTo });
  latest.current = { rows, turnTo, goTo };

  const jumpTo = useCallback((id: string) => {
    const { current } = latest;
    const row = current.rows.findLast(({ message }) => message?.Id === id);
    if (!row) return current.goTo(id);
    current.turnTo(row.key);
    setFlashed(id);
  }, []);
  useEffect(() => {
    if (rows.some(({ message }) => message?.Id === target)) jumpTo(target as string);
  }, []);
  useEffect(() => {
    if (flashed === undefined) return;
    const timer = setTimeout(() => setFlashed(undefined), FLASH_MS);
    return () => clearTimeout(timer);
  }, [flashed]);
  return { flashed, jumpTo };
}
