import type { Word } from '../../components/picker/word.ts';

/** The beginning of a name behind from: or in: that is being written. */
export interface OperatorWord extends Word {
  operator: 'from' | 'in';
}

const AT_END = /(?<!\S)(from|in):@?([\p{L}\p{N}_.~-]{0,32})$/iu;

/** @param caret where the caret is, if no text is selected */
export function operatorWordAt(text: string, caret: number): OperatorWord | undefined {
  const found = AT_END.exec(text.slice(Math.max(0, caret - 40), caret));
  if (!found) return undefined;
  const [, operator = '', typed = ''] = found;
  return { operator: operator.toLowerCase() as 'from' | 'in', typed, start: caret - typed.length };
}
