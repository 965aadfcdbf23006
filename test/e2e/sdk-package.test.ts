/** The published SDK: packed, installed without a network, type-checked by a consumer, and its quick start run. */
import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type InstalledPackage, installPackage, packSources } from '../support/clients/installed-package.ts';
import { makeDataDir, removeDataDir, startProduct } from '../support/server/product.ts';
import { exportedValues } from '../support/source/exported-values.ts';

const ROOT = join(import.meta.dirname, '../..');
const run = promisify(execFile);

let sdk: InstalledPackage;
let consumer: string;
let quickStart: string;
let groups: string;

beforeAll(async () => {
  sdk = await installPackage('sdk');
  consumer = sdk.folder;
  const readme = await readFile(join(ROOT, 'clients/sdk/README.md'), 'utf8');
  quickStart = /## Quick start\n\n```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
  groups = /## Groups\n[^`]*(?:`\w+`[^`]*)*```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
});
afterAll(() => sdk.remove());

const installed = (file: string) => readFile(join(consumer, 'node_modules/@corechat/sdk', file), 'utf8');

test('holds one module and its types, and no paths of the build', async () => {
  const [code, types] = [await installed('index.js'), await installed('index.d.ts')];
  for (const text of [code, types]) {
    expect(/^import .*|^export .* from .*|\bimport\(.*|[^#.]\brequire\(.*/m.exec(text)?.[0]).toBeUndefined();
    expect(text.includes(ROOT)).toBe(false);
    expect(/\bprocess\b\..*|\bBuffer\b.*|node:.*/.exec(text)?.[0]).toBeUndefined();
  }
  // Newer than the browsers that README names.
  expect(/\bURL\.parse\(|\bPromise\.try\(|\bArray\.fromAsync\(/.exec(code)).toBeNull();
  expect(types.includes('@internal')).toBe(false);
  expect(JSON.parse(await installed('package.json'))).toMatchObject({
    name: '@corechat/sdk',
    exports: { '.': { types: './index.d.ts', default: './index.js' } },
    publishConfig: { access: 'public' },
  });
  expect(JSON.parse(await installed('package.json'))).not.toHaveProperty('dependencies');
});

test('declares as values exactly what the module exports', async () => {
  const module = await import(join(consumer, 'node_modules/@corechat/sdk/index.js'));
  const types = await installed('index.d.ts');
  expect(exportedValues(types).sort()).toEqual(Object.keys(module).sort());
});

test('npm pack refuses the sources, and names the command that makes the package', async () => {
  const { isPacked, output } = await packSources('sdk');
  expect(isPacked).toBe(false);
  expect(output).toContain('Use: npm run tarball -w clients/sdk');
});

/** A page that uses it: without types of Node.js, and with types of the package only. */
const PAGE = `
import { type Conversation, CoreChat, CoreChatError, type ConversationSnapshot, sentence, webStorage } from '@corechat/sdk';
const chat = new CoreChat({
  session: 'cookie', storage: webStorage(localStorage), fetch, WebSocket, BroadcastChannel, log: console.log,
});
export const off: () => void = chat.on('message', ({ message, change }) => {
  document.title = change === 'created' ? message.Message : '';
});
const conversation: Conversation = chat.conversation('bob');
export const view: ConversationSnapshot = conversation.snapshot;
export const show = (error: unknown): string => error instanceof CoreChatError ? error.code : sentence(error);
// @ts-expect-error there is no such field
chat.logIn({ username: 'alice', pasword: 'x' });
// @ts-expect-error there is no such code
export const isOdd = (error: CoreChatError): boolean => error.code === 'odd';
export const entries: readonly { clientId: string }[] = chat.outbox.entries();
`;

test.each(['bundler', 'nodenext'])('a consumer type-checks with moduleResolution %s', async (resolution) => {
  const directory = join(consumer, resolution);
  await mkdir(directory);
  await writeFile(join(directory, 'page.ts'), PAGE);
  const compilerOptions = {
    moduleResolution: resolution,
    module: resolution === 'bundler' ? 'esnext' : 'nodenext',
    target: 'es2022',
    lib: ['es2022', 'dom'],
    types: [],
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
    noEmit: true,
  };
  await writeFile(join(directory, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['page.ts'] }));
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  const { stdout } = await run(process.execPath, [tsc, '-p', directory], { cwd: consumer }).catch(
    (error: { stdout: string }) => error,
  );
  expect(stdout).toBe('');
});

/** After the quick start, as the same person. */
const MEETING = `
import { CoreChat } from '@corechat/sdk';
import { meet } from './groups.ts';
const chat = new CoreChat({ url: process.env.CORECHAT_URL ?? '' });
await chat.register({
  username: 'bob', password: 'correct horse battery', first_name: 'Bob', last_name: 'Lee', email: 'bob@example.org',
});
await chat.logIn({ username: 'alice', password: 'correct horse battery' });
await meet(chat, ['bob']);
chat.close();
`;

test('the README’s examples type-check and run', async () => {
  const [file, meeting] = [join(consumer, 'quick-start.ts'), join(consumer, 'meeting.ts')];
  await writeFile(file, quickStart);
  await writeFile(join(consumer, 'groups.ts'), groups);
  await writeFile(meeting, MEETING);
  const compilerOptions = {
    module: 'nodenext',
    target: 'es2022',
    lib: ['es2022'],
    types: ['node'],
    typeRoots: [join(ROOT, 'node_modules/@types')],
    strict: true,
    noEmit: true,
    allowImportingTsExtensions: true,
  };
  await writeFile(
    join(consumer, 'tsconfig.json'),
    JSON.stringify({ compilerOptions, files: [file, meeting] }),
  );
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  await run(process.execPath, [tsc, '-p', consumer], { cwd: consumer });

  const product = await startProduct(await makeDataDir());
  const env = { ...process.env, CORECHAT_URL: product.url };
  const { stdout, stderr } = await run(process.execPath, [file], { cwd: consumer, env, timeout: 30_000 });
  expect(stderr).toBe('');
  expect(stdout.split('\n')).toEqual([
    expect.stringMatching(/^I: Hello, CoreChat$/),
    expect.stringMatching(/^stored as [0-9a-f]{24}, number 1$/),
    expect.stringMatching(/^\d{4}-.*Z Hello, CoreChat$/),
    '',
  ]);
  const met = await run(process.execPath, [meeting], { cwd: consumer, env, timeout: 30_000 });
  expect(met.stdout.split('\n')).toEqual([
    expect.stringMatching(/^bob can join with i\S{44}$/),
    'You made the group “Team”',
    'alice: Who takes Saturday?',
    'alice: I do',
    '',
  ]);
  await product.interrupt();
  await removeDataDir(product.dataDir);
});
