/** A rotation of the signing key logs no user out. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { LambdaHandler } from '#lib/http/endpoint.ts';
import { newSigningKeys, verifyingKeysOf } from '../../../deploy/key-ring.ts';
import { nextStep } from '../../../deploy/rotation.ts';
import { call } from '../../support/http/gateway.ts';
import { PASSWORD, registration } from '../../support/people/registration.ts';

interface Functions {
  register: LambdaHandler;
  login: LambdaHandler;
  refresh: LambdaHandler;
  inbox: LambdaHandler;
}

/** The functions as a deployment with this ring starts them. */
async function deploy(ring: string): Promise<Functions> {
  vi.stubEnv('SIGNING_KEYS', ring);
  vi.stubEnv('JWT_KEYS', verifyingKeysOf(ring));
  vi.resetModules();
  return {
    register: (await import('../../../functions/auth/register.ts')).handler,
    login: (await import('../../../functions/auth/login.ts')).handler,
    refresh: (await import('../../../functions/sessions/refresh.ts')).handler,
    inbox: (await import('../../../functions/conversations/list.ts')).handler,
  };
}

/** The secret of an earlier version: the first rotation leads to an Ed25519 key. */
const initial = `first:${randomBytes(32).toString('base64url')}`;
const announced = nextStep(initial, new Date(Date.now() + 1_000));
const promoted = nextStep(announced.ring);
const retired = nextStep(promoted.ring);
const again = nextStep(retired.ring, new Date(Date.now() + 2_000));
const promotedAgain = nextStep(again.ring);

const post = (handler: LambdaHandler, body: unknown) => call(handler, { method: 'POST', path: '/x', body });
const logIn = async ({ login }: Functions) =>
  (await post(login, { username: 'rotating-person', password: PASSWORD })).body;
const refresh = async (functions: Functions, RefreshToken: string) =>
  post(functions.refresh, { RefreshToken });
const isAdmitted = async ({ inbox }: Functions, token: string) =>
  (await call(inbox, { path: '/conversations', token })).status === 200;
const kidOf = (token: string): string =>
  JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()).kid;

beforeAll(async () => {
  const { register } = await deploy(initial);
  expect((await post(register, registration('rotating-person'))).status).toBe(201);
});
afterAll(() => {
  vi.unstubAllEnvs();
  // What cleans up after this file imports the library again, with the environment as it was.
  vi.resetModules();
});

test('each deployment admits what those before and after it sign', async () => {
  const rings = [initial, announced.ring, promoted.ring, retired.ring, again.ring, promotedAgain.ring];
  const tokens: string[] = [];
  for (const ring of rings) tokens.push((await logIn(await deploy(ring))).Token);
  const [first, second, third] = ['first', announced.kid, again.kid];
  expect(tokens.map(kidOf)).toEqual([first, first, second, second, second, third]);
  // Functions are updated one after the other: of two deployments that follow each other, either may meet the other's tokens.
  for (const [index, ring] of rings.entries()) {
    // A key is retired when the last token of it has expired.
    const [from, to] = ring === retired.ring ? [index, index + 2] : [index - 1, index + 2];
    const neighbours = tokens.slice(Math.max(0, from), ring === promoted.ring ? index + 1 : to);
    const functions = await deploy(ring);
    for (const token of neighbours) expect(await isAdmitted(functions, token)).toBe(true);
  }
});

test('tokens of a removed key are refused, those of the new key accepted', async () => {
  const before = (await logIn(await deploy(initial))).Token;
  const after = (await logIn(await deploy(promoted.ring))).Token;
  const functions = await deploy(retired.ring);
  expect(await isAdmitted(functions, after)).toBe(true);
  expect(await isAdmitted(functions, before)).toBe(false);
});

test('sessions outlive their key, without a gap', async () => {
  let { RefreshToken } = await logIn(await deploy(initial));
  for (const ring of [announced.ring, promoted.ring, retired.ring]) {
    const { status, body } = await refresh(await deploy(ring), RefreshToken);
    expect(status).toBe(200);
    RefreshToken = body.RefreshToken;
  }
});

test('a refresh whose answer was lost is answered the same after the key has changed', async () => {
  const { RefreshToken: first } = await logIn(await deploy(announced.ring));
  const lost = (await refresh(await deploy(announced.ring), first)).body.RefreshToken;
  const again = await refresh(await deploy(promoted.ring), first);
  expect(again.body.RefreshToken).toBe(lost);
  // Whichever tab comes next, the session goes on.
  expect((await refresh(await deploy(promoted.ring), lost)).status).toBe(200);
});

test('also a key that is unknown by now leaves the session alive', async () => {
  const { RefreshToken: first } = await logIn(await deploy(initial));
  await refresh(await deploy(initial), first);
  const another = newSigningKeys();
  const repeated = await refresh(await deploy(another), first);
  expect(repeated.status).toBe(200);
  expect((await refresh(await deploy(another), repeated.body.RefreshToken)).status).toBe(200);
});
