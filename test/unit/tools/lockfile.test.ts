/** package-lock.json: where packages come from, that their contents are pinned, under which licences they are shipped. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT } from '../../../local/root.ts';
import {
  isShipped,
  type LockedPackage,
  type Lockfile,
  licenseFaults,
  lockfileFaults,
  readLockfile,
} from '../../../tools/lockfile.ts';

const lockfile = readLockfile();
const { allowScripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const reviewed = Object.keys(allowScripts);

test('is in order', () => {
  expect(Object.keys(lockfile.packages).length).toBeGreaterThan(500);
  expect(lockfileFaults(lockfile, reviewed)).toEqual([]);
});

test('shipped packages have allowed licences', () => {
  expect(licenseFaults(lockfile)).toEqual([]);
});

test('shipped packages are those that functions and clients import, without development tools', () => {
  const shipped = ['mongodb', 'jose', 'preact', '@inquirer/prompts', 'swagger-ui-dist'];
  const not = ['vitest', 'serverless', '@corechat/web'];
  for (const name of shipped) expect(isShipped(lockfile, `node_modules/${name}`), name).toBe(true);
  for (const name of not) expect(isShipped(lockfile, `node_modules/${name}`), name).toBe(false);
});

const integrity = `sha512-${'A'.repeat(86)}==`;
const sound: LockedPackage = { version: '1.0.0', integrity, license: 'MIT' };

/** A lockfile of one workspace and one package that is as it should be, but for the changes. */
const locked = (changes: LockedPackage, more: Lockfile['packages'] = {}): Lockfile => ({
  lockfileVersion: 3,
  packages: { '': {}, 'clients/sdk': {}, 'node_modules/a': { ...sound, ...changes }, ...more },
});

test('a sound one has no faults', () => {
  const packages = { 'node_modules/@corechat/sdk': { link: true, resolved: 'clients/sdk' } };
  const resolved = 'https://registry.npmjs.org/a/-/a-1.0.0.tgz';
  expect(lockfileFaults(locked({ resolved }, packages), [])).toEqual([]);
  expect(licenseFaults(locked({}))).toEqual([]);
});

describe('is refused:', () => {
  test.each<[string, Lockfile, string]>([
    ['no hash', locked({ integrity: '' }), 'node_modules/a: has no sha512 hash'],
    ['a weak hash', locked({ integrity: 'sha1-aaaaaaaaaaaaaaaaaaaaaaaaaaa=' }), 'has no sha512 hash'],
    [
      'another host',
      locked({ resolved: 'https://registry.npmjs.org.evil.example/a.tgz' }),
      'is loaded from https://registry.npmjs.org.evil',
    ],
    ['no TLS', locked({ resolved: 'http://registry.npmjs.org/a.tgz' }), 'is loaded from http:'],
    ['a repository', locked({ dependencies: { b: 'git+ssh://git@example.org/b' } }), 'wants b from git+ssh'],
    ['a shorthand', locked({ dependencies: { b: 'someone/b#main' } }), 'wants b from someone/b'],
    ['a link to outside', locked({ link: true, resolved: '../a' }), 'which is no workspace'],
    ['an unreviewed script', locked({ hasInstallScript: true }), 'which nobody allowed or denied'],
    [
      'another platform left out',
      locked({ optionalDependencies: { 'a-darwin-arm64': '1.0.0' } }),
      'its optional a-darwin-arm64 is missing',
    ],
    ['an old format', { ...locked({}), lockfileVersion: 1 }, 'lockfileVersion is 1'],
  ])('%s', (_, file, fault) => {
    expect(lockfileFaults(file, [])).toEqual([expect.stringContaining(fault)]);
  });

  test.each([{ license: 'AGPL-3.0' }, { license: 'SEE LICENSE IN x' }, { license: '' }])(
    '$license',
    (changes) => {
      expect(licenseFaults(locked(changes))).toHaveLength(1);
      expect(licenseFaults(locked({ ...changes, dev: true }))).toEqual([]);
    },
  );
});
