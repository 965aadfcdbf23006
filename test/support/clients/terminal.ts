/** `corechat` as people run it: in a terminal, whose screen can be read. */

import { createRequire } from 'node:module';
import { spawn } from '@lydell/node-pty';
import type { Terminal as XtermTerminal } from '@xterm/headless';
import { CORECHAT } from './corechat-command.ts';

const { Terminal } = createRequire(import.meta.url)('@xterm/headless') as { Terminal: typeof XtermTerminal };

export const KEYS = {
  enter: '\r',
  altEnter: '\x1b\r',
  escape: '\x1b',
  up: '\x1b[A',
  down: '\x1b[B',
  right: '\x1b[C',
  left: '\x1b[D',
  pageUp: '\x1b[5~',
  pageDown: '\x1b[6~',
  backspace: '\x7f',
  ctrlC: '\x03',
} as const;

export interface TerminalOptions {
  env: Record<string, string>;
  columns?: number;
  rows?: number;
}

/** Coming back takes a start of the stack and a pause of up to 25 seconds. */
const UNTIL_MS = 90_000;

export class TerminalSession {
  readonly #pty;
  readonly #xterm: XtermTerminal;
  readonly #looks = new Set<() => void>();
  /** every byte so far */
  output = '';
  /** the exit code: 128 plus the number of a signal */
  readonly ended: Promise<number>;

  /** @param args of corechat */
  constructor(args: readonly string[], { env, columns = 80, rows = 24 }: TerminalOptions) {
    this.#xterm = new Terminal({ cols: columns, rows, allowProposedApi: true });
    const { PATH = '', HOME = '' } = process.env;
    // A shell, as it looks at the terminal afterwards: whether keys are echoed again.
    this.#pty = spawn(
      '/bin/sh',
      ['-c', '"$@"; echo "exit $?"; stty -a', 'sh', process.execPath, CORECHAT, ...args],
      {
        name: 'xterm-256color',
        cols: columns,
        rows,
        env: { PATH, HOME, TERM: 'xterm-256color', ...env },
      },
    );
    this.#pty.onData((data) => {
      this.output += data;
      this.#xterm.write(data, () => {
        for (const look of this.#looks) look();
      });
    });
    // A terminal answers questions, and tells about the paste.
    this.#xterm.onData((data) => this.#pty.write(data));
    this.ended = new Promise((resolve) => {
      this.#pty.onExit(() => {
        // What was printed last is on the screen by then.
        this.#xterm.write('', () => resolve(Number(/exit (\d+)/.exec(this.output)?.[1])));
      });
    });
  }

  /** The rows on the screen, without spaces at their ends. */
  get screen(): string[] {
    const { active } = this.#xterm.buffer;
    return Array.from({ length: this.#xterm.rows }, (_, row) => {
      return (
        active
          .getLine(active.viewportY + row)
          ?.translateToString(true)
          .trimEnd() ?? ''
      );
    });
  }

  get text(): string {
    return this.screen.join('\n');
  }

  /** Everything that scrolled by and is still there, as a person could scroll back to it. */
  get scrollback(): string {
    const { normal } = this.#xterm.buffer;
    const lines = Array.from(
      { length: normal.length },
      (_, row) => normal.getLine(row)?.translateToString(true) ?? '',
    );
    return lines
      .map((line) => line.trimEnd())
      .join('\n')
      .trimEnd();
  }

  get isAlternate(): boolean {
    return this.#xterm.buffer.active.type === 'alternate';
  }

  get bracketedPaste(): boolean {
    return this.#xterm.modes.bracketedPasteMode;
  }

  get wraps(): boolean {
    return this.#xterm.modes.wraparoundMode;
  }

  type(keys: string): void {
    this.#pty.write(keys);
  }

  /** As a terminal pastes: in one piece, marked when the program asked for that. */
  paste(text: string): void {
    const keys = text.replaceAll('\n', '\r');
    this.#pty.write(this.bracketedPaste ? `\x1b[200~${keys}\x1b[201~` : keys);
  }

  resize(columns: number, rows: number): void {
    this.#xterm.resize(columns, rows);
    this.#pty.resize(columns, rows);
  }

  /** Resolves when the screen shows it. Looks at each change, so nothing is waited for longer than it takes. */
  async until(what: string | RegExp | (() => boolean)): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const look = () => {
      const { text } = this;
      const found =
        typeof what === 'function'
          ? what()
          : typeof what === 'string'
            ? text.includes(what)
            : what.test(text);
      if (found) resolve();
    };
    this.#looks.add(look);
    const late = setTimeout(() => reject(new Error(`Never shown: ${what}\n${this.text}`)), UNTIL_MS);
    look();
    try {
      await promise;
    } finally {
      clearTimeout(late);
      this.#looks.delete(look);
    }
  }

  close(): void {
    this.#pty.kill('SIGKILL');
    this.#xterm.dispose();
  }
}
