/** What the stage `prod` does otherwise. */
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { LambdaHandler } from '#lib/http/endpoint.ts';
import { call } from '../support/http/gateway.ts';
import { createPerson } from '../support/people/people.ts';

let list: LambdaHandler;
let token: string;
beforeAll(async () => {
  ({ token } = await createPerson('alice'));
  vi.stubEnv('STAGE', 'prod');
  vi.resetModules();
  ({ handler: list } = await import('../../functions/conversations/list.ts'));
});
afterAll(() => {
  vi.unstubAllEnvs();
  // What cleans up after this file imports the library again, with the environment as it was.
  vi.resetModules();
});

test('a token in the address is refused, a valid header beside it or not', async () => {
  const query = { Token: token };
  for (const more of [{}, { token }]) {
    const { status, body } = await call(list, { path: '/conversations', query, ...more });
    expect([status, body.errors]).toEqual([
      400,
      [{ field: 'Token', detail: 'is not accepted in the query string: send Authorization: Bearer' }],
    ]);
  }
});

test('a token in the header is what it wants', async () => {
  expect((await call(list, { path: '/conversations', token })).status).toBe(200);
});
