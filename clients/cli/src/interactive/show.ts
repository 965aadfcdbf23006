/** Runs one full-screen view until it has an answer. */
import { Interrupted } from '../cli-error.ts';
import type { Key } from '../terminal/keys.ts';
import type { Frame, Screen, Size } from '../terminal/screen.ts';

export interface View {
  frame(size: Size): Frame;
  onKey(key: Key): void;
  /** Takes back every subscription. */
  close(): void;
}

export interface Stage<Answer> {
  /** Draws once for everything that changes in one turn of the event loop; nothing once the view was left. */
  redraw(): void;
  done(answer: Answer): void;
  fail(error: unknown): void;
  size(): Size;
}

/** @throws Interrupted at Ctrl-C, and whatever the view fails with; the shell's own screen is back by then */
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
    // What a view waited for can come when the screen is another one's.
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
