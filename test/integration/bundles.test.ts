/** The API from registration to deletion, with the deployed bundles: none of the omitted code is needed. */
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Context } from 'aws-lambda';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Endpoint, LambdaHandler } from '#lib/http/endpoint.ts';
import { collection } from '#lib/platform/mongo.ts';
import type { ScheduledHandler } from '#lib/platform/scheduled.ts';
import type { SocketHandler } from '#lib/realtime/socket-endpoint.ts';
import { bundleOptions } from '../../build/esbuild.ts';
import { bundleFunctions, functionNames } from '../../build/functions.ts';
import { type Answer, asShown, statusOf } from '../../local/replay.ts';
import { prepareSampleData } from '../../local/sample-data.ts';
import { listSampleEvents } from '../../local/sample-events.ts';
import { ensureWebApp } from '../../local/web-app.ts';
import { describe as describeSecret, filesBelow, scan } from '../../tools/secrets.ts';
import { createResource } from '../support/deploy/cloudformation.ts';
import { type ApiRequest, buildContext, call } from '../support/http/gateway.ts';
import { described, put } from '../support/people/files.ts';
import { PASSWORD, registration } from '../support/people/registration.ts';
import { gateway } from '../support/sockets/socket-gateway.ts';

const require = createRequire(import.meta.url);
const ROOT = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'corechat-bundles-'));
const used = new Set<string>();

beforeAll(() => bundleFunctions(functionNames(), folder, bundleOptions()), 120_000);
afterAll(() => rmSync(folder, { recursive: true }));

function handlerOf<Handler>(name: string): Handler {
  used.add(name);
  return require(join(folder, `${name}.cjs`)).handler;
}

const ask = (name: string, request: ApiRequest) => call(handlerOf<LambdaHandler>(name), request);

const post = (name: string, body: unknown, token?: string, more: ApiRequest = {}) =>
  ask(name, { method: 'POST', body, ...(token === undefined ? {} : { token }), ...more });

// A separate prefix, because other test files use tables with the same names.
const SUFFIX = randomBytes(4).toString('hex');
const [ALICE, BOB] = [`alice-${SUFFIX}`, `bob-${SUFFIX}`];

const CONNECTION = 'bundled-connection=';

function onSocket(name: string, routeKey: string, more: object = {}) {
  const eventType = { $connect: 'CONNECT', $disconnect: 'DISCONNECT' }[routeKey] ?? 'MESSAGE';
  const requestContext = { connectionId: CONNECTION, routeKey, eventType: eventType as 'MESSAGE' };
  const event = { requestContext: { ...requestContext, requestId: randomUUID() }, ...more };
  return handlerOf<SocketHandler>(name)(event, buildContext());
}

const frame = async (name: string, content: object) => {
  const { body } = await onSocket(name, 'any', { body: JSON.stringify(content) });
  return body === undefined ? undefined : JSON.parse(body);
};

test('hold nothing that looks like a credential, and neither does the web app', async () => {
  await ensureWebApp();
  for (const built of [folder, join(ROOT, 'clients/web/dist')]) {
    const files = filesBelow(built);
    expect(files.length).toBeGreaterThan(5);
    expect(scan(built, files).map(describeSecret)).toEqual([]);
  }
});

let alice: string;
let bob: string;

test('registers and logs in', async () => {
  for (const name of [ALICE, BOB]) {
    expect((await post('auth/register', registration(name))).status).toBe(201);
  }
  const login = await post('auth/login', { username: ALICE, password: PASSWORD });
  expect(login.status).toBe(200);
  const refreshed = await post('sessions/refresh', { RefreshToken: login.body.RefreshToken });
  expect(refreshed.status).toBe(200);
  alice = refreshed.body.Token;
  bob = (await post('auth/login', { username: BOB, password: PASSWORD })).body.Token;
});

