import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { untilHealthy } from '../../../local/offline.ts';

const server = createServer();
afterEach(() => {
  server.removeAllListeners('request');
  server.close();
});

async function answering(status: number, body: string): Promise<string> {
  server.on('request', (_, response) => response.writeHead(status).end(body));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('our own answer is healthy', async () => {
  const url = await answering(200, '{"status":"up","dependencies":{"mongodb":{"status":"up"}}}');
  await expect(untilHealthy(url, 5_000)).resolves.toBeUndefined();
});

test.each([
  [200, 'healthy: dynamodb.us-east-1.amazonaws.com ', 'another server answers'],
  [200, '{"status":"up"}', 'another server answers'],
  [503, '{"code":"service_unavailable"}', 'status 503'],
])('%i %s is not', async (status, body, why) => {
  const url = await answering(status, body);
  await expect(untilHealthy(url, 50)).rejects.toThrow(why);
});
