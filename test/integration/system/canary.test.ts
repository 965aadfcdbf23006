/** The canary over a real connection: a server of HTTP that hands requests to the real function of /health. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { handler as healthHandler } from '../../../functions/system/health.ts';
import { buildContext, buildEvent } from '../../support/http/gateway.ts';

type Line = Record<string, unknown>;

let server: Server;
let url: string;
/** What the gateway answers in the place of the function. */
let refusal: { status: number; body: string } | undefined;

beforeEach(async () => {
  refusal = undefined;
  server = createServer(async (request, response) => {
    const { statusCode, body = '' } = refusal
      ? { statusCode: refusal.status, body: refusal.body }
      : await healthHandler(buildEvent({ path: request.url ?? '' }), buildContext());
    response.writeHead(statusCode, { 'content-type': 'application/json' }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  vi.resetModules();
  server.closeAllConnections();
  server.close();
});

/** @returns what a run logs */
async function runCanary(apiUrl: string): Promise<Line[]> {
  vi.stubEnv('API_URL', apiUrl);
  vi.stubEnv('LOG_LEVEL', 'info');
  vi.resetModules();
  const lines: Line[] = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    for (const line of String(chunk).split('\n')) if (line.startsWith('{')) lines.push(JSON.parse(line));
    return true;
  });
  const { handler } = await import('../../../functions/system/canary.ts');
  await handler({}, { ...buildContext(), functionName: 'corechat-test-system-canary' });
  return lines.filter(({ message }) => message !== 'request');
}

test('counts a success when the API says that it is up', async () => {
  expect(await runCanary(url)).toEqual([
    expect.objectContaining({
      message: 'schedule',
      route: 'corechat-test-system-canary',
      status: 200,
      Stage: 'test',
      CanarySucceeded: 1,
    }),
  ]);
});

test.each([
  [
    'a database that is down',
    { status: 503, body: '{"code":"service_unavailable","dependencies":{"mongodb":{"status":"down"}}}' },
    { status: 503, down: ['mongodb'] },
  ],
  ['a refusal of the gateway', { status: 429, body: '{"message":"Too Many Requests"}' }, { status: 429 }],
  ['an answer that is no JSON', { status: 502, body: 'Bad Gateway' }, { error: { name: 'SyntaxError' } }],
])('counts none at %s, and says why', async (_, answer, logged) => {
  refusal = answer;
  const [reason, run] = await runCanary(url);
  expect(reason).toMatchObject({ level: 'error', message: 'canary failed', ...logged });
  expect(run).toMatchObject({ message: 'schedule', status: 200 });
  expect(run).not.toHaveProperty('CanarySucceeded');
});

test('counts none when nothing answers', async () => {
  const [reason, run] = await runCanary('http://127.0.0.1:1');
  expect(reason).toMatchObject({
    message: 'canary failed',
    error: { cause: { message: expect.any(String) } },
  });
  expect(run).not.toHaveProperty('CanarySucceeded');
});
