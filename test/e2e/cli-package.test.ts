/** The terminal client's package: packed, installed without a network, and run by plain Node.js. */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type InstalledPackage, installPackage, packSources } from '../support/clients/installed-package.ts';

const run = promisify(execFile);

let installed: InstalledPackage;
beforeAll(async () => {
  installed = await installPackage('cli');
});
afterAll(() => installed.remove());

const corechat = (...args: string[]) =>
  run(process.execPath, [join(installed.folder, 'node_modules/.bin/corechat'), ...args], {
    cwd: installed.folder,
    env: { PATH: process.env.PATH, CORECHAT_CONFIG_DIR: join(installed.folder, 'config') },
  });

test('asks a server', async () => {
  const server = createServer((_, response) =>
    response.writeHead(200, { 'Content-Type': 'application/json' }).end('["alice","bob"]'),
  ).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const { stdout, stderr } = await corechat('--api', `http://127.0.0.1:${port}`, 'users');
  expect({ stdout, stderr }).toEqual({ stdout: 'alice\nbob\n', stderr: '' });
  server.close();
});

test('states its version', async () => {
  const { stdout } = await corechat('--version');
  expect(stdout).toBe('0.1.0\n');
});

test('needs no other package, and holds the licences of those inside', async () => {
  const folder = join(installed.folder, 'node_modules/@corechat/cli');
  expect(JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))).not.toHaveProperty('dependencies');
  const licences = await readFile(join(folder, 'THIRD-PARTY-LICENSES'), 'utf8');
  for (const name of ['commander', '@inquirer/prompts', 'string-width', 'wrap-ansi', 'env-paths']) {
    expect(licences).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(MIT\\)$`, 'm'));
  }
});

test('npm pack refuses the sources, and names the command that makes the package', async () => {
  const { isPacked, output } = await packSources('cli');
  expect(isPacked).toBe(false);
  expect(output).toContain('Use: npm run tarball -w clients/cli');
});
