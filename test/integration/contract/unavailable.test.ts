/** With both databases away every route that asks one answers 503, as documented. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { FunctionName } from '#lib/routes.ts';
import { endpoints } from '../../../generate/declarations.ts';
import { prepareSampleData } from '../../../local/sample-data.ts';
import { deliver } from '../../support/http/gateway.ts';

const ROOT = join(import.meta.dirname, '../../..');
const names = (Object.keys(endpoints) as FunctionName[]).filter((name) => !endpoints[name].isStatic);
const events: Partial<Record<FunctionName, object>> = {};

beforeAll(async () => {
  const { fill } = await prepareSampleData();
  for (const name of names) {
    const event = await fill(readFileSync(join(ROOT, 'events', `${name}.json`), 'utf8'));
    events[name] = JSON.parse(event);
  }
  // No server listens at port 1.
  vi.stubEnv('MONGODB_URI', 'mongodb://127.0.0.1:1/');
  vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', 'http://127.0.0.1:1');
  vi.resetModules();
});
afterAll(() => {
  vi.unstubAllEnvs();
  // What cleans up after this file imports the library again, with the environment as it was.
  vi.resetModules();
});

// At once, because each waits for a database for some seconds.
test.concurrent.each(names)('%s', async (name) => {
  const { handler } = await import(join(ROOT, 'functions', `${name}.ts`));
  expect(await deliver(handler, events[name])).toMatchObject({
    status: 503,
    headers: { 'retry-after': '5' },
    body: { code: 'service_unavailable' },
  });
});
