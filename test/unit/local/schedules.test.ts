/** The local version of schedules. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { readSchedules, startSchedules } from '../../../local/schedules.ts';

test('are those of serverless.yml', () => {
  expect(readSchedules()).toEqual([
    { functionKey: 'accounts-sweep', everyMs: 600_000 },
    { functionKey: 'attachments-sweep', everyMs: 3_600_000 },
    { functionKey: 'digests-sweep', everyMs: 900_000 },
  ]);
});

test('call their function again and again, until they are stopped', async () => {
  const paths: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    paths.push(request.url);
    // A failure is not the end.
    response.writeHead(paths.length === 1 ? 500 : 200).end('null');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const { stop } = startSchedules(`http://127.0.0.1:${port}`, [{ functionKey: 'some-sweep', everyMs: 20 }]);
  await expect.poll(() => paths.length, { timeout: 10_000 }).toBeGreaterThan(2);
  expect(new Set(paths)).toEqual(new Set(['/2015-03-31/functions/corechat-local-some-sweep/invocations']));
  stop();
  await new Promise((resolve) => setTimeout(resolve, 100));
  const { length } = paths;
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(paths).toHaveLength(length);
  server.closeAllConnections();
  server.close();
});
