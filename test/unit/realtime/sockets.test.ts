/** Requests to the management API as they go over the wire, to a real HTTP server that answers as each test wants. */
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import {
  ApiGatewayManagementApiClient,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { type ReceivedRequest, verifySignature } from '../../support/http/signature.ts';

const SECRET = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
const ID = 'L0SM9cOFvHcCIhw=';
const never = new AbortController().signal;

let received: ReceivedRequest[];
/** One per request, the last of them for all that follow. */
let answers: RequestListener[];
const server = createServer(async (request, response) => {
  const { method = '', url: path = '', headers } = request;
  received.push({ method, path, headers, body: await buffer(request) });
  (answers.length > 1 ? answers.shift() : answers[0])?.(request, response);
});
const status =
  (code: number): RequestListener =>
  (_, response) =>
    response.writeHead(code).end('{}');
const hangUp: RequestListener = (request) => request.socket.destroy();
const silence: RequestListener = () => {};

let url: string;
let sockets: typeof import('#lib/realtime/sockets.ts');

/** As in a function whose environment says so. */
async function loadSockets(managementUrl: string) {
  vi.resetModules();
  vi.stubEnv('WEBSOCKET_MANAGEMENT_URL', managementUrl);
  return import('#lib/realtime/sockets.ts');
}

beforeAll(async () => {
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', SECRET);
  vi.stubEnv('AWS_SESSION_TOKEN', 'the session token/+=');
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/prod`;
  sockets = await loadSockets(url);
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
  vi.unstubAllEnvs();
});
beforeEach(() => {
  received = [];
  answers = [status(200)];
});

const post = (frame = '{"type":"pong"}', signal = never) => sockets.postToSocket(ID, frame, signal);

test('a frame is posted to the connection, below the stage', async () => {
  expect(await post('{"text":"grüße 🎉"}')).toBe(true);
  const [request] = received;
  expect(request).toMatchObject({ method: 'POST', path: '/prod/@connections/L0SM9cOFvHcCIhw%3D' });
  expect(String(request?.body)).toBe('{"text":"grüße 🎉"}');
});

test('a socket is closed with DELETE', async () => {
  await sockets.closeSocket(ID, never);
  expect(received).toMatchObject([{ method: 'DELETE', path: '/prod/@connections/L0SM9cOFvHcCIhw%3D' }]);
});

test('a throttled frame is posted again until it passes', async () => {
  answers = [status(429), status(429), status(429), status(200)];
  expect(await post()).toBe(true);
  expect(received).toHaveLength(4);
});

test('a throttled frame is given up when its time is over', async () => {
  answers = [status(429)];
  await expect(post('{}', AbortSignal.timeout(100))).rejects.toThrow();
});

test.each(['', '/', '/prod/', '/_aws/execute-api/a1b2c3/prod'])(
  'an address that ends in "%s"',
  async (path) => {
    const { postToSocket } = await loadSockets(`${new URL(url).origin}${path}`);
    await postToSocket(ID, '{}', never);
    expect(received[0]?.path).toBe(`${path.replace(/\/$/, '')}/@connections/L0SM9cOFvHcCIhw%3D`);
    expect(verifySignature(received[0] as ReceivedRequest, SECRET)).toMatchObject({ service: 'execute-api' });
  },
);

test('requests are signed as the SDK’s client signs them', async () => {
  const client = new ApiGatewayManagementApiClient({ endpoint: url });
  await client.send(new PostToConnectionCommand({ ConnectionId: ID, Data: Buffer.from('{}') }));
  client.destroy();
  await post('{}');
  await sockets.closeSocket(ID, never);
  const signers = received.map((request) => verifySignature(request, SECRET));
  const signer = { accessKeyId: 'AKIDEXAMPLE', region: 'eu-central-1', service: 'execute-api' };
  expect(signers).toEqual([signer, signer, signer]);
  const [theirs, ours] = received;
  expect(ours?.path).toBe(theirs?.path);
  for (const header of ['content-type', 'host', 'x-amz-security-token', 'x-amz-content-sha256'])
    expect([header, ours?.headers[header]]).toEqual([header, theirs?.headers[header]]);
});

test('the signature is over everything that matters', async () => {
  await post('{}');
  const [request] = received as [ReceivedRequest];
  const { headers } = request;
  const tampered: Partial<ReceivedRequest>[] = [
    { body: Buffer.from('{"more":1}') },
    { method: 'DELETE' },
    { path: '/prod/@connections/another' },
    { headers: { ...headers, host: 'elsewhere.example' } },
    { headers: { ...headers, 'x-amz-security-token': 'another' } },
  ];
  for (const change of tampered)
    expect(() => verifySignature({ ...request, ...change }, SECRET)).toThrow('another one');
});

test('410: the socket is gone, and asked for once', async () => {
  answers = [status(410)];
  expect(await post()).toBe(false);
  await sockets.closeSocket(ID, never);
  expect(received).toHaveLength(2);
});

test.each([
  ['429', status(429)],
  ['500', status(500)],
  ['503', status(503)],
  ['a connection that breaks', hangUp],
] as const)('%s is asked once more, signed again', async (_, answer) => {
  answers = [answer, status(200)];
  expect(await post('{"n":1}')).toBe(true);
  expect(received.map(({ body }) => String(body))).toEqual(['{"n":1}', '{"n":1}']);
  for (const request of received) verifySignature(request, SECRET);
});

test('what fails twice is an error that names no connection', async () => {
  answers = [status(429), status(500)];
  await expect(post()).rejects.toThrow(/^POST @connections: 500$/);
  answers = [hangUp];
  await expect(sockets.closeSocket(ID, never)).rejects.toThrow(
    /^DELETE @connections: the connection was lost$/,
  );
  expect(received).toHaveLength(4);
});

test.each([400, 403, 413])('%i is not asked again', async (code) => {
  answers = [status(code)];
  await expect(post()).rejects.toThrow(String(code));
  expect(received).toHaveLength(1);
});

test('an answer is waited for a second at most', async () => {
  answers = [silence];
  const startedAt = performance.now();
  await expect(post()).rejects.toMatchObject({ name: 'TimeoutError' });
  expect(performance.now() - startedAt).toBeGreaterThan(900);
  expect(received).toHaveLength(1);
}, 10_000);

test('an aborted request is not retried', async () => {
  const controller = new AbortController();
  answers = [() => controller.abort()];
  await expect(post('{}', controller.signal)).rejects.toMatchObject({ name: 'AbortError' });
  expect(received).toHaveLength(1);
});

test('connections are used again, those to gone sockets too', async () => {
  const ports = new Set<number | undefined>();
  const answerWith =
    (code: number): RequestListener =>
    (request, response) => {
      ports.add(request.socket.remotePort);
      status(code)(request, response);
    };
  answers = [410, 200, 410, 200].map(answerWith);
  for (let index = 0; index < 5; index++) await post();
  expect(ports.size).toBe(1);
});
