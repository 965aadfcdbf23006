/** The one line per request: what it took, what it counted, and nothing about anybody. */
import { createHmac, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { LambdaHandler } from '#lib/http/endpoint.ts';
import type { SocketHandler } from '#lib/realtime/socket-endpoint.ts';
import { buildContext, buildEvent, call, deliver } from '../support/http/gateway.ts';
import { createPerson, type Person } from '../support/people/people.ts';
import { gateway } from '../support/sockets/socket-gateway.ts';
import { openSocket, socketEvent, vanish } from '../support/sockets/sockets.ts';

interface Line {
  message: string;
  [field: string]: unknown;
}

const lines: Line[] = [];
let alice: Person;
let bob: Person;

beforeAll(async () => {
  [alice, bob] = [await createPerson('alice'), await createPerson('bob')];
});

afterEach(() => {
  lines.length = 0;
  vi.unstubAllEnvs();
});
afterAll(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  // What cleans up after this file imports the library again, with the environment as it was.
  vi.resetModules();
});

/** A function as a fresh execution environment has it. */
async function startFunction(name: string, env: Record<string, string> = {}): Promise<LambdaHandler> {
  for (const [variable, value] of Object.entries({ LOG_LEVEL: 'info', LOG_SAMPLE_RATE: '0', ...env }))
    vi.stubEnv(variable, value);
  vi.resetModules();
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    for (const line of String(chunk).split('\n')) if (line.startsWith('{')) lines.push(JSON.parse(line));
    return true;
  });
  const { handler } = await import(join(import.meta.dirname, '../../functions', `${name}.ts`));
  return handler;
}

const requests = () => lines.filter(({ message }) => message === 'request');

const sendTo = (send: LambdaHandler, peer: Person) =>
  call(send, {
    method: 'POST',
    path: '/messages',
    token: alice.token,
    body: { User: peer.username, Message: 'hello' },
  });

test('a send is counted with its round trips, its pushes and its cold start', async () => {
  const socket = await openSocket(bob);
  const gone = await openSocket(bob);
  await vanish(gone);
  const send = await startFunction('messages/send');
  expect((await sendTo(send, bob)).status).toBe(201);
  expect((await sendTo(send, bob)).status).toBe(201);
  const [first, second] = requests();
  expect(first).toMatchObject({ level: 'info', route: 'POST /messages', method: 'POST', status: 201 });
  expect(first).toMatchObject({ coldStart: true, MessagesSent: 1, Pushes: 1, StaleConnections: 1 });
  expect(second).toMatchObject({ coldStart: false, mongodb: 3, MessagesSent: 1, Pushes: 1 });
  expect(second).not.toHaveProperty('StaleConnections');
  expect(second?.durationMs).toBeGreaterThan(0);
  // The connections are read in one request.
  expect(second?.dynamodb).toBeGreaterThanOrEqual(1);
  expect(gateway.frames(socket)).not.toEqual([]);
});

test('metrics are declared as CloudWatch’s embedded format has it', async () => {
  const send = await startFunction('messages/send', { STAGE: 'test' });
  await sendTo(send, alice);
  await sendTo(send, alice);
  const [, line] = requests();
  expect(line?._aws).toEqual({
    Timestamp: expect.any(Number),
    CloudWatchMetrics: [
      { Namespace: 'CoreChat', Dimensions: [['Stage']], Metrics: [{ Name: 'MessagesSent', Unit: 'Count' }] },
    ],
  });
  expect(line).toMatchObject({ Stage: 'test', MessagesSent: 1 });
});

test('tells a person’s requests from others’, by a name that takes the stage’s key to make', async () => {
  const key = randomBytes(32);
  const list = await startFunction('conversations/list', { LOG_KEY: key.toString('base64url') });
  await call(list, { path: '/conversations', token: alice.token });
  await call(list, { path: '/conversations', token: bob.token });
  const [first, second] = requests();
  expect(second).not.toHaveProperty('_aws');
  expect(first?.user).toBe(createHmac('sha256', key).update(alice.username).digest('hex').slice(0, 16));
  expect(second?.user).not.toBe(first?.user);
  expect(JSON.stringify(lines)).not.toContain(alice.username);
});

