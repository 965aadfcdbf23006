import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FileStorage } from '../../../../clients/cli/src/file-storage.ts';

const KEY = 'corechat:http://localhost:5000:session';

let parent: string;
let directory: string;
let damaged: string[];
let storage: FileStorage;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'corechat-cli-'));
  directory = join(parent, 'corechat');
  damaged = [];
  storage = new FileStorage(directory, (path) => damaged.push(path));
});
afterEach(() => rm(parent, { recursive: true, force: true }));

const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);
const onlyFile = async () => join(directory, (await readdir(directory))[0] ?? '');

test('a value is there after set, for another process too', async () => {
  await storage.set(KEY, '{"a":1}');
  expect(await storage.get(KEY)).toBe('{"a":1}');
  expect(await new FileStorage(directory, () => {}).get(KEY)).toBe('{"a":1}');
});

test('a value that was never set, or was deleted, is undefined', async () => {
  expect(await storage.get(KEY)).toBeUndefined();
  expect(await storage.keys('')).toEqual([]);
  await storage.set(KEY, '1');
  await storage.delete(KEY);
  await storage.delete(KEY);
  expect(await storage.get(KEY)).toBeUndefined();
});

test('finds keys by prefix', async () => {
  for (const key of ['outbox:*/../b', 'outbox:a', 'session']) await storage.set(key, '1');
  expect(await storage.keys('outbox:')).toEqual(['outbox:*/../b', 'outbox:a']);
  expect(await readdir(parent)).toEqual(['corechat']);
});

test('ignores a file of another program', async () => {
  await storage.set(KEY, '1');
  await writeFile(join(directory, '100%.json'), 'discount');
  expect(await storage.keys('')).toEqual([KEY]);
});

test('only the user can read it, even in a directory that was open to all', async () => {
  await mkdir(directory, { mode: 0o755 });
  await storage.set(KEY, '1');
  expect([await modeOf(directory), await modeOf(await onlyFile())]).toEqual(['700', '600']);
});

test('a damaged file is moved aside, named, and kept', async () => {
  await storage.set(KEY, '1');
  const file = await onlyFile();
  await writeFile(file, '{"username":"al');
  expect(await storage.get(KEY)).toBeUndefined();
  expect(damaged).toEqual([`${file}.damaged`]);
  expect(await readFile(damaged[0] ?? '', 'utf8')).toBe('{"username":"al');
  await storage.set(KEY, '2');
  expect(await storage.get(KEY)).toBe('2');
});

test('names the place that cannot be written, with the reason', async () => {
  await writeFile(directory, 'a file where the directory should be');
  await expect(storage.set(KEY, '1')).rejects.toThrow(/corechat.* cannot be written: /);
});

test('concurrent writers leave one complete value and no other file', async () => {
  const values = Array.from({ length: 20 }, (_, index) => JSON.stringify(String(index).repeat(5_000)));
  await Promise.all(values.map((value) => storage.set(KEY, value)));
  expect(values).toContain(await storage.get(KEY));
  expect(await readdir(directory)).toHaveLength(1);
});

test('a lock runs one action at a time', async () => {
  let inside = 0;
  let most = 0;
  const turn = () =>
    storage.lock('session', async () => {
      most = Math.max(most, ++inside);
      await storage.set(KEY, '1');
      inside--;
    });
  await Promise.all([turn(), turn(), turn()]);
  expect(most).toBe(1);
});

test('a lock may have a name that is too long for a file', async () => {
  const long = `outbox:to:${'x'.repeat(300)}`;
  expect(await storage.lock(`${long}a`, () => storage.lock(`${long}b`, async () => 'both'))).toBe('both');
});

test('a lock of a killed process does not block others', async () => {
  await mkdir(directory);
  // Above any limit on process ids.
  await writeFile(join(directory, 'session.lock'), '99999999');
  expect(await storage.lock('session', async () => 'done')).toBe('done');
});

test('an action that fails releases the lock', async () => {
  await expect(storage.lock('session', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await storage.lock('session', async () => 'done')).toBe('done');
});
