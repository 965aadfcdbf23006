import type { Word } from '../../../components/picker/word.ts';

const AT_END = /(?<![\w.@-])@([\p{L}\p{N}_.-]{0,32})$/u;

/** The beginning of a mention that is being written. @param caret where the caret is, if no text is selected */
export function mentionWordAt(text: string, caret: number): Word | undefined {
  const found = AT_END.exec(text.slice(Math.max(0, caret - 34), caret));
  return found ? { start: caret - found[0].length, typed: found[1] ?? '' } : undefined;
}