test('a request has both ids: the function’s, which the client gets, and the gateway’s', async () => {
  const list = await startFunction('conversations/list');
  const event = buildEvent({ path: '/conversations', token: alice.token });
  const { headers } = await deliver(list, event);
  expect(headers['x-request-id']).toMatch(/\S/);
  expect(requests()).toMatchObject([
    { requestId: headers['x-request-id'], gatewayRequestId: event.requestContext.requestId },
  ]);
});

test('the first request of an environment says how long it took to load', async () => {
  const list = await startFunction('users/list', { STAGE: 'test' });
  await call(list, { path: '/Users', query: { limit: '1' } });
  await call(list, { path: '/Users', query: { limit: '1' } });
  const [first, second] = requests();
  expect(first).toMatchObject({ coldStart: true, Stage: 'test', InitDuration: expect.any(Number) });
  expect(first?.InitDuration).toBeGreaterThan(0);
  expect(first?._aws).toMatchObject({
    CloudWatchMetrics: [{ Metrics: [{ Name: 'InitDuration', Unit: 'Milliseconds' }] }],
  });
  expect(second).not.toHaveProperty('InitDuration');
});

test('a handshake that fails counts as a failure, one that is refused does not', async () => {
  const handshake = async (env: Record<string, string> = {}) => {
    const connect = (await startFunction('realtime/connect', env)) as unknown as SocketHandler;
    const event = socketEvent('refused-socket=', '$connect', { queryStringParameters: { ticket: 'none' } });
    const { statusCode } = await connect(event, buildContext());
    const line = lines.find(({ message }) => message === 'frame');
    lines.length = 0;
    expect(line).toMatchObject({
      status: statusCode,
      gatewayRequestId: event.requestContext.requestId,
      connectionId: 'refused-socket=',
    });
    return line;
  };
  const refused = await handshake();
  expect(refused?.status).toBe(401);
  expect(refused).not.toHaveProperty('SocketFailures');
  expect(await handshake({ AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:1' })).toMatchObject({
    status: 503,
    SocketFailures: 1,
  });
});

test('failed logins are counted, also where only warnings are logged', async () => {
  const login = await startFunction('auth/login', { LOG_LEVEL: 'warn' });
  const body = { username: alice.username, password: 'not the password' };
  expect((await call(login, { method: 'POST', path: '/Login', body })).status).toBe(404);
  expect(requests()).toEqual([expect.objectContaining({ status: 404, LoginsFailed: 1 })]);
});

test('a request in the sample tells how many index keys its queries looked at', async () => {
  const list = await startFunction('users/list', { LOG_SAMPLE_RATE: '1' });
  const { status, body } = await call(list, { path: '/Users', query: { limit: '1' } });
  expect([status, body.length]).toEqual([200, 1]);
  const [line] = requests();
  // The name, and the one that says that there are more. Explaining is not what the request took.
  expect(line).toMatchObject({ keysExamined: 2, mongodb: 1 });
});

test('without a sample nothing is explained', async () => {
  const list = await startFunction('users/list');
  await call(list, { path: '/Users', query: { limit: '1' } });
  expect(requests()[0]).not.toHaveProperty('keysExamined');
});

test('a push that hangs is counted as failed', async () => {
  const carol = await createPerson('carol');
  gateway.open(await openSocket(carol), 'hanging');
  const send = await startFunction('messages/send');
  lines.length = 0;
  expect((await sendTo(send, carol)).status).toBe(201);
  expect(requests()).toMatchObject([{ route: 'POST /messages', PushesFailed: 1 }]);
});
