/** The request to SQS as it goes over the wire, to a real HTTP server that answers as each test wants. */
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { type ReceivedRequest, verifySignature } from '../../support/http/signature.ts';

const SECRET = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
const never = new AbortController().signal;

let received: ReceivedRequest[];
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

let queue: typeof import('#lib/platform/queue.ts');
let url: string;

beforeAll(async () => {
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', SECRET);
  vi.stubEnv('AWS_SESSION_TOKEN', 'the session token/+=');
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/123456789012/corechat-prod-events`;
  vi.stubEnv('QUEUE_URL', url);
  vi.stubEnv('PREVIEW_QUEUE_URL', url.replace('events', 'previews'));
  vi.stubEnv('FAN_OUT_QUEUE_URL', url.replace('events', 'fan-out'));
  vi.resetModules();
  queue = await import('#lib/platform/queue.ts');
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

test('sends a signed SendMessage to the queue’s host', async () => {
  await queue.enqueue({ type: 'account.deleted', account: 'ä' }, never, 10);
  const [request] = received as [ReceivedRequest];
  expect(request).toMatchObject({
    method: 'POST',
    path: '/',
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.SendMessage' },
  });
  expect(JSON.parse(String(request.body))).toEqual({
    QueueUrl: url,
    MessageBody: '{"type":"account.deleted","account":"ä"}',
    DelaySeconds: 10,
  });
  expect(verifySignature(request, SECRET)).toMatchObject({ service: 'sqs' });
});

const answer =
  (body: object): RequestListener =>
  (_, response) =>
    response.writeHead(200).end(JSON.stringify(body));

test('sends ten messages in one SendMessageBatch to the other queue', async () => {
  answers = [answer({ Successful: [] })];
  await queue.enqueueFanOut(
    Array.from({ length: 10 }, (_, batch) => ({ batch })),
    never,
  );
  const [request, ...more] = received as [ReceivedRequest];
  expect(more).toEqual([]);
  expect(request.headers['x-amz-target']).toBe('AmazonSQS.SendMessageBatch');
  const { QueueUrl, Entries } = JSON.parse(String(request.body));
  expect(QueueUrl).toBe(url.replace('events', 'fan-out'));
  expect(Entries).toHaveLength(10);
  expect(Entries[9]).toEqual({ Id: '9', MessageBody: '{"batch":9}' });
});

test('fails when the queue refuses one message of several', async () => {
  answers = [answer({ Successful: [{ Id: '0' }], Failed: [{ Id: '1', Code: 'InternalError' }] })];
  await expect(queue.enqueueFanOut([{}, {}], never)).rejects.toThrow(
    '1 of 2 messages were refused: InternalError',
  );
});

test.each([
  ['an error of the service', status(503)],
  ['throttling', status(429)],
  ['a connection that ends', hangUp],
])('repeats the request once after %s', async (_, failure) => {
  answers = [failure, status(200)];
  await queue.enqueue({}, never);
  expect(received).toHaveLength(2);
});

test.each([
  ['403', [status(403)], 1],
  ['500', [status(500)], 2],
  ['the connection was lost', [hangUp], 2],
])('fails with %s', async (reason, given, attempts) => {
  answers = given;
  await expect(queue.enqueue({}, never)).rejects.toThrow(`SendMessage: ${reason}`);
  expect(received).toHaveLength(attempts);
});

test('stops when it is aborted', async () => {
  answers = [silence];
  await expect(queue.enqueue({}, AbortSignal.timeout(50))).rejects.toThrow();
});
