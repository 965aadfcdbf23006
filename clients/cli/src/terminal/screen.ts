/**
 * The whole terminal as a grid of rows, on the alternate screen, so that the shell's screen returns afterwards.
 *
 * Every row is placed on its own and never wraps: where terminal and library disagree about an emoji's width, that row
 * is cut and no other moves.
 */
import type { ReadStream, WriteStream } from 'node:tty';
import { type Key, onKeys, PASTE_OFF, PASTE_ON } from './keys.ts';

const ENTER = `\x1b[?1049h\x1b[?7l${PASTE_ON}\x1b[2J`;
const LEAVE = `${PASTE_OFF}\x1b[?7h\x1b[?25h\x1b[?1049l`;
const HIDE_CURSOR = '\x1b[?25l';
const SHOW_CURSOR = '\x1b[?25h';
const RESET_STYLE = '\x1b[0m';
const CLEAR_TO_END = '\x1b[K';
const at = (row: number, column: number) => `\x1b[${row + 1};${column + 1}H`;

export interface Frame {
  /** at most as many as the terminal has; with sequences for styles (SGR) and columns (CHA) only */
  rows: readonly string[];
  /** undefined hides it */
  cursor?: { row: number; column: number } | undefined;
}

export interface Size {
  columns: number;
  rows: number;
}

export class Screen {
  readonly #input: ReadStream;
  readonly #output: WriteStream;
  #shown: string[] = [];
  #leave: (() => void) | undefined;

  constructor(input: ReadStream, output: WriteStream) {
    this.#input = input;
    this.#output = output;
  }

  /** A terminal that does not know its size reports 0. */
  get size(): Size {
    return { columns: Math.max(this.#output.columns || 80, 20), rows: Math.max(this.#output.rows || 24, 6) };
  }

  enter({ onKey, onResize }: { onKey: (key: Key) => void; onResize: () => void }): void {
    const stopKeys = onKeys(this.#input, onKey);
    const resized = () => {
      this.#shown = [];
      this.#output.write('\x1b[2J');
      onResize();
    };
    const restore = () => this.#output.write(LEAVE);
    this.#input.setRawMode(true);
    this.#input.resume();
    this.#output.on('resize', resized);
    // However the process ends, the shell gets its terminal back.
    process.on('exit', restore);
    this.#output.write(ENTER);
    this.#leave = () => {
      stopKeys();
      this.#output.off('resize', resized);
      process.off('exit', restore);
      restore();
      this.#input.setRawMode(false);
      this.#input.pause();
      this.#shown = [];
    };
  }

  leave(): void {
    this.#leave?.();
    this.#leave = undefined;
  }

  /** Writes the rows that have changed. */
  draw({ rows, cursor }: Frame): void {
    if (!this.#leave) return;
    let output = HIDE_CURSOR;
    for (let row = 0; row < this.size.rows; row++) {
      const text = rows[row] ?? '';
      if (this.#shown[row] === text) continue;
      // Cleared first: behind a full row the cursor still stands on its last character.
      output += at(row, 0) + CLEAR_TO_END + text + RESET_STYLE;
      this.#shown[row] = text;
    }
    if (cursor) output += at(cursor.row, cursor.column) + SHOW_CURSOR;
    this.#output.write(output);
  }
}
