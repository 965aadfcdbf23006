/** Connections that end at the very moment at which they are asked over: nothing waits for what never comes, and no connection is lost. */
import { expect, test } from 'vitest';
import { TcpFaults } from '../support/faults/tcp-faults.ts';

const network = new TcpFaults(process.env.MONGODB_URI ?? '');
process.env.MONGODB_URI = `mongodb://${await network.listen()}/?directConnection=true`;
// The driver watches servers in another way where functions run.
process.env.AWS_LAMBDA_FUNCTION_NAME = 'corechat-test';
const { collection, ping } = await import('#lib/platform/mongo.ts');

const TICKS = [1, 2, 3];

/** Beyond every time-out of the client's. */
const HUNG_MS = 8_000;

async function outcomeOf(work: Promise<unknown>): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const timer = setTimeout(() => resolve('hung'), HUNG_MS);
  work.then(
    () => resolve('answered'),
    () => resolve('refused'),
  );
  return promise.finally(() => clearTimeout(timer));
}

// How far into the end of a connection it is asked over.
test.each(TICKS)(
  'asked %i turns of the event loop later',
  async (ticks) => {
    await Promise.all([ping(), ping(), ping()]);
    network.rates = { refuse: 1 };
    network.cutAll();
    for (let tick = 0; tick < ticks; tick++) await new Promise(setImmediate);
    const write = () => collection('cuts').updateOne({ ticks }, { $inc: { count: 1 } }, { upsert: true });
    const outcomes = await Promise.all([write(), write(), write()].map(outcomeOf));
    network.rates = {};
    expect(outcomes).not.toContain('hung');
    expect(await outcomeOf(ping())).toBe('answered');
  },
  30_000,
);
