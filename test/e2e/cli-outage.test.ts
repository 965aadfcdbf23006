/** `corechat` in scripts while the server is down. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Desk, makeDesk, registerAt } from '../support/clients/corechat-command.ts';
import { FaultProxy } from '../support/faults/fault-proxy.ts';
import { bearer, http } from '../support/http/http.ts';
import {
  choosePort,
  makeDataDir,
  type Product,
  removeDataDir,
  startProduct,
} from '../support/server/product.ts';

/** So short that nearly every command refreshes its token. */
const env = { ACCESS_TOKEN_SECONDS: '2' };

let dataDir: string;
let product: Product;
/** What commands take for the server. While it is closed, it is down. */
let server: FaultProxy;
let port: number;
let url: string;
beforeAll(async () => {
  dataDir = await makeDataDir();
  product = await startProduct(dataDir, { env });
  server = new FaultProxy(product.url);
  port = await choosePort();
  url = await server.listen(port);
});
afterAll(async () => {
  await server.close();
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
  [alice, bob] = await Promise.all([makeDesk(url), makeDesk(url)]);
  await Promise.all([registerAt(alice, me), registerAt(bob, peer)]);
});
afterEach(() => Promise.all([alice.remove(), bob.remove()]));

/** Everything that this person's machine has on its disk. */
async function storedBy({ configDir }: Desk): Promise<string> {
  const files = await readdir(configDir, { recursive: true, withFileTypes: true });
  const texts = files
    .filter((file) => file.isFile())
    .map(({ parentPath, name }) => readFile(join(parentPath, name), 'utf8'));
  return (await Promise.all(texts)).join('\n');
}
const lines = (text: string) => text.split('\n').filter(Boolean);
const texts = async () =>
  lines((await bob.run(['list', me, '--all', '--json'])).stdout).map((line) => JSON.parse(line).Message);

test('keeps messages that cannot be sent, and sends them once and in order with the next command', async () => {
  await server.close();
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
  await server.listen(port);
  expect(await alice.run(['send', peer, 'new'])).toMatchObject({ code: 0 });
  expect(await texts()).toEqual(['first', 'second', 'new']);
});

test('logging out says what waits and what the server does not know, and loses nothing', async () => {
  await server.close();
  await alice.run(['send', peer, 'not lost']);
  const refused = await alice.run(['logout']);
  expect(refused).toEqual({
    code: 75,
    stdout: '',
    stderr:
      'corechat: 1 message is not sent yet. You are still logged in; corechat outbox lists what waits. ' +
      'corechat logout --force logs out: it is kept on this computer, and sent after your next login. With --remove it is removed.',
  });
  expect(await alice.run(['logout', '--force'])).toEqual({
    code: 0,
    stdout: 'Logged out.',
    stderr: [
      `corechat: 1 message is not sent: kept here until ${me} logs in.`,
      'corechat: The server could not be reached: this login goes on there until it expires. After your next login, ' +
        'corechat sessions lists it and corechat logout --session ID ends it.',
    ].join('\n'),
  });
  expect(await alice.run(['whoami'])).toMatchObject({ code: 3 });
  await server.listen(port);
  await alice.run(['login', me, '--password-stdin'], { input: 'correct horse' });
  expect(await alice.run(['flush'])).toMatchObject({ code: 0 });
  expect(await texts()).toEqual(['not lost']);
  expect(lines((await alice.run(['sessions'])).stdout)).toHaveLength(2);
});

test('on a computer that others use, logging out removes what is not sent', async () => {
  await server.close();
  await alice.run(['send', peer, 'a secret that is not sent']);
  expect(await alice.run(['logout', '--remove'])).toMatchObject({
    code: 0,
    stderr: expect.stringContaining('1 message is not sent: removed from this computer.'),
  });
  expect(await storedBy(alice)).not.toContain('a secret');
  await server.listen(port);
});

test('what a deleted account has not sent is removed with the next command', async () => {
  await server.close();
  await alice.run(['send', peer, 'a secret that is not sent']);
  expect(await storedBy(alice)).toContain('a secret');
  await server.listen(port);
  const login = await http('POST', `${url}/Login`, { username: me, password: 'correct horse' });
  const token = bearer(login.body.Token);
  const { status } = await http('DELETE', `${url}/me`, { password: 'correct horse' }, token);
  expect(status).toBe(204);
  expect(await alice.run(['whoami'])).toMatchObject({ code: 3 });
  expect(await storedBy(alice)).not.toContain('a secret');
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
  product = await startProduct(dataDir, { args: ['--port', new URL(product.url).port], env });
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
