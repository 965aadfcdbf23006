/**
 * The attacker runs code inside one function and reads all that it holds, then makes a token of another person. Before, each of the
 * functions that verify tokens held the HS256 secret, which signs: 29 of them. Now two hold the key that signs.
 */
import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import { expect, test } from 'vitest';
import { config } from '#lib/platform/config.ts';
import { newSigningKeys, verifyingKeysOf } from '../../deploy/key-ring.ts';
import { readGrants } from '../support/deploy/grants.ts';
import { call } from '../support/http/gateway.ts';
import { createPerson } from '../support/people/people.ts';
import { functionWith, withoutSettings } from '../support/server/functions-with.ts';

test('only logging in and refreshing hold the key that signs', () => {
  const signing = Object.entries(readGrants())
    .filter(([, grants]) => grants?.secrets?.includes('signing'))
    .map(([name]) => name);
  expect(signing.sort()).toEqual(['auth/login', 'sessions/refresh']);
});

test('nothing that another function holds signs a token', async () => {
  const { username, session } = await createPerson('victim');
  const SIGNING_KEYS = newSigningKeys();
  const ring = verifyingKeysOf(SIGNING_KEYS);
  const inbox = await functionWith({ JWT_KEYS: ring, SIGNING_KEYS }, 'conversations/list');
  const [kid = '', key = ''] = ring.split(':');
  const forged = (secret: Uint8Array) =>
    new SignJWT({ sid: session })
      .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid })
      .setSubject(username)
      .setIssuer(config.jwt.issuer)
      .setAudience(config.jwt.audience)
      .setJti(randomUUID())
      .setIssuedAt()
      .setExpirationTime('15 minutes')
      .sign(secret);
  const [, bytes = ''] = key.split('.');
  for (const secret of [key, bytes, Buffer.from(bytes, 'base64url')]) {
    const token = await forged(typeof secret === 'string' ? Buffer.from(secret) : secret);
    const { status, body } = await call(inbox, { path: '/conversations', token });
    expect([status, body.code]).toEqual([401, 'invalid_token']);
  }
  withoutSettings();
});
