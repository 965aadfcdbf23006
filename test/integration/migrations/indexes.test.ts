/** On a big collection an index takes minutes to build: much longer than a request may wait for anything. */
import { afterAll, expect, test, vi } from 'vitest';
import { TcpFaults } from '../../support/faults/tcp-faults.ts';

const CREATE_INDEXES = Buffer.from('createIndexes\0');
/** More than lib/platform/mongo.ts waits for an answer. */
const BUILDING_MS = 2_300;

afterAll(() => {
  vi.unstubAllEnvs();
  // What cleans up after this file imports the library again, with the environment as it was.
  vi.resetModules();
});

test('creating indexes waits until they are built', async () => {
  const proxy = new TcpFaults(process.env.MONGODB_URI ?? '', { delayMs: BUILDING_MS });
  proxy.decide = (request) => (request.includes(CREATE_INDEXES) ? 'delay' : 'pass');
  vi.stubEnv('MONGODB_URI', `mongodb://${await proxy.listen()}/?directConnection=true`);
  vi.resetModules();
  const { createIndexesOf } = await import('#lib/migrations/indexes.ts');
  const { userIndexes } = await import('#lib/accounts/store/users.ts');
  const { closeMongo } = await import('#lib/platform/mongo.ts');
  await expect(createIndexesOf(userIndexes)).resolves.toBeUndefined();
  expect(proxy.counts.delay).toBe(1);
  await closeMongo();
  await proxy.close();
});
