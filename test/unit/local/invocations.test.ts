import type Lambda from 'serverless-offline/lambda';
import { expect, test } from 'vitest';
import { limitInvocations } from '../../../local/invocations.ts';

/** Like serverless-offline's: an idle instance runs the last set event. */
function fakeLambda() {
  let running = 0;
  let most = 0;
  const pool: { busy: boolean; event: unknown }[] = [];
  class Fake {
    get(functionKey: string) {
      const found = pool.find(({ busy }) => !busy) ?? { busy: false, event: undefined };
      if (!pool.includes(found)) pool.push(found);
      return {
        setEvent: (event: unknown) => {
          found.event = event;
        },
        setClientContext: () => {},
        runHandler: async () => {
          found.busy = true;
          most = Math.max(most, ++running);
          const { event } = found;
          await new Promise((resolve) => setImmediate(resolve));
          found.busy = false;
          running--;
          if (event === 'fails') throw new Error('broken');
          return `${functionKey} ${event}`;
        },
      };
    }
  }
  return { Fake: Fake as unknown as typeof Lambda, most: () => most, size: () => pool.length };
}

function invoke(lambda: Lambda, functionKey: string, event: unknown): Promise<unknown> {
  const chosen = lambda.get(functionKey);
  chosen.setEvent(event);
  return chosen.runHandler();
}

test('invocations beyond the limit wait, and each gets its own response', async () => {
  const { Fake, most, size } = fakeLambda();
  limitInvocations(Fake, 3);
  const lambda = new Fake();
  const events = Array.from({ length: 20 }, (_, index) => index);
  const answers = await Promise.all(events.map((event) => invoke(lambda, 'send', event)));
  expect(answers).toEqual(events.map((event) => `send ${event}`));
  expect(most()).toBe(3);
  expect(size()).toBe(3);
});

test('a function that fails makes room, and functions do not wait for each other', async () => {
  const { Fake, most } = fakeLambda();
  limitInvocations(Fake, 1);
  const lambda = new Fake();
  const answers = await Promise.allSettled([
    invoke(lambda, 'send', 'fails'),
    invoke(lambda, 'send', 'next'),
    invoke(lambda, 'list', 'other'),
  ]);
  expect(answers.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
  expect(most()).toBe(2);
});

test('of those who wait, who came last is served first: who came long ago has given up', async () => {
  const { Fake } = fakeLambda();
  limitInvocations(Fake, 1);
  const lambda = new Fake();
  const served: number[] = [];
  await Promise.all(
    [1, 2, 3, 4].map(async (event) => {
      await invoke(lambda, 'send', event);
      served.push(event);
    }),
  );
  expect(served).toEqual([1, 4, 3, 2]);
});
