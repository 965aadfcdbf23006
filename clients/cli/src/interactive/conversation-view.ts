/** The conversation's screen: a pure function from its state to a frame. */
import { styleText } from 'node:util';
import { type Draft, layOut } from '../terminal/editor.ts';
import type { Frame, Size } from '../terminal/screen.ts';
import { fit, justify, truncate } from '../text/layout.ts';
import { printable } from '../text/printable.ts';
import type { Symbols } from '../text/symbols.ts';
import type { Row } from './message-rows.ts';

/** The last row shown; null follows the newest. */
export type Anchor = Pick<Row, 'key' | 'index'> | null;

export interface ConversationViewState {
  title: string;
  /** at the right of the title, such as "2 unread elsewhere" */
  aside: string;
  history: readonly Row[];
  anchor: Anchor;
  /** shown instead of a history: "Loading …", or why there is none */
  placeholder: string;
  typing: string;
  /** about the connection, or the result of a key; empty when there is nothing to report */
  notice: string;
  menu: readonly string[];
  selected: number;
  /** undefined while the menu has the keyboard */
  draft: Draft | undefined;
  hint: string;
}

/** The menu wrapped into as few rows as it needs, the chosen entry marked. */
export function menuRows(
  menu: readonly string[],
  selected: number,
  columns: number,
  symbols: Symbols,
): string[] {
  const rows: string[] = [''];
  let width = 0;
  for (const [index, label] of menu.entries()) {
    const entry = `${index === selected ? symbols.pointer : ' '} ${label}`;
    const taken = label.length + 5;
    if (width > 0 && width + taken > columns) {
      rows.push('');
      width = 0;
    }
    rows[rows.length - 1] += `${index === selected ? styleText(['bold', 'cyan'], entry) : entry}   `;
    width += taken;
  }
  return rows;
}

/** @returns the index behind the last row to show */
export function endOf(history: readonly Row[], anchor: Anchor): number {
  if (anchor === null) return history.length;
  const at = history.findIndex(({ key, index }) => key === anchor.key && index === anchor.index);
  if (at !== -1) return at + 1;
  // After another wrapping the block may have fewer rows, or be gone.
  const last = history.findLastIndex(({ key }) => key === anchor.key);
  return last === -1 ? history.length : last + 1;
}

/** Keys of the messages whose last row is on the screen or above it. */
export function keysShown(history: readonly Row[], anchor: Anchor): Set<string> {
  const end = endOf(history, anchor);
  const keys = new Set(history.slice(0, end).map(({ key }) => key));
  const below = history[end];
  if (below) keys.delete(below.key);
  return keys;
}

/** Page up (negative) or down. @returns null at the newest */
export function scrolled(history: readonly Row[], anchor: Anchor, by: number, height: number): Anchor {
  const end = Math.max(
    Math.min(endOf(history, anchor) + by, history.length),
    Math.min(height, history.length),
  );
  if (end >= history.length) return null;
  const row = history[end - 1];
  return row ? { key: row.key, index: row.index } : null;
}

const EDITOR_ROWS = 6;
const PROMPT = '> ';

function editorRows(draft: Draft, size: Size, symbols: Symbols) {
  const { rows, cursor } = layOut(draft, size.columns - PROMPT.length);
  const height = Math.max(1, Math.min(EDITOR_ROWS, rows.length, Math.floor(size.rows / 3)));
  const first = Math.min(Math.max(0, cursor.row - height + 1), rows.length - height);
  const prefix = (index: number) => (index === 0 ? `${symbols.pointer} ` : '  ');
  return {
    rows: rows.slice(first, first + height).map((row, index) => prefix(first + index) + row),
    cursor: { row: cursor.row - first, column: cursor.column + PROMPT.length },
  };
}

export function historyHeight(state: ConversationViewState, size: Size, symbols: Symbols): number {
  return Math.max(1, size.rows - 1 - bottom(state, size, symbols).rows.length);
}

/** The part of the menu that fits, around the chosen entry. */
function menuWindow(state: ConversationViewState, size: Size, room: number, symbols: Symbols): string[] {
  const rows = menuRows(state.menu, state.selected, size.columns, symbols);
  const chosen = rows.findIndex((row) => row.includes(symbols.pointer));
  const from = Math.max(0, Math.min(chosen, rows.length - room));
  return rows.slice(from, from + room);
}

/** Menu or editor; above it typing and notices, below it a hint, as far as they fit. */
function bottom(state: ConversationViewState, size: Size, symbols: Symbols) {
  const cut = (text: string) => truncate(text, size.columns, symbols.ellipsis);
  // Title and one row of history stay.
  const room = size.rows - 2;
  const editor = state.draft && editorRows(state.draft, size, symbols);
  const controls = editor?.rows ?? menuWindow(state, size, room, symbols);
  const spare = room - controls.length;
  // It can contain the server's words.
  const notice = state.notice && spare > 0 ? [styleText('yellow', cut(printable(state.notice)))] : [];
  const hint = spare > notice.length ? [styleText('dim', cut(state.hint))] : [];
  const typing = spare > notice.length + hint.length ? [styleText('italic', cut(state.typing))] : [];
  const above = [...typing, ...notice];
  const cursor = editor && { row: above.length + editor.cursor.row, column: editor.cursor.column };
  return { rows: [...above, ...controls, ...hint], cursor };
}

export function conversationFrame(state: ConversationViewState, size: Size, symbols: Symbols): Frame {
  const { columns } = size;
  const aside = state.aside && `${state.aside} `;
  const title = styleText(
    ['inverse'],
    fit(justify(` ${state.title}`, aside, columns, symbols.ellipsis), columns, symbols.ellipsis),
  );
  const below = bottom(state, size, symbols);
  const height = Math.max(1, size.rows - 1 - below.rows.length);
  const end = endOf(state.history, state.anchor);
  const shown = state.placeholder
    ? ['', styleText('dim', truncate(state.placeholder, columns, symbols.ellipsis))]
    : state.history.slice(Math.max(0, end - height), end).map(({ text }) => text);
  const blank = Array<string>(Math.max(0, height - shown.length)).fill('');
  // The newest message is next to the input.
  const rows = [title, ...blank, ...shown.slice(-height), ...below.rows];
  const cursor = below.cursor && { row: 1 + height + below.cursor.row, column: below.cursor.column };
  return { rows, cursor };
}
