/** `corechat` in scripts while the server is down, slow, broken or not CoreChat. */
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Desk, makeDesk, registerAt } from '../support/corechat-command.ts';
import { makeDataDir, type Product, removeDataDir, startProduct } from '../support/product.ts';

/** So short that nearly every command refreshes its token. */
const env = { ACCESS_TOKEN_SECONDS: '2' };

let dataDir: string;
let product: Product;
beforeAll(async () => {
  dataDir = await makeDataDir();
  product = await startProduct(dataDir, { env });
});
afterAll(async () => {
  await product.interrupt();
  await removeDataDir(dataDir);
});

let count = 0;
let alice: Desk;
let bob: Desk;
let peer: string;
let me: string;
beforeEach(async () => {
  [me, peer] = [`alice${++count}`, `bob${count}`];
  [alice, bob] = await Promise.all([makeDesk(product.url), makeDesk(product.url)]);
  await Promise.all([registerAt(alice, me), registerAt(bob, peer)]);
});
afterEach(() => Promise.all([alice.remove(), bob.remove()]));

const restart = async () => {
  product = await startProduct(dataDir, { args: ['--port', new URL(product.url).port], env });
};
const lines = (text: string) => text.split('\n').filter(Boolean);
const texts = async () =>
  lines((await bob.run(['list', me, '--all', '--json'])).stdout).map((line) => JSON.parse(line).Message);

test('keeps messages that cannot be sent, and sends them once and in order with the next command', async () => {
  await product.kill();
  for (const text of ['first', 'regretted', 'second']) {
    expect(await alice.run(['send', peer, text])).toMatchObject({
      code: 75,
      stdout: '',
      stderr: expect.stringMatching(/cannot be reached.*The message is kept/s),
    });
  }
  expect(lines((await alice.run(['outbox'])).stdout)).toEqual(
    ['first', 'regretted', 'second'].map((text) => expect.stringContaining(`${peer}: ${text}`)),
  );
  const waiting = lines((await alice.run(['outbox', '--json'])).stdout).map((line) => JSON.parse(line));
  const { clientId } = waiting.find(({ text }) => text === 'regretted');
  expect(await alice.run(['outbox', '--discard', clientId])).toMatchObject({ code: 0, stdout: 'Discarded.' });
  expect(await alice.run(['flush'])).toMatchObject({ code: 75, stdout: '0 messages sent.' });
  await restart();
  expect(await alice.run(['send', peer, 'new'])).toMatchObject({ code: 0 });
  expect(await texts()).toEqual(['first', 'second', 'new']);
});

test('tail reports that the connection is lost and back, and misses nothing', async () => {
  await alice.run(['send', peer, 'before']);
  const tail = bob.start(['tail', me]);
  await tail.until('stdout', 'before');
  await alice.run(['send', peer, 'live']);
  await tail.until('stdout', 'live');
  await product.kill();
  await tail.until('stderr', 'Connection lost');
  expect(await alice.run(['send', peer, 'while down'])).toMatchObject({ code: 75 });
  await restart();
  expect(await alice.run(['flush'])).toEqual({ code: 0, stdout: '1 message sent.', stderr: '' });
  await tail.until('stderr', 'Connected again');
  await tail.until('stdout', 'while down');
  tail.interrupt();
  const { code, stdout } = await tail.ended;
  expect(code).toBe(130);
  expect(lines(stdout).map((line) => line.replace(/.*: /, ''))).toEqual(['before', 'live', 'while down']);
});

test('processes that refresh the same session never log each other out', async () => {
  const worker = async () => {
    const results = [];
    for (let turn = 0; turn < 4; turn++) results.push(await alice.run(['whoami']));
    return results;
  };
  const results = (await Promise.all([worker(), worker(), worker()])).flat();
  expect(results).toEqual(results.map(() => ({ code: 0, stdout: me, stderr: '' })));
});

/** A server that is not CoreChat, or is broken. */
async function withServer(listener: RequestListener, run: (desk: Desk) => Promise<void>): Promise<void> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const desk = await makeDesk(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  try {
    await run(desk);
  } finally {
    server.closeAllConnections();
    server.close();
    await desk.remove();
  }
}

test.each<[string, RequestListener, RegExp]>([
  [
    'answers 500',
    (_, response) =>
      response
        .writeHead(500, { 'content-type': 'application/problem+json' })
        .end('{"code":"internal_error"}'),
    /Something went wrong on the side of CoreChat/,
  ],
  ['answers with a web page', (_, response) => response.end('<h1>It works!</h1>'), /makes no sense/],
  ['answers with another kind of JSON', (_, response) => response.end('{"hello":"world"}'), /makes no sense/],
  ['closes the connection', (request) => request.socket.destroy(), /cannot be reached/],
  [
    'answers with terminal escapes in its error',
    (_, response) => response.writeHead(418).end('{"code":"teapot","title":"\\u001b[2Jgone"}'),
    /␛\[2Jgone/,
  ],
])('names a server that %s in a sentence', async (_, listener, sentence) => {
  await withServer(listener, async (desk) => {
    const { code, stdout, stderr } = await desk.run(['users']);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(sentence);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: none may be there
    expect(stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f]|\n\s+at /);
  });
});

test('reports an earlier session that cannot be ended', async () => {
  const login = {
    ...{ Token: 't', TokenIssued: '2026-11-22T08:00:00Z', TokenExpiry: '2026-11-22T08:15:00Z' },
    ...{ Username: 'alice', SessionId: 's', RefreshToken: 'r' },
  };
  const json = { 'content-type': 'application/json' };
  const logsInOnly: RequestListener = ({ url }, response) =>
    url === '/Login'
      ? response.writeHead(200, json).end(JSON.stringify(login))
      : response.writeHead(500, json).end('{"code":"internal_error"}');
  await withServer(logsInOnly, async (desk) => {
    const logIn = () => desk.run(['login', 'alice', '--password-stdin'], { input: 'correct horse' });
    expect(await logIn()).toEqual({ code: 0, stdout: 'Logged in as alice.', stderr: '' });
    expect(await logIn()).toEqual({
      code: 0,
      stdout: 'Logged in as alice.',
      stderr: expect.stringMatching(
        /^corechat: The login from before could not be ended: .*corechat sessions/s,
      ),
    });
  });
});

test('gives up on a server that never answers', async () => {
  await withServer(
    () => {},
    async (desk) => {
      const login = await desk.run(['login', 'alice', '--password-stdin'], { input: 'correct horse' });
      expect(login).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('takes too long') });
    },
  );
});
