import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { parseConfig } from '#lib/platform/config.ts';
import { loadKeys } from '../../../local/keys.ts';

const FORMER = `local:${Buffer.alloc(32, 7).toString('base64url')}`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'corechat-keys-'));
  vi.stubEnv('JWT_KEYS', '');
  vi.stubEnv('SIGNING_KEYS', '');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  vi.unstubAllEnvs();
});

const ringsIn = (dataDir: string) => {
  const { keys = [], signing } = parseConfig({ MONGODB_URI: 'mongodb://db/', ...loadKeys(dataDir) }).jwt;
  return [signing?.[0].kind, keys.map(({ kind }) => kind)];
};

test('data of an earlier version gets a key that signs, and its tokens stay valid until they expire', () => {
  writeFileSync(join(folder, 'jwt-keys'), `${FORMER}\n`);
  expect(ringsIn(folder)).toEqual(['private', ['public', 'secret']]);
  const first = loadKeys(folder);
  expect(loadKeys(folder)).toEqual(first);
  const fourHoursAgo = Date.now() / 1_000 - 4 * 3_600;
  utimesSync(join(folder, 'signing-keys'), fourHoursAgo, fourHoursAgo);
  loadKeys(folder);
  expect(readdirSync(folder)).not.toContain('jwt-keys');
  expect(ringsIn(folder)).toEqual(['private', ['public']]);
  expect(loadKeys(folder).SIGNING_KEYS).toBe(first.SIGNING_KEYS);
});

test('JWT_KEYS of before sign as before; public keys alone are refused in one sentence', () => {
  vi.stubEnv('JWT_KEYS', FORMER);
  expect(ringsIn(folder)).toEqual(['secret', ['secret']]);
  vi.stubEnv('JWT_KEYS', 'k1:public.abc');
  expect(() => loadKeys(folder)).toThrow(
    'JWT_KEYS has public keys, which sign nothing: set SIGNING_KEYS as well',
  );
});
