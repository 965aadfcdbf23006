/** Every route, frame and handshake beyond its limit, as the declarations say: docs/limits.md. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Endpoint } from '#lib/http/endpoint.ts';
import { isInMemory } from '#lib/limits/rate-limit.ts';
import { countUse } from '#lib/limits/store/rate-limits.ts';
import { setClock } from '#lib/platform/clock.ts';
import { aliveUntil } from '#lib/realtime/connection.ts';
import { insertConnection } from '#lib/realtime/store/connections.ts';
import { type FunctionName, routes } from '#lib/routes.ts';
import { handler as showHandler } from '../../../functions/me/show.ts';
import { handler as connectHandler } from '../../../functions/realtime/connect.ts';
import { handler as anyHandler } from '../../../functions/realtime/default.ts';
import { handler as pingHandler } from '../../../functions/realtime/ping.ts';
import { handler as typingHandler } from '../../../functions/realtime/typing.ts';
import { handler as fallbackHandler } from '../../../functions/system/fallback.ts';
import { authorizationRows } from '../../../generate/authorization/rows.ts';
import { endpoints } from '../../../generate/declarations.ts';
import { ensureWebApp } from '../../../local/web-app.ts';
import { ensureReference } from '../../../openapi/build.ts';
import { type ApiAnswer, buildContext, call } from '../../support/http/gateway.ts';
import { caseOf, enter, type Request, type Scene } from '../../support/matrices/authorization/cases.ts';
import { newConnectionId, sendFrame, socketEvent } from '../../support/sockets/sockets.ts';

await vi.hoisted(async () => {
  const { DEFAULT_RATE_LIMITS } = await import('#lib/limits/rate-limit.ts');
  // The peer begins a conversation with each asker. Two limits of mail count for several people at once.
  const names = Object.keys(DEFAULT_RATE_LIMITS).filter(
    (name) => !/^(?:login|contacts|mail_client|mail_total)/.test(name),
  );
  process.env.RATE_LIMITS = names.map((name) => `${name}=1/1d`).join();
});

const ROOT = join(import.meta.dirname, '../../..');
/** One case of each route. */
const rows = authorizationRows(endpoints).filter(
  ({ name }, index, all) => all.findIndex((row) => row.name === name) === index,
);

const handlers: Record<string, Endpoint> = {};
let peer: Scene['peer'];
beforeAll(async () => {
  const instant = Date.now();
  setClock(() => instant);
  await Promise.all([ensureWebApp(), ensureReference()]);
  for (const { name } of rows) handlers[name] = (await import(join(ROOT, 'functions', `${name}.ts`))).handler;
  peer = await enter('peer');
});
afterAll(() => setClock());

let addresses = 0;
const newAddress = (): string => `198.51.${addresses >> 8}.${addresses++ & 255}`;

const ask = (name: string, request: Request, token: string, sourceIp: string): Promise<ApiAnswer> => {
  const { method, path } = routes[name as FunctionName];
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, parameter) => request.params?.[parameter] ?? '');
  return call(handlers[name] as Endpoint, { method, path: filled, sourceIp, ...request, token });
};

const refused = {
  status: 429,
  body: { code: 'rate_limited' },
  headers: { 'retry-after': expect.any(String) },
};

describe.each(rows)('$name', (row) => {
  const { name } = row;
  const { by, name: limit } = endpoints[name as keyof typeof endpoints].spec.limit;

  test.each([by])('refuses a second request in the window, by %s', async () => {
    const [asker, address] = [await enter('asker'), newAddress()];
    const request = await caseOf(row)({ asker, peer });
    const elsewhere = by === 'user' ? newAddress() : address;
    const first = await ask(name, request, asker.token, address);
    expect(first.status).toBeLessThan(400);
    expect(first.headers.ratelimit !== undefined).toBe(!isInMemory(limit));
    expect(await ask(name, request, asker.token, elsewhere)).toMatchObject(refused);
    // From memory, before its body is read.
    const parse = vi.spyOn(JSON, 'parse');
    expect(await ask(name, { ...request, body: '{' }, asker.token, elsewhere)).toMatchObject(refused);
    expect(parse.mock.calls.filter(([text]) => text === '{')).toEqual([]);
    parse.mockRestore();
    const other = await enter('other');
    const another = await caseOf(row)({ asker: other, peer });
    const answer = await ask(name, another, other.token, by === 'user' ? address : newAddress());
    expect(answer.status).not.toBe(429);
  });
});

test('a limit that another environment has used up refuses invalid requests, too', async () => {
  const asker = await enter('asker');
  const subject = `@${asker.username}`;
  await countUse({ name: 'sends', subject, limit: 1, windowSeconds: 86_400 });
  expect(await ask('messages/send', { body: '{' }, asker.token, newAddress())).toMatchObject(refused);
});

test('unknown paths count by address', async () => {
  const sourceIp = newAddress();
  expect((await call(fallbackHandler, { path: '/nowhere', sourceIp })).status).toBe(404);
  expect(await call(fallbackHandler, { path: '/nowhere', sourceIp })).toMatchObject(refused);
});

test('bodies that are parsed to find a token in them count by address', async () => {
  const sourceIp = newAddress();
  const body = { Token: 'nonsense' };
  expect((await call(showHandler, { path: '/me', sourceIp, body })).body.code).toBe('invalid_token');
  expect(await call(showHandler, { path: '/me', sourceIp, body: '{' })).toMatchObject(refused);
});

test.each([
  ['ping', pingHandler, { type: 'ping' }],
  ['typing', typingHandler, { type: 'typing', User: 'nobody-there' }],
  ['any other frame', anyHandler, { type: 'dance' }],
] as const)('%s counts by user', async (_, handler, frame) => {
  const asker = await enter('asker');
  const [one, other] = [newConnectionId(), newConnectionId()];
  for (const id of [one, other]) await insertConnection({ ...asker, id }, aliveUntil());
  expect((await sendFrame(handler, one, frame))?.data.code).not.toBe('rate_limited');
  expect((await sendFrame(handler, other, frame))?.data.code).toBe('rate_limited');
});

test('handshakes count by address, before their ticket is looked for', async () => {
  const event = (sourceIp: string) => {
    const { requestContext } = socketEvent('c', '$connect');
    const query = { queryStringParameters: { ticket: 'none' } };
    return { ...query, requestContext: { ...requestContext, identity: { sourceIp } } };
  };
  const address = newAddress();
  expect((await connectHandler(event(address), buildContext())).statusCode).toBe(401);
  expect((await connectHandler(event(address), buildContext())).statusCode).toBe(429);
  expect((await connectHandler(event(newAddress()), buildContext())).statusCode).toBe(401);
});
