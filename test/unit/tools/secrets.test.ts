/** No credential is in the repository. Those planted here are put together at run time, or this file would be found, too. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, describe as group, test } from 'vitest';
import { ROOT } from '../../../local/root.ts';
import {
  describe,
  filesBelow,
  filesInGit,
  findSecrets,
  type Rule,
  scan,
  unexpected,
  unusedAllowances,
} from '../../../tools/secrets.ts';

const base64url = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

const planted: Record<Rule, string> = {
  'AWS access key': `AKIA${'Q'.repeat(16)}`,
  'AWS secret key': `aws_secret_access_key = ${'wJalrXUt/+'.repeat(4)}`,
  'private key': `-----BEGIN RSA ${'PRIVATE'} KEY-----`,
  JWT: [base64url({ alg: 'HS256', typ: 'at+jwt' }), base64url({ sub: 'alice', exp: 1 }), 'c2lnbmF0dXJl'].join(
    '.',
  ),
  'database password': `mongodb+srv://${'chat'}:hunter2@cluster0.abcde.mongodb.net/?retryWrites=true`,
  'signing key': `JWT_KEYS=k1:${'a'.repeat(43)}`,
  'GitHub token': `ghp_${'a'.repeat(36)}`,
  'npm token': `npm_${'a'.repeat(36)}`,
  'Slack token': `xoxb-${'1'.repeat(12)}`,
};

// An unpacked archive has no list of files.
group.skipIf(!existsSync(join(ROOT, '.git')))('what git knows of', () => {
  const files = filesInGit();
  const found = scan(ROOT, files);

  test('holds no credential', () => {
    expect(files.length).toBeGreaterThan(500);
    expect(unexpected(found).map(describe)).toEqual([]);
  });

  test('holds every example that is allowed', () => {
    expect(unusedAllowances(found)).toEqual([]);
  });
});

test.each(Object.entries(planted))('a planted %s is found, and named without being shown', (rule, secret) => {
  const folder = mkdtempSync(join(tmpdir(), 'corechat-secrets-'));
  writeFileSync(join(folder, 'notes.md'), `# Notes\n\nuse "${secret}" for now\n`);
  writeFileSync(join(folder, 'harmless.md'), '# Notes\n');
  const found = unexpected(scan(folder, filesBelow(folder)));
  rmSync(folder, { recursive: true });
  expect(found.map(describe)).toEqual([`notes.md:3: ${rule}`]);
});

test('an allowed example is not allowed in another file, nor another one in its file', () => {
  const example = (password: string) => `mongodb${'://'}user:${password}@db`;
  const file = 'test/unit/http/endpoint.test.ts';
  expect(unexpected(findSecrets(file, example('hunter2')))).toEqual([]);
  expect(unexpected(findSecrets(file, example('hunter3')))).toHaveLength(1);
  expect(unexpected(findSecrets('lib/platform/mongo.ts', example('hunter2')))).toHaveLength(1);
});

test.each([
  `mongodb://\${user}:\${password}@host`,
  'mongodb://localhost:27017/corechat',
  'eyJhbGciOiJIUzI1NiIs…',
  'JWT_KEYS=current:<secret>',
  'npm_config_registry',
])('%s is no secret', (text) => {
  expect(findSecrets('README.md', text)).toEqual([]);
});
