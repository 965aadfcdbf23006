import { SignJWT, UnsecuredJWT } from 'jose';
import { afterEach, describe, expect, test } from 'vitest';
import { issueAccessToken, verifyAccessToken } from '#lib/auth/token.ts';
import { setClock } from '#lib/clock.ts';
import { CURRENT_SECRET, PREVIOUS_SECRET } from '../../support/keys.ts';

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
  expect(await verifyAccessToken(token)).toEqual({ username: 'Alice', session: 's1' });
  setClock(() => expiresAt.getTime());
  expect(await codeOf(token)).toBe('token_expired');
});

test('the forged token of these tests is valid until something is wrong with it', async () => {
  expect(await verifyAccessToken(await forge().sign(CURRENT_SECRET))).toEqual({
    username: 'alice',
    session: 's1',
  });
});

test('a key that no longer signs still verifies', async () => {
  const token = forge({ kid: 'previous' });
  expect(await verifyAccessToken(await token.sign(PREVIOUS_SECRET))).toEqual({
    username: 'alice',
    session: 's1',
  });
});

describe('is refused as invalid:', () => {
  const sign = (jwt: SignJWT) => jwt.sign(CURRENT_SECRET);
  test.each<[string, () => string | Promise<string>]>([
    ['nonsense', () => 'nonsense'],
    ['nothing', () => ''],
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
