import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';
import { keyHandler } from '../../app/keys.ts';
import type { TimelineRow } from '../../state/rows.ts';
import { HitSteps } from './HitSteps.tsx';
import { hitRanges } from './hit-ranges.ts';
import { openedHit } from './opened-hit.ts';

const NAME = 'search-hit';

function* textsIn(element: Element): Generator<Text> {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) yield walker.currentNode as Text;
}

interface HitMarksProps {
  rows: readonly TimelineRow[];
  scroller: RefObject<HTMLElement>;
}

/**
 * Marks the words that were searched for in the message that a hit led to, by the CSS Custom Highlight API: the elements of the message
 * stay as they are. Browsers without it mark nothing. Steps lead to the other hits of the conversation. Escape ends both.
 */
export function HitMarks({ rows, scroller }: HitMarksProps) {
  const hit = openedHit.value;
  const index = rows.findIndex(({ message }) => hit && message?.Id === hit.Message.Id);
  // After an edit the places are others.
  const isSame = hit !== undefined && rows[index]?.message?.Message === hit.Message.Message;
  useEffect(() => {
    const element = scroller.current;
    if (!hit || !isSame || !element || !('highlights' in CSS)) return;
    const mark = () => {
      const words = element.querySelector(`[data-index="${index}"] .words`);
      const ranges = words ? hitRanges(hit.Message.Message, hit.Ranges, textsIn(words)) : [];
      CSS.highlights.set(NAME, new Highlight(...ranges));
    };
    mark();
    // Rows come and go with scrolling, and texts get their formatting later.
    const watch = new MutationObserver(mark);
    watch.observe(element, { childList: true, characterData: true, subtree: true });
    return () => {
      watch.disconnect();
      CSS.highlights.delete(NAME);
    };
  }, [hit, isSame, index]);
  useEffect(() => {
    if (!hit) return;
    const ended = new AbortController();
    const end = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented || document.querySelector('dialog[open]')) return;
      event.preventDefault();
      openedHit.value = undefined;
    };
    document.addEventListener('keydown', keyHandler(end), { signal: ended.signal });
    return () => ended.abort();
  }, [hit]);
  return <HitSteps />;
}
