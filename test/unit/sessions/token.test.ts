import { randomUUID } from 'node:crypto';
import { SignJWT, UnsecuredJWT } from 'jose';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { setClock } from '#lib/platform/clock.ts';
import { issueAccessToken, verifyAccessToken } from '#lib/sessions/token.ts';
import { CURRENT_SECRET, PREVIOUS_SECRET, TEST_PUBLIC_KEY } from '../../support/server/keys.ts';

const NOON = Date.parse('2026-03-01T12:00:00.250Z');
afterEach(() => setClock());

/** A token that verifies, but for what the test changes. */
const header = { alg: 'HS256', typ: 'at+jwt', kid: 'current' };
const forge = (changes: object = {}) =>
  new SignJWT({ sid: 's1' })
    .setProtectedHeader({ ...header, ...changes })
    .setSubject('alice')
    .setIssuer('corechat')
    .setAudience('corechat-api')
    .setIssuedAt()
    .setExpirationTime('15 minutes');

const codeOf = (token: string) => verifyAccessToken(token).then(String, (error) => error.code);

test('a token speaks for its subject for fifteen minutes', async () => {
  setClock(() => NOON);
  const { token, issuedAt, expiresAt } = await issueAccessToken({ username: 'Alice', session: 's1' });
  expect(issuedAt.toISOString()).toBe('2026-03-01T12:00:00.250Z');
  expect(expiresAt.toISOString()).toBe('2026-03-01T12:15:00.000Z');
  setClock(() => expiresAt.getTime() - 1);
  expect(await verifyAccessToken(token)).toMatchObject({ username: 'Alice', session: 's1' });
  setClock(() => expiresAt.getTime());
  expect(await codeOf(token)).toBe('token_expired');
});

test('a token is signed with Ed25519', async () => {
  const { token } = await issueAccessToken({ username: 'Alice', session: 's1' });
  expect(JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString())).toEqual({
    alg: 'EdDSA',
    typ: 'at+jwt',
    kid: 'signing',
  });
});

test('the forged token of these tests is valid until something is wrong with it', async () => {
  expect(await verifyAccessToken(await forge().sign(CURRENT_SECRET))).toMatchObject({
    username: 'alice',
    session: 's1',
  });
});

test('a key that no longer signs still verifies', async () => {
  const token = forge({ kid: 'previous' });
  expect(await verifyAccessToken(await token.sign(PREVIOUS_SECRET))).toMatchObject({
    username: 'alice',
    session: 's1',
  });
});

describe('is refused as invalid:', () => {
  const sign = (jwt: SignJWT) => jwt.sign(CURRENT_SECRET);
  test.each<[string, () => string | Promise<string>]>([
    ['nonsense', () => 'nonsense'],
    ['nothing', () => ''],
    ['the public key as a secret', () => forge({ kid: 'signing' }).sign(TEST_PUBLIC_KEY)],
    ['another key', () => forge().sign(PREVIOUS_SECRET)],
    ['an unknown key id', () => sign(forge({ kid: 'stranger' }))],
    ['no key id', () => sign(forge({ kid: undefined }))],
    ['another type', () => sign(forge({ typ: 'JWT' }))],
    ['another algorithm', () => forge({ alg: 'HS512' }).sign(Buffer.alloc(64, CURRENT_SECRET))],
    [
      'alg none',
      () => new UnsecuredJWT({ sub: 'alice' }).setIssuer('corechat').setAudience('corechat-api').encode(),
    ],
    ['another issuer', () => sign(forge().setIssuer('somebody else'))],
    ['another audience', () => sign(forge().setAudience('another api'))],
    [
      'no subject',
      () =>
        sign(
          new SignJWT({ sid: 's1' })
            .setProtectedHeader(header)
            .setIssuer('corechat')
            .setAudience('corechat-api')
            .setExpirationTime('1 hour'),
        ),
    ],
    [
      'no expiry',
      () =>
        sign(
          new SignJWT({ sid: 's1' })
            .setProtectedHeader(header)
            .setIssuer('corechat')
            .setAudience('corechat-api')
            .setSubject('alice'),
        ),
    ],
    [
      'a changed payload',
      async () => {
        const [head, , signature] = (await sign(forge())).split('.');
        const payload = Buffer.from(
          JSON.stringify({ sub: 'bob', sid: 's1', iss: 'corechat', aud: 'corechat-api', exp: 9e9 }),
        );
        return [head, payload.toString('base64url'), signature].join('.');
      },
    ],
  ])('%s', async (_, make) => {
    expect(await codeOf(await make())).toBe('invalid_token');
  });
});

describe('a token that was verified before', () => {
  afterEach(() => vi.restoreAllMocks());

  test('is not verified again, and expires all the same', async () => {
    setClock(() => NOON);
    const { token, expiresAt } = await issueAccessToken({ username: 'Alice', session: 'again' });
    const verifications = vi.spyOn(crypto.subtle, 'verify');
    for (let request = 0; request < 3; request++) await verifyAccessToken(token);
    expect(verifications).toHaveBeenCalledTimes(1);
    setClock(() => expiresAt.getTime());
    expect(await codeOf(token)).toBe('token_expired');
  });

  test('says nothing about one that differs from it', async () => {
    const { token } = await issueAccessToken({ username: 'Alice', session: 's1' });
    await verifyAccessToken(token);
    const [head, payload, signature = ''] = token.split('.');
    const changed = signature.startsWith('A') ? `B${signature.slice(1)}` : `A${signature.slice(1)}`;
    expect(await codeOf([head, payload, changed].join('.'))).toBe('invalid_token');
  });

  test('is forgotten after a thousand others', async () => {
    const issue = () => issueAccessToken({ username: 'Alice', session: randomUUID() });
    const { token } = await issue();
    await verifyAccessToken(token);
    for (let other = 0; other < 1_000; other++) await verifyAccessToken((await issue()).token);
    const verifications = vi.spyOn(crypto.subtle, 'verify');
    await verifyAccessToken(token);
    expect(verifications).toHaveBeenCalledTimes(1);
  });
});
