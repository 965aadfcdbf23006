/** Progress: a bar on a terminal, otherwise occasional lines. */
import { Presets, SingleBar } from 'cli-progress';

export interface Step {
  done: number;
  total: number;
  what: string;
}

export interface Progress {
  show(step: Step): void;
  stop(): void;
}

/** Number of lines without a terminal. */
const LINES = 10;

function lines(): Progress {
  let printed = 0;
  return {
    show: ({ done, total, what }) => {
      const tenth = Math.floor((done / total) * LINES);
      if (tenth === printed) return;
      printed = tenth;
      console.log(`${done.toLocaleString('en')} of ${total.toLocaleString('en')} (${what})`);
    },
    stop: () => {},
  };
}

function bar(): Progress {
  const shown = new SingleBar(
    { format: ' {bar} {percentage}% | {value}/{total} | {what}', hideCursor: true, stream: process.stdout },
    Presets.shades_classic,
  );
  let started = false;
  return {
    show: ({ done, total, what }) => {
      if (!started) shown.start(total, 0, { what });
      started = true;
      shown.update(done, { what });
    },
    stop: () => {
      if (started) shown.stop();
    },
  };
}

export const showProgress = (): Progress => (process.stdout.isTTY ? bar() : lines());
