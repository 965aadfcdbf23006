/** The Serverless Framework's side: packaging without an account, and the sample events through `invoke local`. */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rmdir, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { functionNames } from '../../build/functions.ts';
import { listSampleEvents } from '../../local/sample-events.ts';
import { makeDataDir, removeDataDir, startProduct } from '../support/server/product.ts';

const ROOT = join(import.meta.dirname, '../..');

/** Without an AWS account, a region or a network. */
const env = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', AWS_PROFILE: '', AWS_REGION: '' };

test('package makes one zip per function, and a template without secrets', async () => {
  const temporary = await mkdtemp(join(tmpdir(), 'corechat-package-'));
  const secret = 'mongodb://user:hunter2@db.example.org/';
  // As `serverless invoke local` of the function that serves the web app leaves it behind.
  const left = join(ROOT, '.esbuild/.build/clients/web');
  await mkdir(left, { recursive: true });
  await symlink(join(ROOT, 'clients/web/dist'), join(left, 'dist'), 'junction').catch(() => {});
  await execa('npx', ['serverless', 'package', '--stage', 'prod'], {
    cwd: ROOT,
    // npm itself keeps compiled code there.
    env: { ...env, MONGODB_URI: secret, TMPDIR: temporary, NODE_DISABLE_COMPILE_CACHE: '1' },
    stdin: 'ignore',
  });
  expect(await readdir(temporary)).toEqual([]);
  await rmdir(temporary);
  const files = await readdir(join(ROOT, '.serverless'));
  const names = functionNames().map((name) => `${name.replace('/', '-')}.zip`);
  expect(files.filter((file) => file.endsWith('.zip')).sort()).toEqual(names.sort());
  for (const name of names) {
    const zip = await readFile(join(ROOT, '.serverless', name));
    // A zip lists its files' names in plain text.
    const holds = (file: string) => zip.includes(file);
    expect([name, holds('clients/web/dist/index.html.br'), holds('openapi/dist/openapi.json.br')]).toEqual([
      name,
      name === 'system-web.zip',
      name === 'system-openapi.zip',
    ]);
  }
  const template = await readFile(
    join(ROOT, '.serverless/cloudformation-template-update-stack.json'),
    'utf8',
  );
  expect(template).not.toContain('{{resolve:');
  expect(template).not.toContain('hunter2');
});

/** Lets a zip not be written, as on a full disk. */
const FULL_DISK = `
import fs from 'node:fs';
const { open } = fs;
fs.open = (path, ...more) => {
  if (!String(path).endsWith('messages-send.zip')) return open(path, ...more);
  more.at(-1)(new Error('ENOSPC: no space left on device'));
};`;

test('a packaging that fails leaves no temporary files either', async () => {
  const temporary = await mkdtemp(join(tmpdir(), 'corechat-package-'));
  const { exitCode, all } = await execa('npx', ['serverless', 'package', '--stage', 'prod'], {
    cwd: ROOT,
    env: {
      ...env,
      TMPDIR: temporary,
      NODE_DISABLE_COMPILE_CACHE: '1',
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(FULL_DISK)}`,
    },
    stdin: 'ignore',
    all: true,
    reject: false,
  });
  expect([exitCode, all]).toEqual([1, expect.stringContaining('ENOSPC')]);
  expect(await readdir(temporary)).toEqual([]);
  await rmdir(temporary);
  expect(existsSync(join(ROOT, '.esbuild/tmp'))).toBe(false);
});

test('packaging leaves a running stack alone', async () => {
  const product = await startProduct(await makeDataDir());
  await execa('npx', ['serverless', 'package', '--stage', 'prod'], { cwd: ROOT, env, stdin: 'ignore' });
  // A function that no request has loaded yet.
  expect((await fetch(`${product.url}/Users`)).status).toBe(200);
  await product.interrupt();
  await removeDataDir(product.dataDir);
});

test('invoke prints the answer of one event', async () => {
  const { stdout } = await execa('npm', ['run', '--silent', 'invoke', '--', 'messages/send'], {
    cwd: ROOT,
    env,
  });
  expect(stdout).toMatch(/^HTTP 201\n/);
  expect(stdout).toContain('"Message has been sent."');
});

// test/integration/bundles.test.ts has all events, without a process of the framework for each.
test('invoke --all replays every event of a folder, with its expected status', async () => {
  const args = ['run', '--silent', 'invoke', '--', '--all', 'blocks'];
  const { stdout } = await execa('npm', args, { cwd: ROOT, env });
  const names = listSampleEvents(ROOT).flatMap(({ name }) => (name.startsWith('blocks/') ? [name] : []));
  expect(stdout).toContain(`\n${names.length} events replayed, 0 answered otherwise than expected`);
  const replayed = stdout.split('\n').filter((line) => line.endsWith(' ok'));
  expect(replayed.map((line) => line.split(' ')[0]).sort()).toEqual(names.sort());
});

test('invoke --all names the folders when it is asked for one that is not there', async () => {
  const args = ['run', '--silent', 'invoke', '--', '--all', 'message'];
  const { exitCode, stderr } = await execa('npm', args, { cwd: ROOT, env, reject: false });
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/^There is no folder "message" in events\/\. There are: .*messages, /);
});

test('invoke lists the events when it is asked for one that is not there', async () => {
  const result = await execa('npm', ['run', '--silent', 'invoke', '--', 'messages/sned'], {
    cwd: ROOT,
    env,
    reject: false,
  });
  expect(result.exitCode).toBe(1);
  expect(result.stderr).toMatch(/^There is no event "messages\/sned"\. Choose one of:\n/);
  expect(result.stderr).toContain('messages/send');
});