test('opens a socket and receives events', async () => {
  const { body: ticket } = await post('realtime/ticket', {}, bob);
  const secret = new URL(ticket.Url).searchParams.get('ticket') ?? '';
  const query = { queryStringParameters: { ticket: secret } };
  expect((await onSocket('realtime/connect', '$connect', query)).statusCode).toBe(200);
  gateway.open(CONNECTION);
  expect((await frame('realtime/ping', { type: 'ping' })).type).toBe('pong');
  expect((await frame('realtime/default', { type: 'dance' })).data.code).toBe('unknown_frame_type');

  const sent = await post('messages/send', { User: BOB, Message: 'hello', ClientId: '1' }, alice);
  expect(sent.status).toBe(201);
  const [created] = gateway.frames(CONNECTION).filter(({ type }) => type === 'message.created');
  expect(created?.data).toMatchObject({ Message: 'hello' });
  expect(await frame('realtime/typing', { type: 'typing', User: ALICE, Typing: true })).toBeUndefined();
});

test('reads, edits, deletes and marks as read', async () => {
  const { body: page } = await ask('messages/list', { token: bob, query: { User: ALICE } });
  expect(page).toMatchObject([{ Message: 'hello', From: ALICE, Seq: 1 }]);
  const own: ApiRequest = { token: alice, params: { id: page[0].Id } };
  const edited = await ask('messages/edit', { ...own, method: 'PATCH', body: { Message: 'hi' } });
  expect(edited.status).toBe(200);
  expect((await ask('conversations/list', { token: bob })).body).toMatchObject([{ Unread: 1 }]);
  const mark: ApiRequest = { method: 'PUT', token: bob, params: { conversation: ALICE }, body: { Seq: 1 } };
  expect((await ask('conversations/read', mark)).body).toMatchObject({ Unread: 0, ReadSeq: 1 });
  const reaction: ApiRequest = { token: bob, params: { id: page[0].Id, emoji: '👍' } };
  expect((await ask('messages/react', { ...reaction, method: 'PUT' })).status).toBe(204);
  expect((await ask('messages/unreact', { ...reaction, method: 'DELETE' })).status).toBe(204);
  expect((await ask('messages/delete', { ...own, method: 'DELETE' })).status).toBe(204);
});

test('shows people and sessions', async () => {
  expect((await ask('users/list', {})).body).toEqual([ALICE, BOB]);
  const accept: ApiRequest = { method: 'PUT', token: bob, params: { conversation: ALICE } };
  const accepted = await ask('conversations/request', { ...accept, body: { Answer: 'accept' } });
  expect(accepted.status).toBe(200);
  const { body: person } = await ask('users/show', { token: alice, params: { username: BOB } });
  expect(person.presence.online).toBe(true);
  expect((await ask('sessions/list', { token: alice })).body).toHaveLength(1);
  expect((await ask('me/show', { token: alice })).body.username).toBe(ALICE);
  const picture = { avatar: { emoji: '🦊' } };
  expect((await ask('me/update', { method: 'PATCH', token: alice, body: picture })).body).toMatchObject(
    picture,
  );
});

const NOTES = { name: 'notes.txt', type: 'text/plain', bytes: Buffer.from('Notes') };
const rows = collection<{ _id: string }>('attachments');

test('sends a file, and deletes one that no message has', async () => {
  const upload = async () => {
    const { status, body } = await post('attachments/create', described(NOTES), alice);
    expect(status).toBe(201);
    expect((await put(body.Upload, NOTES.bytes)).status).toBe(200);
    return body.Id as string;
  };
  const [sent, left] = [await upload(), await upload()];
  const message = { User: BOB, Message: '', Attachments: [sent] };
  expect((await post('messages/send', message, alice)).status).toBe(201);
  const shown = await ask('attachments/show', { token: bob, params: { id: sent } });
  expect(await (await fetch(shown.body.Url)).text()).toBe('Notes');
  // As if it had been yesterday.
  await rows.updateOne({ _id: left }, { $set: { expiresAt: new Date(0) } });
  await handlerOf<ScheduledHandler>('attachments/sweep')({}, buildContext());
  expect(await rows.findOne({ _id: left, owner: ALICE })).toBeNull();
  expect(await rows.findOne({ _id: sent, owner: ALICE })).not.toBeNull();
});

