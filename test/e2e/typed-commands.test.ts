/** `serverless offline` and `serverless invoke local` as a person types them, with the Node.js of the system. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { spawn as spawnAtTerminal } from '@lydell/node-pty';
import { execa } from 'execa';
import { expect, onTestFailed, test } from 'vitest';
import { WebSocket } from 'ws';
import { expectPreflights } from '../support/http/preflights.ts';
import { choosePort, isAlive, makeDataDir, removeDataDir, until } from '../support/server/product.ts';

const ROOT = join(import.meta.dirname, '../..');

/** A shell's, without what `npm test` has added. */
const shellEnvironment = (): Record<string, string> => {
  const { PATH = '', HOME = '', CHROME_PATH: _ } = process.env;
  const folders = PATH.split(delimiter).filter((folder) => !folder.includes('node_modules'));
  return { PATH: folders.join(delimiter), HOME };
};

/** Runs to its end. */
async function type(command: string, env: Record<string, string> = {}) {
  const { exitCode, stdout, stderr } = await execa(command, {
    shell: true,
    cwd: ROOT,
    extendEnv: false,
    env: { ...shellEnvironment(), ...env },
    stdin: 'ignore',
    reject: false,
  });
  return { exitCode, stdout, lines: stderr.split('\n').filter(Boolean) };
}

async function answerOf(command: string) {
  const { exitCode, stdout, lines } = await type(command);
  expect([exitCode, lines.filter((line) => !line.startsWith('{'))]).toEqual([0, expect.any(Array)]);
  return JSON.parse(stdout);
}

/** fetch sends no body with GET, as the original client does. */
async function getWithBody(url: string, body: object) {
  const content = JSON.stringify(body);
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(content) };
  const sent = request(url, { method: 'GET', headers }).end(content);
  const [response] = await once(sent, 'response');
  return JSON.parse(await text(response));
}

const post = (url: string, body: object, headers: Record<string, string> = {}) =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

async function chat(url: string): Promise<void> {
  const login = { username: 'alice', password: 'correct horse' };
  const form = { first_name: 'Alice', last_name: 'Lee', email: 'alice@example.org', ...login };
  expect((await post(`${url}/Register`, form)).status).toBe(201);
  const { Token } = (await (await post(`${url}/Login`, login)).json()) as { Token: string };
  expect((await post(`${url}/messages`, { Token, User: 'alice', Message: 'Hi' })).status).toBe(201);
  const messages = await getWithBody(`${url}/messages`, { Token, User: 'alice' });
  expect(messages).toEqual([expect.objectContaining({ From: 'alice', Message: 'Hi' })]);
  const page = await fetch(url);
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  const ticket = await post(`${url}/realtime/tickets`, {}, { authorization: `Bearer ${Token}` });
  const { Url } = (await ticket.json()) as { Url: string };
  const socket = new WebSocket(Url);
  await once(socket, 'open');
  socket.send('{"type":"ping"}');
  const [frame] = await once(socket, 'message');
  expect(JSON.parse(String(frame)).type).toBe('pong');
  socket.close();
}

test('offline runs the product, reloads it, and Ctrl-C ends it', async () => {
  const dataDir = await makeDataDir();
  const port = await choosePort();
  const url = `http://localhost:${port}`;
  const args = ['serverless', 'offline', '--httpPort', String(port), '--dataDir', dataDir];
  const env = { ...shellEnvironment(), CORS_ORIGINS: 'https://app.example.org' };
  const child = spawn('npx', args, { cwd: ROOT, env, detached: true });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const ended = once(child, 'exit');
  const interrupt = () => process.kill(-(child.pid ?? 0), 'SIGINT');
  onTestFailed(() => {
    if (child.exitCode === null && child.signalCode === null) interrupt();
  });
  const printed = (line: string) => until(() => output.includes(line), `${line}, but:\n${output}`, 60_000);

  await printed(`CoreChat is ready at ${url} `);
  await chat(url);
  await expectPreflights(url, 'https://app.example.org');
  await utimes(join(ROOT, 'serverless.yml'), new Date(), new Date());
  await printed('Reloaded in');
  expect(await (await fetch(`${url}/Users`)).json()).toEqual(['alice']);
  const { pids }: { pids: number[] } = JSON.parse(await readFile(join(dataDir, 'run.json'), 'utf8'));
  interrupt();
  await ended;
  await until(() => !pids.some(isAlive), 'every process gone', 10_000);
  await expect(fetch(url)).rejects.toThrow('fetch failed');
  await removeDataDir(dataDir);
});

