import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { type Conversation, sentence } from '#sdk';
import type { TimelineRow } from '../../../state/rows.ts';
import { notify } from '../../../state/toasts.ts';

/** Of 100 messages each. A message further back is left where it is. */
const PAGES_MAX = 20;
const FLASH_MS = 1_600;

interface Wanted {
  id: string;
  /** pages that were loaded for it */
  pages: number;
}

/** @returns false after a failure, which the user gets to know */
async function loadPage(conversation: Conversation): Promise<boolean> {
  try {
    await conversation.loadOlder();
    return true;
  } catch (error) {
    notify(`That message could not be loaded. ${sentence(error)}`, 'error');
    return false;
  }
}

/**
 * Goes to a message, and loads older pages until it is there.
 * @param turnTo shows the row with this key, and gives it the focus
 * @returns `flashed`: id of the message that was just gone to
 */
export function useJump(
  conversation: Conversation,
  rows: readonly TimelineRow[],
  turnTo: (key: string) => void,
) {
  const [wanted, setWanted] = useState<Wanted>();
  const [flashed, setFlashed] = useState<string>();
  const isLoading = useRef(false);

  useEffect(() => {
    if (!wanted || isLoading.current) return;
    const { id, pages } = wanted;
    const row = rows.findLast(({ message }) => message?.Id === id);
    const { hasOlder, messages } = conversation.snapshot;
    // Loaded, and drawn next.
    if (!row && messages.some(({ Id }) => Id === id)) return;
    if (row) {
      turnTo(row.key);
      setFlashed(id);
      setWanted(undefined);
    } else if (!hasOlder || pages >= PAGES_MAX) {
      notify(
        hasOlder
          ? 'That message is too far back to go to. Scroll up to load more.'
          : 'That message is not shown to you.',
      );
      setWanted(undefined);
    } else {
      isLoading.current = true;
      void loadPage(conversation).then((loaded) => {
        isLoading.current = false;
        setWanted((now) => (now && loaded ? { ...now, pages: now.pages + 1 } : undefined));
      });
    }
  }, [wanted, rows]);
  useEffect(() => {
    if (flashed === undefined) return;
    const timer = setTimeout(() => setFlashed(undefined), FLASH_MS);
    return () => clearTimeout(timer);
  }, [flashed]);

  const jumpTo = useCallback((id: string) => {
    setFlashed(undefined);
    setWanted({ id, pages: 0 });
  }, []);
  return { flashed, jumpTo };
}
