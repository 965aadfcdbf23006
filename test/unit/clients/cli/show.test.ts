/** Full-screen views one after the other, on a recording screen. */
import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { type Stage, show } from '../../../../clients/cli/src/interactive/show.ts';
import type { Screen } from '../../../../clients/cli/src/terminal/screen.ts';

test('a view that was left does not draw over the next one', async () => {
  const drawn: string[] = [];
  const screen = {
    size: { columns: 40, rows: 10 },
    enter: () => {},
    leave: () => {},
    draw: ({ rows }: { rows: string[] }) => drawn.push(...rows),
  } as unknown as Screen;
  const stages: Stage<string>[] = [];
  const view = (name: string) => (stage: Stage<string>) => {
    stages.push(stage);
    return { frame: () => ({ rows: [name] }), onKey: () => {}, close: () => {} };
  };
  const first = show(screen, view('first'));
  await turn();
  stages[0]?.done('left');
  expect(await first).toBe('left');
  const second = show(screen, view('second'));
  stages[0]?.redraw();
  await turn();
  stages[1]?.done('');
  await second;
  expect(drawn).toEqual(['first', 'second']);
});