test('sends a mail, and looks for digests', async () => {
  const code = await post('me/mail-code', undefined, bob);
  expect(code.status).toBe(204);
  await handlerOf<ScheduledHandler>('digests/sweep')({}, buildContext());
});

test('leaves', async () => {
  const passwords = { current_password: PASSWORD, new_password: `${PASSWORD}!` };
  const changed = await ask('me/password', { method: 'PUT', token: alice, body: passwords });
  expect(changed.status).toBe(204);
  expect((await ask('me/export', { token: alice })).status).toBe(200);
  expect((await onSocket('realtime/disconnect', '$disconnect')).statusCode).toBe(200);
  expect((await ask('sessions/end-all', { method: 'DELETE', token: bob })).status).toBe(204);
  const end: ApiRequest = { method: 'DELETE', token: alice };
  expect((await ask('me/delete', { ...end, body: { password: `${PASSWORD}!` } })).status).toBe(204);
  expect((await ask('sessions/end', { ...end, params: { id: 'current' } })).status).toBe(204);
  // As if it had been ten seconds ago.
  const marked = { usernameKey: ALICE };
  await collection('users').updateOne(marked, { $set: { erasingSince: new Date(0) } });
  await handlerOf<ScheduledHandler>('accounts/sweep')({}, buildContext());
  expect(await collection('users').countDocuments(marked)).toBe(0);
});

test('answers for the rest', async () => {
  expect((await ask('system/health', {})).body.dependencies).toMatchObject({ mongodb: { status: 'up' } });
  expect((await ask('system/fallback', { path: '/no/such/route' })).status).toBe(404);
});

test('asks for /health from outside', async () => {
  const asked: unknown[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url);
    response.end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  process.env.API_URL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await handlerOf<ScheduledHandler>('system/canary')({}, buildContext());
  delete process.env.API_URL;
  server.close();
  expect(asked).toEqual(['/health']);
});

test('migrates data of before and creates the indexes', async () => {
  await collection('versions').deleteMany({});
  expect(await createResource(handlerOf('system/schema'))).toMatchObject({ Status: 'SUCCESS' });
});

// Loads every bundle.
test('answer every sample event with its status', async () => {
  const samples = await prepareSampleData();
  const wrong: string[] = [];
  for (const { name, functionName, expectedStatus } of listSampleEvents(ROOT)) {
    const text = await samples.fill(await readFile(join(ROOT, 'events', `${name}.json`), 'utf8'));
    // Not held against openapi.json here: bundles are not among the functions that are known there.
    const handle = handlerOf<(event: unknown, context: Context) => Promise<Answer>>(functionName);
    const status = statusOf(asShown(await handle(JSON.parse(text), buildContext())));
    if (status !== expectedStatus) wrong.push(`${name}: ${status} instead of ${expectedStatus}`);
  }
  expect(wrong).toEqual([]);
}, 60_000);

test('answer 401 to a sample event without its token', async () => {
  const samples = await prepareSampleData();
  const answers: Record<string, number> = {};
  for (const { name, functionName } of listSampleEvents(ROOT)) {
    const handle = handlerOf<LambdaHandler & Partial<Endpoint>>(functionName);
    if (name !== functionName || handle.spec?.access !== 'token') continue;
    const event = JSON.parse(
      await samples.fill(await readFile(join(ROOT, 'events', `${name}.json`), 'utf8')),
    );
    delete event.headers.authorization;
    delete event.headers.Authorization;
    answers[name] = (await handle(event, buildContext())).statusCode;
  }
  expect(Object.keys(answers).length).toBeGreaterThan(20);
  expect(Object.entries(answers).filter(([, status]) => status !== 401)).toEqual([]);
});

test('no function was left out', () => {
  expect(functionNames().filter((name) => !used.has(name))).toEqual([]);
});