test('offline names a port in use, with the way out', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const { exitCode, lines } = await type(`npx serverless offline --httpPort ${port}`);
  server.close();
  const message = `Port ${port} is already in use. Choose another: npx serverless offline --httpPort ${port + 1}`;
  expect([exitCode, lines]).toEqual([1, [message]]);
});

test.concurrent.each([
  ['offline --stage dev', '--stage dev is a deployment'],
  ['offline start --prefix v1', '--prefix does not work here'],
  ['invoke local -f system-health --stage prod', '--stage prod is a deployment'],
  ['invoke local -f messages-sned', 'There is no function "messages-sned". There are: auth-register, '],
  ['invoke local -f messages-send -p events/nothing.json', 'There is no event events/nothing.json'],
  [`invoke local -f messages-send --data 'hello'`, 'The event is not JSON: '],
])('%s gets one line', async (command, message) => {
  const { exitCode, stdout, lines } = await type(`npx serverless ${command}`);
  expect([exitCode, stdout, lines]).toEqual([1, '', [expect.stringContaining(message)]]);
});

test('invoke local refuses an event that is not UTF-8', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'corechat-event-'));
  const event = join(folder, 'event.json');
  await writeFile(event, Buffer.from('{ "body": "café" }', 'latin1'));
  const { exitCode, stdout, lines } = await type(
    `npx serverless invoke local -f messages-send --path ${event}`,
  );
  expect([exitCode, stdout, lines]).toEqual([2, '', [`The event ${event} is not UTF-8 text`]]);
  await rm(folder, { recursive: true });
});

test.each(['offline --httpPort 0', `invoke local -f users-list --data '{}'`])(
  '%s names a database that does not answer, without its credentials',
  async (command) => {
    const dataDir = await makeDataDir();
    const env = { MONGODB_URI: 'mongodb://user:secret@127.0.0.1:1/' };
    const data = command.startsWith('offline') ? ` --dataDir ${dataDir}` : '';
    const { exitCode, lines } = await type(`npx serverless ${command}${data}`, env);
    expect([exitCode, lines.at(-1)]).toEqual([
      1,
      expect.stringMatching(/^mongodb:\/\/127.0.0.1:1 does not work/),
    ]);
    await removeDataDir(dataDir);
  },
);

test('invoke local answers an event whose placeholders it fills', async () => {
  const answer = await answerOf('npx serverless invoke local -f messages-send -p events/messages/send.json');
  expect(answer).toMatchObject({ statusCode: 201, body: 'Message has been sent.' });
});

test('invoke local answers a socket event from standard input, by a serverless that npx did not start', async () => {
  const command = 'node_modules/.bin/serverless invoke local --function realtime-connect';
  expect(await answerOf(`${command} < events/realtime/connect.json`)).toEqual({ statusCode: 200 });
});

test('invoke local completes what --data says with the sample event', async () => {
  const data = JSON.stringify({ body: { username: 'nobody', password: 'correct horse' } });
  const answer = await answerOf(`npx serverless invoke local -f auth-login --data '${data}'`);
  expect(answer).toMatchObject({ statusCode: 404, body: 'Invalid user.' });
});

test('invoke local at a terminal takes the sample event', async () => {
  const pty = spawnAtTerminal('npx', ['serverless', 'invoke', 'local', '-f', 'system-health'], {
    cwd: ROOT,
    env: shellEnvironment(),
    cols: 200,
  });
  let output = '';
  pty.onData((data) => {
    output += data;
  });
  const code = await new Promise((resolve) => pty.onExit(({ exitCode }) => resolve(exitCode)));
  expect(code).toBe(0);
  expect(output).toContain('No event given: events/system/health.json');
  expect(output).toMatch(/"statusCode": 200,[\s\S]*"mongodb": \{\s*"status": "up"/);
});
