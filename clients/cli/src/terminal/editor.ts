/** A line editor without a screen: text, cursor, and the effect of a key on them. Moves by visible characters. */

import { graphemes, widthOf } from '../text/layout.ts';
import { printable } from '../text/printable.ts';
import type { Key } from './keys.ts';

export interface Draft {
  readonly text: string;
  /** index into `text`, in UTF-16 units, never inside a character */
  readonly cursor: number;
}

export const EMPTY_DRAFT: Draft = { text: '', cursor: 0 };

/** With the cursor at the end. */
export const draftOf = (text: string): Draft => ({ text, cursor: text.length });

const OF_A_WORD = /[\p{L}\p{N}\p{M}_]/u;
const WORD_AFTER = /^[^\p{L}\p{N}\p{M}_]*[\p{L}\p{N}\p{M}_]*/u;

const before = ({ text, cursor }: Draft) => text.slice(0, cursor);
const after = ({ text, cursor }: Draft) => text.slice(cursor);

export function insert(draft: Draft, typed: string): Draft {
  const text = before(draft) + typed + after(draft);
  return { text, cursor: draft.cursor + typed.length };
}

const moved = (draft: Draft, cursor: number): Draft => ({ ...draft, cursor });

/** Removes the text between the cursor and another place. */
function erased(draft: Draft, other: number): Draft {
  const [from, to] = [Math.min(draft.cursor, other), Math.max(draft.cursor, other)];
  return { text: draft.text.slice(0, from) + draft.text.slice(to), cursor: from };
}

const left = (draft: Draft) => draft.cursor - (graphemes(before(draft)).at(-1)?.length ?? 0);
const right = (draft: Draft) => draft.cursor + (graphemes(after(draft))[0]?.length ?? 0);

/** @returns the beginning of the last word of a text */
function wordLeft(draft: Draft): number {
  const characters = [...before(draft)];
  const isOfAWord = () => OF_A_WORD.test(characters.at(-1) ?? '');
  while (characters.length > 0 && !isOfAWord()) characters.pop();
  while (characters.length > 0 && isOfAWord()) characters.pop();
  return characters.join('').length;
}

const wordRight = (draft: Draft) => draft.cursor + (WORD_AFTER.exec(after(draft))?.[0].length ?? 0);
const lineStart = (draft: Draft) => before(draft).lastIndexOf('\n') + 1;

function lineEnd(draft: Draft): number {
  const at = draft.text.indexOf('\n', draft.cursor);
  return at === -1 ? draft.text.length : at;
}

/** @returns the same column in the line above (-1) or below (1), or that line's end; undefined where there is no such line */
function vertically(draft: Draft, direction: -1 | 1): number | undefined {
  const start = lineStart(draft);
  const column = graphemes(draft.text.slice(start, draft.cursor)).length;
  const at = direction === -1 ? start - 1 : lineEnd(draft) + 1;
  if (at < 0 || at > draft.text.length) return undefined;
  const target = { text: draft.text, cursor: at };
  const line = graphemes(draft.text.slice(lineStart(target), lineEnd(target)));
  return lineStart(target) + line.slice(0, column).join('').length;
}

/** Keys as in Emacs and shells, and the usual ones of keyboards. */
const EDITS: Record<string, (draft: Draft) => Draft> = {
  left: (draft) => moved(draft, left(draft)),
  'ctrl+b': (draft) => moved(draft, left(draft)),
  right: (draft) => moved(draft, right(draft)),
  'ctrl+f': (draft) => moved(draft, right(draft)),
  'ctrl+left': (draft) => moved(draft, wordLeft(draft)),
  'meta+b': (draft) => moved(draft, wordLeft(draft)),
  'ctrl+right': (draft) => moved(draft, wordRight(draft)),
  'meta+f': (draft) => moved(draft, wordRight(draft)),
  home: (draft) => moved(draft, lineStart(draft)),
  'ctrl+a': (draft) => moved(draft, lineStart(draft)),
  end: (draft) => moved(draft, lineEnd(draft)),
  'ctrl+e': (draft) => moved(draft, lineEnd(draft)),
  up: (draft) => moved(draft, vertically(draft, -1) ?? draft.cursor),
  down: (draft) => moved(draft, vertically(draft, 1) ?? draft.cursor),
  backspace: (draft) => erased(draft, left(draft)),
  'ctrl+h': (draft) => erased(draft, left(draft)),
  delete: (draft) => erased(draft, right(draft)),
  'ctrl+d': (draft) => erased(draft, right(draft)),
  'ctrl+w': (draft) => erased(draft, wordLeft(draft)),
  'meta+backspace': (draft) => erased(draft, wordLeft(draft)),
  'meta+d': (draft) => erased(draft, wordRight(draft)),
  'ctrl+u': (draft) => erased(draft, lineStart(draft)),
  'ctrl+k': (draft) => erased(draft, lineEnd(draft)),
};

/** @returns undefined when the editor does not know the key */
export function edit(draft: Draft, key: Key): Draft | undefined {
  if (key.text !== undefined) return insert(draft, key.text);
  return EDITS[key.name]?.(draft);
}

/** @returns the draft as rows of at most `columns`, and where among them the cursor is */
export function layOut({ text, cursor }: Draft, columns: number) {
  const rows: string[] = [''];
  let width = 0;
  let at = 0;
  let place = { row: 0, column: 0 };
  const put = (row: string, columnsTaken: number) => {
    rows[rows.length - 1] += row;
    width += columnsTaken;
  };
  const breakRow = () => {
    rows.push('');
    width = 0;
  };
  for (const grapheme of graphemes(text)) {
    const isBreak = grapheme === '\n' || grapheme === '\r\n';
    const shown = isBreak ? '' : printable(grapheme);
    const taken = widthOf(shown);
    // The cursor stands behind the last character, and needs a column there.
    if (width + taken > columns - 1) breakRow();
    if (at === cursor) place = { row: rows.length - 1, column: width };
    put(shown, taken);
    if (isBreak) breakRow();
    at += grapheme.length;
  }
  if (at === cursor) place = { row: rows.length - 1, column: width };
  return { rows, cursor: place };
}
