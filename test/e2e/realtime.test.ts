/** Real sockets through `npm start`. */
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { directConversationId } from '#lib/conversations/conversation.ts';
import { bearer, http } from '../support/http/http.ts';
import { registration } from '../support/people/registration.ts';
import { TEST_KEYS } from '../support/server/keys.ts';
import { makeDataDir, type Product, removeDataDir, startProduct } from '../support/server/product.ts';
import { LiveSocket } from '../support/sockets/live-socket.ts';

interface Login {
  Token: string;
  RefreshToken: string;
  SessionId: string;
}

let product: Product;
let url: string;

const logIn = async (username: string): Promise<Login> => {
  const { password } = registration(username);
  return (await http('POST', `${url}/Login`, { username, password })).body;
};
const send = (token: string, User: string, Message: string) =>
  http('POST', `${url}/messages`, { User, Message }, bearer(token));

beforeAll(async () => {
  product = await startProduct(await makeDataDir(), { env: { ACCESS_TOKEN_SECONDS: '8' } });
  url = product.url;
  for (const name of ['alice', 'bob']) await http('POST', `${url}/Register`, registration(name));
});
afterAll(async () => {
  await product.interrupt();
  await removeDataDir(product.dataDir);
});

test('a message appears on the other side, and on the sender’s other device', async () => {
  const [phone, laptop, bob] = [await logIn('alice'), await logIn('alice'), await logIn('bob')];
  const [hers, his] = [await LiveSocket.open(url, laptop.Token), await LiveSocket.open(url, bob.Token)];
  expect((await send(phone.Token, 'bob', 'Hello Bob')).status).toBe(201);
  for (const socket of [hers, his]) {
    expect(await socket.frame('message.created')).toMatchObject({
      conversation: directConversationId('alice', 'bob'),
      data: { From: 'alice', To: 'bob', Message: 'Hello Bob' },
    });
    socket.close();
  }
});

test('typing is seen, pings are answered, nonsense is refused', async () => {
  const [alice, bob] = [await logIn('alice'), await logIn('bob')];
  const [hers, his] = [await LiveSocket.open(url, alice.Token), await LiveSocket.open(url, bob.Token)];
  // An answer makes contacts of them.
  await send(bob.Token, 'alice', 'Hello Alice');
  his.send({ type: 'typing', User: 'alice' });
  expect(await hers.frame('typing')).toMatchObject({ data: { Username: 'bob', Typing: true } });
  his.send({ type: 'ping' });
  expect(await his.frame('pong')).toMatchObject({ data: { Time: expect.stringMatching(/Z$/) } });
  his.send('nonsense');
  expect(await his.frame('error')).toMatchObject({ data: { code: 'malformed_json' } });
  hers.close();
  his.close();
});

test('a ticket admits once', async () => {
  const { Token } = await logIn('alice');
  const { body } = await http('POST', `${url}/realtime/tickets`, {}, bearer(Token));
  const socket = await LiveSocket.openAt(body.Url);
  await expect(LiveSocket.openAt(body.Url)).rejects.toThrow();
  socket.close();
});

test('logging out closes the socket of that session only, after telling it', async () => {
  const [phone, laptop] = [await logIn('alice'), await logIn('alice')];
  const [one, other] = [await LiveSocket.open(url, phone.Token), await LiveSocket.open(url, laptop.Token)];
  await http('DELETE', `${url}/sessions/current`, undefined, bearer(phone.Token));
  await one.until(() => one.closed, 'the socket closed');
  expect(one.frames.map(({ type }) => type)).toContain('session.revoked');
  other.send({ type: 'ping' });
  await other.frame('pong');
  expect(other.closed).toBe(false);
  other.close();
});

test('the gateway answers for sockets that are not there as lib/realtime/sockets.ts expects', async () => {
  const { Token } = await logIn('alice');
  const { body } = await http('POST', `${url}/realtime/tickets`, {}, bearer(Token));
  const environment = {
    WEBSOCKET_MANAGEMENT_URL: `http://${new URL(body.Url).host}`,
    MONGODB_URI: 'mongodb://127.0.0.1:1/',
    JWT_KEYS: TEST_KEYS,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  const { closeSocket, postToSocket } = await import('#lib/realtime/sockets.ts');
  const { signal } = new AbortController();
  expect(await postToSocket('nobody=', '{}', signal)).toBe(false);
  await closeSocket('nobody=', signal);
  vi.unstubAllEnvs();
});

test('an expired access token is refreshed, and the request retried, over HTTP and for the socket', async () => {
  const { username, password } = registration('alice');
  const renews = { 'x-corechat-session': 'token' };
  const login = (await http('POST', `${url}/Login`, { username, password }, renews)).body;
  const ask = (token: string) => http('GET', `${url}/conversations`, undefined, bearer(token));
  const ticket = (token: string) => http('POST', `${url}/realtime/tickets`, {}, bearer(token));
  let answer = await ask(login.Token);
  for (const start = Date.now(); answer.status === 200 && Date.now() - start < 15_000; )
    answer = await ask(login.Token);
  expect([answer.status, answer.body.code]).toEqual([401, 'token_expired']);
  expect((await ticket(login.Token)).body.code).toBe('token_expired');

  const body = { RefreshToken: login.RefreshToken };
  const { Token } = (await http('POST', `${url}/sessions/refresh`, body)).body;
  expect((await ask(Token)).status).toBe(200);
  const socket = await LiveSocket.openAt((await ticket(Token)).body.Url);
  await send(Token, 'alice', 'note to self');
  expect(await socket.frame('message.created')).toMatchObject({ data: { Message: 'note to self' } });
  socket.close();
});

test('a browser gets its refresh token in a cookie that its scripts cannot read', async () => {
  const { username, password } = registration('alice');
  const headers = { 'x-corechat-session': 'cookie' };
  const login = await http('POST', `${url}/Login`, { username, password }, headers);
  expect(login.body).not.toHaveProperty('RefreshToken');
  const [cookie = ''] = login.headers['set-cookie'] ?? [];
  for (const attribute of ['HttpOnly', 'Secure', 'SameSite=Strict', 'Path=/'])
    expect(cookie).toContain(attribute);
  const [pair = ''] = cookie.split(';');
  expect((await http('POST', `${url}/sessions/refresh`, {}, { ...headers, cookie: pair })).status).toBe(200);
});
