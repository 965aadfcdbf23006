import { useEffect, useState } from 'preact/hooks';
import type { Word } from './word.ts';

export type TextField = HTMLInputElement | HTMLTextAreaElement;

/**
 * @param text what the field shows @param wordAt finds the word before the caret
 * @returns `word`: undefined also while its list is closed, which `close` does
 */
export function useWord<Found extends Word>(
  field: TextField,
  text: string,
  wordAt: (text: string, caret: number) => Found | undefined,
): { word: Found | undefined; close: () => void } {
  const [, redraw] = useState({});
  const [closedAt, setClosedAt] = useState<number>();
  useEffect(() => {
    const update = () => document.activeElement === field && redraw({});
    document.addEventListener('selectionchange', update);
    return () => document.removeEventListener('selectionchange', update);
  }, [field]);

  const caret = field.selectionStart ?? 0;
  const isCaret = caret === field.selectionEnd && document.activeElement === field;
  const word = isCaret ? wordAt(text, caret) : undefined;
  useEffect(() => {
    if (!word) setClosedAt(undefined);
  }, [word === undefined]);
  return { word: word?.start === closedAt ? undefined : word, close: () => setClosedAt(word?.start) };
}
