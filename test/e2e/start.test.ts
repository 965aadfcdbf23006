/** `npm start` with wrong arguments, in use, or ended from outside: one clear line, and nothing left running. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { spawn as spawnAtTerminal } from '@lydell/node-pty';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { claimPort } from '../../local/port.ts';
import { expectPreflights } from '../support/http/preflights.ts';
import {
  choosePort,
  isAlive,
  makeDataDir,
  type Product,
  removeDataDir,
  spawnStart,
  startProduct,
  until,
} from '../support/server/product.ts';

const ROOT = join(import.meta.dirname, '../..');

let dataDir: string;
beforeEach(async () => {
  dataDir = await makeDataDir();
});
afterEach(() => removeDataDir(dataDir));

async function start(...args: string[]) {
  return startWith({}, ...args);
}

async function startWith(env: NodeJS.ProcessEnv, ...args: string[]) {
  const { ended, output } = spawnStart(args, env);
  const code = await ended;
  return { code, lines: output().trim().split('\n') };
}

test('--help explains the options', async () => {
  const { code, lines } = await start('--help');
  expect(code).toBe(0);
  expect(lines.join('\n')).toMatch(/--port PORT[\s\S]*--data DIR[\s\S]*--fresh[\s\S]*MONGODB_URI/);
});

test.each([
  [['--port', 'http'], '--port must be a number'],
  [['--port', '70000'], '--port must be a number'],
  [['--colour'], "Unknown option '--colour'"],
])('%j gets one line', async (args, message) => {
  const { code, lines } = await start(...args);
  expect([code, lines.length]).toEqual([1, 1]);
  expect(lines[0]).toContain(message);
});

test('a port in use is named, with the way out', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const { code, lines } = await start('--port', String(port), '--data', dataDir);
  expect([code, lines]).toEqual([
    1,
    [`Port ${port} is already in use. Choose another: npm start -- --port ${port + 1}`],
  ]);
  server.close();
});

test('a data directory that is a file is named', async () => {
  const file = join(dataDir, 'file');
  await writeFile(file, '');
  const { code, lines } = await start('--port', '0', '--data', file);
  expect([code, lines.length]).toEqual([1, 1]);
  expect(lines[0]).toContain(file);
});

test('a damaged signing key is reported, with the way out', async () => {
  await writeFile(join(dataDir, 'signing-keys'), 'scribble');
  const { code, lines } = await start('--port', '0', '--data', dataDir);
  expect([code, lines.length]).toEqual([1, 1]);
  expect(lines[0]).toMatch(/signing-keys is damaged\. Delete it/);
});

test('a wrong configuration is named, each variable in its own line, without its value', async () => {
  const env = { ACCESS_TOKEN_SECONDS: 'soon', CORS_ORIGINS: 'not-an-origin' };
  const { code, lines } = await startWith(env, '--port', '0', '--data', dataDir);
  expect(code).toBe(1);
  expect(lines).toEqual([
    'Wrong configuration:',
    expect.stringMatching(/^ {2}ACCESS_TOKEN_SECONDS must be/),
    expect.stringMatching(/^ {2}CORS_ORIGINS must be/),
  ]);
});

test('--fresh is refused where another database is used', async () => {
  const env = { MONGODB_URI: 'mongodb://user:secret@127.0.0.1:1/' };
  const { code, lines } = await startWith(env, '--fresh', '--data', dataDir);
  expect([code, lines.length]).toEqual([1, 1]);
  expect(lines[0]).toContain('--fresh');
});

test('a database that does not answer is named without its credentials', async () => {
  const env = { MONGODB_URI: 'mongodb://user:secret@127.0.0.1:1/' };
  const { code, lines } = await startWith(env, '--port', '0', '--data', dataDir);
  expect([code, lines.length]).toEqual([1, 1]);
  expect(lines[0]).toContain('mongodb://127.0.0.1:1 does not work as the database');
  expect(lines[0]).not.toContain('secret');
});

test.each(['SIGTERM', 'SIGKILL'] as const)('ends when npm alone gets %s', async (signal) => {
  const product = await startProduct(dataDir);
  await product.endNpm(signal);
  await expect(fetch(`${product.url}/health`)).rejects.toThrow('fetch failed');
});

/** @returns npm's process id. Its parent never waits for it, as a container's first process may not. */
async function startUnattended(command: string) {
  const parent = spawn('sh', ['-c', `${command} & echo "npm is $!"; exec sleep 600`], {
    cwd: ROOT,
    detached: true,
  });
  let output = '';
  for (const stream of [parent.stdout, parent.stderr]) stream.on('data', (chunk) => (output += chunk));
  onTestFinished(() => {
    process.kill(-(parent.pid ?? 0), 'SIGKILL');
  });
  await until(() => output.includes('CoreChat is ready'), 'ready', 60_000);
  return Number(/npm is (\d+)/.exec(output)?.[1]);
}

