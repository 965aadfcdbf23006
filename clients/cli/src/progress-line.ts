/** The progress of uploads and downloads, in one line of a terminal that is written over. */
import type { Context } from './context.ts';
import { printable } from './text/printable.ts';

const CLEAR_LINE = '\r\x1b[K';
const REDRAW_MS = 100;

export interface Progress {
  /** @param done bytes @param size bytes, of the whole */
  show(name: string, done: number, size: number): void;
  /** Removes the line. */
  end(): void;
}

/** Nothing is written where standard error is no terminal. */
export function progressLine({ stderr }: Pick<Context, 'stderr'>): Progress {
  let drawnAt = 0;
  return {
    show(name, done, size) {
      const now = performance.now();
      if (!stderr.isTTY || now - drawnAt < REDRAW_MS) return;
      drawnAt = now;
      const percent = Math.floor((100 * done) / Math.max(size, 1));
      const label = printable(name).slice(0, Math.max(8, (stderr.columns ?? 80) - 12));
      stderr.write(`${CLEAR_LINE}${label}  ${percent} %`);
    },
    end() {
      if (stderr.isTTY && drawnAt > 0) stderr.write(CLEAR_LINE);
    },
  };
}
