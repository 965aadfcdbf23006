/** Hostile requests to every function, in small; `npm run fuzz` asks more of them, and over the network. docs/hostile-input.md */
import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureWebApp } from '../../local/web-app.ts';
import { ensureReference } from '../../openapi/build.ts';
import { OperatorWatch } from '../fuzz/operator-watch.ts';
import { describe as describeCounterexample } from '../fuzz/tally.ts';
import type { World } from '../fuzz/world.ts';
import { answers } from '../support/http/gateway.ts';

const uri = process.env.MONGODB_URI ?? '';
const watch = new OperatorWatch();
// Before anything of lib is loaded, which reads them once.
process.env.MONGODB_URI = await watch.before(uri);
const { FUZZ_RATE_LIMITS } = await import('../fuzz/limits.ts');
process.env.RATE_LIMITS = FUZZ_RATE_LIMITS;
// The contract tests must not count these requests.
delete answers.observe;

const { fuzz } = await import('../fuzz/fuzz.ts');
const { HandlersWay } = await import('../fuzz/ways.ts');

let world: World;
let way: InstanceType<typeof HandlersWay>;
beforeAll(async () => {
  await Promise.all([ensureWebApp(), ensureReference()]);
  world = new (await import('../fuzz/world.ts')).World(uri);
  way = await new HandlersWay().open();
  await world.open();
});
afterAll(async () => {
  await world.close();
});

test.each([
  ['the same every time', 42, 500],
  ['others every time', randomInt(2 ** 31), 100],
])('hostile requests, %s, do no harm', { timeout: 120_000 }, async (_, seed, requests) => {
  const tally = await fuzz({ world, way, watch }, { requests, seed, network: false });
  const found = tally.counterexamples.map((each) => describeCounterexample(each, 'npm run fuzz --'));
  expect(found.join('\n\n')).toBe('');
  expect(tally.total).toBe(requests);
  // Otherwise this would be about refusals only.
  expect(tally.done()).toBeGreaterThan(requests / 5);
});
