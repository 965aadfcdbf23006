import { expect, test } from 'vitest';
import { handler } from '../../../functions/system/health.ts';
import { call } from '../../support/gateway.ts';

test('reports the databases, the push endpoint, and how fast they answer', async () => {
  expect(await call(handler, { path: '/health' })).toMatchObject({
    status: 200,
    body: {
      status: 'up',
      dependencies: {
        mongodb: { status: 'up', latency_ms: expect.any(Number) },
        dynamodb: { status: 'up', latency_ms: expect.any(Number) },
        push: { status: 'up', latency_ms: expect.any(Number) },
      },
    },
  });
});
