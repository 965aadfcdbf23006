import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MongoClient } from 'mongodb';
import { afterEach, beforeEach, expect, test } from 'vitest';

const bin = fileURLToPath(new URL('../../bin/document-server.js', import.meta.url));

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'document-server-cli-'));
});
afterEach(() => rm(directory, { recursive: true }));

interface Run {
  stop(signal?: NodeJS.Signals): void;
  closeStdin(): void;
  uri: Promise<string>;
  done: Promise<{ code: number | null; stdout: string; stderr: string }>;
}

function run(...args: string[]): Run {
  const child = spawn(process.execPath, [bin, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += String(chunk);
  });
  const done = once(child, 'close').then(([code]) => ({ code: code as number | null, stdout, stderr }));
  const uri = new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (chunk) => {
      stdout += String(chunk);
      const ready = /^document server ready on (\S+)\n$/.exec(stdout);
      if (ready) resolve(ready[1] as string);
    });
    done.then(() => reject(new Error(`ended early: ${stderr}`)), reject);
  });
  uri.catch(() => {});
  return { stop: (signal = 'SIGTERM') => child.kill(signal), closeStdin: () => child.stdin.end(), uri, done };
}

test.each(['SIGTERM', 'SIGINT'] as const)('prints one line, serves, and stops on %s', async (signal) => {
  const server = run('--port', '0', '--data', directory);
  const client = await new MongoClient(await server.uri).connect();
  await client.db('d').collection('c').insertOne({ a: 1 });
  await client.close();
  server.stop(signal);
  const { code, stdout, stderr } = await server.done;
  expect([code, stdout.split('\n').length, stderr]).toEqual([0, 2, '']);
});

test('with --parent it ends when its standard input closes', async () => {
  const server = run('--port', '0', '--parent');
  await server.uri;
  server.closeStdin();
  expect((await server.done).code).toBe(0);
});

test('a port in use is one clear line', async () => {
  const holder = createServer().listen(0, '127.0.0.1');
  await once(holder, 'listening');
  const { port } = holder.address() as { port: number };
  const { code, stderr } = await run('--port', String(port), '--data', directory).done;
  expect(code).toBe(1);
  expect(stderr).toBe(`document-server: port ${port} on 127.0.0.1 is already in use\n`);
  holder.close();
});

test('a data directory has one server at a time', async () => {
  const first = run('--port', '0', '--data', directory);
  await first.uri;
  const { code, stderr } = await run('--port', '0', '--data', directory).done;
  expect(code).toBe(1);
  expect(stderr).toMatch(/^document-server: the data directory is in use by another server .*\n$/);
  first.stop('SIGKILL');
  await first.done;
  const third = run('--port', '0', '--data', directory);
  await third.uri;
  third.stop();
  expect((await third.done).code).toBe(0);
});

test.each([
  ['text', Buffer.from('this is not a database, and it is kept as it is')],
  ['a torn header', Buffer.concat([Buffer.from('SQLite format 3\0'), Buffer.alloc(4096, 0x5a)])],
])('a data file that is %s is refused and left alone', async (_name, content) => {
  const file = join(directory, 'data.sqlite');
  await writeFile(file, content);
  const { code, stderr } = await run('--port', '0', '--data', directory).done;
  expect(code).toBe(1);
  expect(stderr).toMatch(/^document-server: .*data\.sqlite.*\n$/);
  expect(await readFile(file)).toEqual(content);
});

test('a data file with a damaged page is refused and left alone', async () => {
  const server = run('--port', '0', '--data', directory);
  const client = await new MongoClient(await server.uri).connect();
  await client
    .db('d')
    .collection('c')
    .insertMany(Array.from({ length: 2000 }, (_, i) => ({ i, text: 'x'.repeat(100) })));
  await client.close();
  server.stop();
  await server.done;
  const file = join(directory, 'data.sqlite');
  const content = await readFile(file);
  content.fill(0x77, 4096 * 10, 4096 * 14);
  await writeFile(file, content);
  const { code, stderr } = await run('--port', '0', '--data', directory).done;
  expect(code).toBe(1);
  expect(stderr).toMatch(/^document-server: .*damaged.*\n$/);
  expect((await readFile(file)).equals(content)).toBe(true);
});

test('a directory that cannot be made is one clear line', async () => {
  await writeFile(join(directory, 'file'), '');
  const { code, stderr } = await run('--port', '0', '--data', join(directory, 'file', 'below')).done;
  expect(code).toBe(1);
  expect(stderr).toMatch(/^document-server: cannot create the data directory .*\n$/);
});

test('wrong options are one clear line; --help explains', async () => {
  expect((await run('--port', 'x').done).stderr).toBe(
    'document-server: --port takes a number from 0 to 65535, not x\n',
  );
  const unknown = await run('--nope').done;
  expect([unknown.code, unknown.stderr.split('\n').length]).toEqual([1, 2]);
  const help = await run('--help').done;
  expect(help.code).toBe(0);
  expect(help.stdout).toContain('--data DIR');
});
