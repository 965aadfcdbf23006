/** A stack behind an edge, over real HTTP and WebSockets: served requests, and the client's address. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { bearer, http } from '../support/http/http.ts';
import { registration } from '../support/people/registration.ts';
import { makeDataDir, type Product, removeDataDir, startProduct } from '../support/server/product.ts';

const [KEY, NEXT_KEY] = [randomBytes(32).toString('base64url'), randomBytes(32).toString('base64url')];
const through = (key: string, address = '198.51.100.7') => ({
  'x-corechat-edge': key,
  'x-corechat-viewer': address,
});

let product: Product;
let url: string;
beforeAll(async () => {
  const env = { EDGE: 'required', EDGE_KEYS: `${KEY},${NEXT_KEY}`, RATE_LIMITS: 'search=2/1h' };
  product = await startProduct(await makeDataDir(), { env });
  url = product.url;
});
afterAll(async () => {
  await product.interrupt();
  await removeDataDir(product.dataDir);
});

const search = async (headers: Record<string, string>) =>
  (await http('GET', `${url}/Users?prefix=a`, undefined, headers)).status;

test.each([
  ['no key', {}],
  ['another key', through(randomBytes(32).toString('base64url'))],
  ['a part of the key', through(KEY.slice(0, -1))],
  ['both keys as one', through(`${KEY},${NEXT_KEY}`)],
])('answers 404 to every request with %s', async (_, headers) => {
  for (const route of ['GET /', 'GET /health', 'GET /openapi.json', 'POST /Login', 'GET /nowhere']) {
    const [method = '', path] = route.split(' ');
    // Not by http(), which holds answers against openapi.json: clients at the edge never get this one.
    const answer = await fetch(`${url}${path}`, { method, headers });
    const { code } = (await answer.json()) as { code: string };
    expect([route, answer.status, code]).toEqual([route, 404, 'route_not_found']);
  }
});

test('either of the two keys of a rotation is enough', async () => {
  for (const key of [KEY, NEXT_KEY]) {
    const answer = await http('GET', `${url}/health`, undefined, through(key));
    expect([answer.status, answer.headers['strict-transport-security']]).toEqual([200, expect.any(String)]);
  }
});

test('uses count by the address that the edge tells, of IPv6 by the network', async () => {
  const statuses = [];
  for (const address of ['198.51.100.7', '198.51.100.7', '198.51.100.7', '198.51.100.8']) {
    statuses.push(await search(through(KEY, address)));
  }
  expect(statuses).toEqual([200, 200, 429, 200]);
  const ofNetwork = [];
  for (const host of ['1', '2', '3']) ofNetwork.push(await search(through(KEY, `2001:db8::${host}`)));
  expect(ofNetwork).toEqual([200, 200, 429]);
});

test('a handshake is for the edge as well', async () => {
  const ask = (path: string, body: object, more = {}) =>
    http('POST', `${url}${path}`, body, { ...through(KEY), ...more });
  const form = registration('alice');
  await ask('/Register', form);
  const { Token } = (await ask('/Login', { username: form.username, password: form.password })).body;
  const ticket = async () => (await ask('/realtime/tickets', {}, bearer(Token))).body.Url as string;
  const opened = async (headers: Record<string, string>) => {
    const socket = new WebSocket(await ticket(), { headers });
    const isOpen = await once(socket, 'open').then(
      () => true,
      () => false,
    );
    socket.close();
    return isOpen;
  };
  expect(await opened({})).toBe(false);
  expect(await opened({ 'X-CoreChat-Edge': NEXT_KEY })).toBe(true);
});
