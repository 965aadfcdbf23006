import { createServer, type Socket } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { handler } from '../../../functions/system/health.ts';
import { call } from '../../support/http/gateway.ts';

test('reports the databases, the push endpoint, and how fast they answer', async () => {
  expect(await call(handler, { path: '/health' })).toMatchObject({
    status: 200,
    body: {
      status: 'up',
      build: 'local',
      dependencies: {
        mongodb: { status: 'up', latency_ms: expect.any(Number) },
        dynamodb: { status: 'up', latency_ms: expect.any(Number) },
        push: { status: 'up', latency_ms: expect.any(Number) },
      },
    },
  });
});

/** Accepts connections and answers nothing. */
async function startSilence() {
  const sockets: Socket[] = [];
  const server = createServer((socket) => void sockets.push(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

afterEach(() => {
  vi.unstubAllEnvs();
  vi.resetModules();
});

test('answers within seconds when all it asks fall silent', async () => {
  const silence = await startSilence();
  vi.stubEnv('MONGODB_URI', silence.url.replace('http', 'mongodb'));
  vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', silence.url);
  vi.stubEnv('WEBSOCKET_MANAGEMENT_URL', silence.url);
  vi.resetModules();
  const { handler: cutOff } = await import('../../../functions/system/health.ts');
  const startedAt = performance.now();
  const { status, body } = await call(cutOff, { path: '/health' });
  // The drivers' own limits would take 2.5 to 4.5 s.
  expect(performance.now() - startedAt).toBeLessThan(2_500);
  expect([status, body.dependencies]).toEqual([
    503,
    { mongodb: { status: 'down' }, dynamodb: { status: 'down' }, push: { status: 'down' } },
  ]);
  await (await import('#lib/platform/mongo.ts')).closeMongo();
  silence.close();
});
