/** Who may register, by the setting REGISTRATION. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeInvite } from '#lib/accounts/invites.ts';
import type { LambdaHandler } from '#lib/http/endpoint.ts';
import { setClock } from '#lib/platform/clock.ts';
import { call } from '../../support/http/gateway.ts';
import { registration } from '../../support/people/registration.ts';
import { functionWith, withoutSettings } from '../../support/server/functions-with.ts';

const DAY = 86_400;

let number = 0;
let name = '';
beforeEach(() => {
  name = `newcomer-${++number}`;
});
afterEach(() => {
  setClock();
  withoutSettings();
});

const register = (handler: LambdaHandler, more: object = {}, username = name) =>
  call(handler, { method: 'POST', path: '/Register', body: { ...registration(username), ...more } });

const registering = (settings: Record<string, string>) => functionWith(settings, 'auth/register');

test('off: nobody', async () => {
  const { status, body } = await register(await registering({ REGISTRATION: 'off' }));
  expect([status, body.code]).toEqual([403, 'registration_closed']);
});

test('domains: an address at one of them, in any letters, and not at one that ends or begins like it', async () => {
  const handler = await registering({
    REGISTRATION: 'domains',
    REGISTRATION_DOMAINS: 'example.org,example.com',
  });
  for (const domain of ['evil-example.org', 'mail.example.org', 'example.org.evil.net', 'example.net']) {
    const { status, body } = await register(handler, { email: `a@${domain}` });
    expect([domain, status, body.code, body.detail]).toEqual([
      domain,
      403,
      'email_domain_refused',
      'Addresses at example.org, example.com are accepted',
    ]);
  }
  expect((await register(handler, { email: 'a@Example.COM' })).status).toBe(201);
});

test('invite: with a code, however it is typed, as often as it allows', async () => {
  const { code } = await makeInvite(2, DAY);
  const handler = await registering({ REGISTRATION: 'invite' });
  expect((await register(handler, { invite: ` ${code.toLowerCase().replaceAll('-', ' ')}` })).status).toBe(
    201,
  );
  // The name is taken: no use is lost.
  expect((await register(handler, { invite: code })).status).toBe(409);
  expect((await register(handler, { invite: code }, `${name}-b`)).status).toBe(201);
  expect((await register(handler, { invite: code }, `${name}-c`)).body.code).toBe('invalid_invite');
});

test('open: a code is not looked at', async () => {
  expect((await register(await registering({}), { invite: 'anything' })).status).toBe(201);
});
