import { expect, test } from 'vitest';
import { handler } from '../../../functions/system/health.ts';
import { call } from '../../support/gateway.ts';

test('reports the database and how fast it answers', async () => {
  expect(await call(handler, { path: '/health' })).toMatchObject({
    status: 200,
    body: { status: 'up', dependencies: { mongodb: { status: 'up', latency_ms: expect.any(Number) } } },
  });
});
