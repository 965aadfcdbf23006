/** `serverless offline` as a person types it, and its reload. Every stack on these sources reloads with it, so this file runs alone. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, utimes } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, onTestFailed, test } from 'vitest';
import { WebSocket } from 'ws';
import { shellEnvironment } from '../support/clients/shell.ts';
import { expectPreflights } from '../support/http/preflights.ts';
import { choosePort, isAlive, makeDataDir, removeDataDir, until } from '../support/server/product.ts';

const ROOT = join(import.meta.dirname, '../..');

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
