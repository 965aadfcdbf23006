/** Runs one full-screen view until it has an answer. */
import { Interrupted } from '../cli-error.ts';
import type { Key } from '../terminal/keys.ts';
import type { Frame, Screen, Size } from '../terminal/screen.ts';

export interface View {
  frame(size: Size): Frame;
  onKey(key: Key): void;
  /** Ends every subscription. */
  close(): void;
}

export interface Stage<Answer> {
  /** Draws once for all changes of one turn of the event loop; does nothing after the view has ended. */
  redraw(): void;
  done(answer: Answer): void;
  fail(error: unknown): void;
  size(): Size;
}

/** @throws Interrupted at Ctrl-C, and errors of the view, after restoring the shell's screen */
export async function show<Answer>(screen: Screen, build: (stage: Stage<Answer>) => View): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  let scheduled: NodeJS.Immediate | undefined;
  let isOver = false;
  const draw = () => {
    scheduled = undefined;
    try {
      screen.draw(view.frame(screen.size));
    } catch (error) {
      reject(error);
    }
  };
  const redraw = () => {
    // An answer can arrive when another view has the screen.
    if (!isOver) scheduled ??= setImmediate(draw);
  };
  const view = build({ redraw, done: resolve, fail: reject, size: () => screen.size });
  screen.enter({
    onKey: (key) => {
      if (key.name === 'ctrl+c') return reject(new Interrupted());
      try {
        view.onKey(key);
      } catch (error) {
        reject(error);
      }
      redraw();
    },
    onResize: redraw,
  });
  redraw();
  try {
    return await promise;
  } finally {
    isOver = true;
    if (scheduled) clearImmediate(scheduled);
    view.close();
    screen.leave();
  }
}
