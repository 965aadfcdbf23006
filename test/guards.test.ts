/** The rules that keep the code base in shape are on: each of these mistakes turns the linter red. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
let checkout: string;

beforeAll(() => {
  checkout = mkdtempSync(join(tmpdir(), 'corechat-guards-'));
  const rules = JSON.parse(readFileSync(join(root, 'biome.json'), 'utf8'));
  writeFileSync(join(checkout, 'biome.json'), JSON.stringify({ ...rules, vcs: { enabled: false } }));
  for (const entry of ['package.json', 'tsconfig.json', 'lib', 'functions']) {
    cpSync(join(root, entry), join(checkout, entry), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(checkout, 'node_modules'));
});
afterAll(() => rmSync(checkout, { recursive: true }));

/** @returns the names of the rules that the code breaks as that file */
function lint(file: string, code: string): string[] {
  mkdirSync(dirname(join(checkout, file)), { recursive: true });
  writeFileSync(join(checkout, file), code);
  const biome = join(root, 'node_modules/@biomejs/biome/bin/biome');
  try {
    execFileSync(process.execPath, [biome, 'lint', '--reporter=json', file], {
      cwd: checkout,
      stdio: 'pipe',
    });
    return [];
  } catch (error) {
    const { diagnostics } = JSON.parse((error as { stdout: Buffer }).stdout.toString());
    return diagnostics.map(({ category }: { category: string }) => category.split('/').at(-1));
  } finally {
    rmSync(join(checkout, file));
  }
}

const sending = "import { sendMessage } from '#lib/messages/messaging.ts';\nexport const f = async () => {\n";

test.each<[string, string, string, string[]]>([
  [
    'nothing wrong',
    'functions/a.ts',
    `${sending}  await sendMessage('a', { to: 'b', text: 'c' });\n};\n`,
    [],
  ],
  [
    'a floating promise',
    'functions/a.ts',
    `${sending}  sendMessage('a', { to: 'b', text: 'c' });\n};\n`,
    ['noFloatingPromises'],
  ],
  [
    'a function that imports a driver',
    'functions/a.ts',
    "export { MongoClient } from 'mongodb';\n",
    ['noRestrictedImports'],
  ],
  [
    'a function that imports lib by its path',
    'functions/auth/a.ts',
    "export { log } from '../../lib/platform/log.ts';\n",
    ['noRestrictedImports'],
  ],
  [
    'a function that reads the environment',
    'functions/a.ts',
    'export const stage = process.env.STAGE;\n',
    ['noProcessEnv'],
  ],
  [
    'lib that reads the environment',
    'lib/a.ts',
    'export const stage = process.env.STAGE;\n',
    ['noProcessEnv'],
  ],
  ['a second importer of jose', 'lib/a.ts', "export { SignJWT } from 'jose';\n", ['noRestrictedImports']],
  [
    'lib that imports a function',
    'lib/a.ts',
    "export { handler } from '../functions/auth/login.ts';\n",
    ['noRestrictedImports'],
  ],
  [
    'an SDK that imports what the server shares',
    'clients/sdk/src/a.ts',
    "export type { Message } from '../../../lib/messages/message.ts';\n",
    ['noRestrictedImports'],
  ],
  [
    'an SDK that imports its folders',
    'clients/sdk/src/a.ts',
    "export { A } from './store/a.ts';\nexport { b } from './b.ts';\n",
    [],
  ],
  [
    'a folder of the SDK that imports the others',
    'clients/sdk/src/store/a.ts',
    "export { A } from '../sync/a.ts';\nexport { b } from '../b.ts';\nexport { c } from './c.ts';\n",
    [],
  ],
  [
    'a folder of the SDK that imports what the server shares',
    'clients/sdk/src/store/a.ts',
    "export type { Message } from '../../../../lib/messages/message.ts';\n",
    ['noRestrictedImports'],
  ],
  [
    'a folder of the SDK that imports its tools',
    'clients/sdk/src/store/a.ts',
    "export { generateProtocol } from '../../protocol.ts';\n",
    ['noRestrictedImports'],
  ],
  [
    'an SDK with a dependency',
    'clients/sdk/src/a.ts',
    "export { string } from 'valibot';\n",
    ['noRestrictedImports'],
  ],
  [
    'an SDK that reads the environment',
    'clients/sdk/src/a.ts',
    'export const url = process.env.URL;\n',
    ['noProcessEnv'],
  ],
  [
    'a client that imports the SDK',
    'clients/web/src/state/a.ts',
    "export { CoreChat } from '#sdk';\nexport { b } from '../b.ts';\n",
    [],
  ],
  [
    'a client that reaches into the SDK',
    'clients/web/src/state/a.ts',
    "export { Timeline } from '../../../sdk/src/timeline.ts';\n",
    ['noRestrictedImports'],
  ],
  [
    'a client that imports lib',
    'clients/cli/src/a.ts',
    "export { problems } from '../../../lib/http/errors.ts';\n",
    ['noRestrictedImports'],
  ],
])('%s', (_, file, code, rules) => {
  expect(lint(file, code)).toEqual(rules);
});
