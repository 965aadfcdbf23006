import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { watchSources } from '../../../local/source-watch.ts';

let root: string;
let changed: string[];
let stop: () => void;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'corechat-watch-'));
  for (const folder of ['functions/messages', 'lib/platform', 'docs'])
    mkdirSync(join(root, folder), { recursive: true });
  changed = [];
  stop = watchSources(root, (file) => changed.push(file));
});
afterEach(() => {
  stop();
  rmSync(root, { recursive: true });
});

const write = (file: string) => writeFileSync(join(root, file), String(Math.random()));

/** As vim and git save. */
function replace(file: string): void {
  write(`${file}~`);
  renameSync(join(root, `${file}~`), join(root, file));
}

async function expectChange(file: string, save: (file: string) => void): Promise<void> {
  changed.length = 0;
  save(file);
  await vi.waitFor(() => expect(changed).toContain(file), 5_000);
}

test.each(['functions/messages/send.ts', 'lib/platform/log.ts', 'serverless.yml'])(
  'sees each time that %s is written or replaced',
  async (file) => {
    for (const save of [write, replace, replace, write, replace]) await expectChange(file, save);
  },
);

test('sees files of folders that were made, or made again, since', async () => {
  await expectChange('lib/search', (folder) => mkdirSync(join(root, folder)));
  await expectChange('lib/search/terms.ts', write);
  await expectChange('lib/search', (folder) => rmSync(join(root, folder), { recursive: true }));
  await expectChange('lib/search', (folder) => mkdirSync(join(root, folder)));
  await expectChange('lib/search/terms.ts', write);
});

test('leaves other files alone', async () => {
  write('docs/errors.ts');
  write('lib/notes.md');
  await expectChange('lib/platform/log.ts', write);
  expect(new Set(changed)).toEqual(new Set(['lib/platform/log.ts']));
});