test.each(['SIGTERM', 'SIGKILL'] as const)(
  'ends when npm alone gets %s, also where its parent does not wait for it',
  async (signal) => {
    const port = await choosePort();
    const npm = await startUnattended(`npm start --silent -- --port ${port} --data ${dataDir}`);
    const { pids }: { pids: number[] } = JSON.parse(await readFile(join(dataDir, 'run.json'), 'utf8'));
    process.kill(npm, signal);
    await until(() => !pids.some(isAlive), 'every process gone', 20_000);
    await claimPort('127.0.0.1', port);
  },
);

test('ends when its terminal is closed', async () => {
  const port = await choosePort();
  const terminal = spawnAtTerminal(
    'npm',
    ['start', '--silent', '--', '--port', String(port), '--data', dataDir],
    {
      cwd: ROOT,
      env: process.env,
    },
  );
  let output = '';
  terminal.onData((text) => (output += text));
  await until(() => output.includes('CoreChat is ready'), 'ready', 60_000);
  const { pids }: { pids: number[] } = JSON.parse(await readFile(join(dataDir, 'run.json'), 'utf8'));
  // The kernel tells the processes of a terminal that is gone.
  (terminal as unknown as { destroy(): void }).destroy();
  await until(() => !pids.some(isAlive), 'every process gone', 20_000);
  await claimPort('127.0.0.1', port);
});

describe('one stack', () => {
  const origin = 'https://app.example.org';
  let folder: string;
  let product: Product;
  beforeAll(async () => {
    folder = await makeDataDir();
    await mkdir(join(folder, 'mongodb'));
    await writeFile(join(folder, 'mongodb', 'old'), '');
    await writeFile(join(folder, 'thesis.txt'), 'ten years of work');
    product = await startProduct(folder, { args: ['--fresh'], env: { CORS_ORIGINS: origin } });
  });
  afterAll(() => removeDataDir(folder));

  test('--fresh forgets the data and nothing else', async () => {
    expect(await (await fetch(`${product.url}/Users`)).json()).toEqual([]);
    expect(await readFile(join(folder, 'thesis.txt'), 'utf8')).toBe('ten years of work');
  });

  test('preflights are answered as by API Gateway', () => expectPreflights(product.url, origin));

  test('data that another stack is using is left to it', async () => {
    const { code, lines } = await start('--port', '0', '--data', folder);
    expect([code, lines.length]).toEqual([1, 1]);
    expect((await fetch(`${product.url}/health`)).status).toBe(200);
  });

  test('each request is a line in the terminal, by its route', async () => {
    for (const path of ['/Users', '/Users/alice', '/nowhere']) await fetch(product.url + path);
    await product.interrupt();
    const lines = product.output().match(/^\d\d:\d\d:\d\d .*(?= {2}[\d.]+ ms$)/gm) ?? [];
    expect(lines.slice(-3).map((line) => line.slice(10))).toEqual([
      'GET    /Users  200',
      'GET    /Users/{username}  401',
      'GET    no such route  404',
    ]);
  });

  test('damaged data is reported and left as it is', async () => {
    const [file = ''] = await databaseFiles(folder);
    await writeFile(file, 'this is not a database');
    const { code, lines } = await start('--port', '0', '--data', folder);
    expect([code, lines.length]).toEqual([1, 1]);
    expect(lines[0]).toContain(folder);
    expect(await readFile(file, 'utf8')).toBe('this is not a database');
  });
});

async function databaseFiles(folder: string): Promise<string[]> {
  const { readdir } = await import('node:fs/promises');
  const names = await readdir(join(folder, 'mongodb'));
  return names
    .filter((name) => !/-(wal|shm)$|lock|pid/.test(name))
    .map((name) => join(folder, 'mongodb', name));
}
