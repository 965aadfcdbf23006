import { argon2Sync } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { hashPassword, needsRehash, verifyPassword } from '#lib/accounts/password.ts';

const weaker = (password: string): string => {
  const salt = Buffer.alloc(16, 1);
  const parameters = { memory: 8_192, passes: 1, parallelism: 1, tagLength: 32 };
  const tag = argon2Sync('argon2id', { message: password, nonce: salt, ...parameters });
  const unpadded = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '');
  return `$argon2id$v=19$m=8192,t=1,p=1$${unpadded(salt)}$${unpadded(tag)}`;
};

test('a hash is a PHC string with the current parameters and a fresh salt', async () => {
  const [one, two] = await Promise.all([hashPassword('secret words'), hashPassword('secret words')]);
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
  expect(one).not.toBe(two);
  expect(needsRehash(one)).toBe(false);
});

test('only the password itself verifies', async () => {
  const hash = await hashPassword('secret words');
  expect(await verifyPassword('secret words', hash)).toBe(true);
  expect(await verifyPassword('Secret words', hash)).toBe(false);
  expect(await verifyPassword('', hash)).toBe(false);
});

test('one password typed in two Unicode forms is one password', async () => {
  const hash = await hashPassword('caf\u00e9 au lait');
  expect(await verifyPassword('cafe\u0301 au lait', hash)).toBe(true);
});

test('a hash made with other parameters verifies and asks to be renewed', async () => {
  const hash = weaker('secret words');
  expect(await verifyPassword('secret words', hash)).toBe(true);
  expect(needsRehash(hash)).toBe(true);
});

test('an unknown user never verifies', async () => {
  expect(await verifyPassword('', undefined)).toBe(false);
  expect(await verifyPassword('anything', undefined)).toBe(false);
});

test('a damaged stored hash is an error, not a wrong password', async () => {
  await expect(verifyPassword('x', 'plain text')).rejects.toThrow('not an argon2id PHC string');
});

test('concurrent hashes leave threads of the pool to others', async () => {
  const ended: string[] = [];
  const note = (what: string) => () => ended.push(what);
  const hashes = Array.from({ length: 8 }, () => hashPassword('secret words').then(note('hash')));
  await stat('.').then(note('another task'));
  expect(ended).toEqual(['another task']);
  await Promise.all(hashes);
  expect(ended).toHaveLength(9);
});

test('one that fails lets the next one in', async () => {
  const impossible = '$argon2id$v=19$m=1,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAA';
  const failing = Array.from({ length: 8 }, () => verifyPassword('secret words', impossible));
  expect((await Promise.allSettled(failing)).map(({ status }) => status)).toEqual(Array(8).fill('rejected'));
  expect(await hashPassword('secret words')).toMatch(/^\$argon2id/);
});
