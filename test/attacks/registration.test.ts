/**
 * The attacker has one invitation to register one account, and wants more accounts, or learns from an answer whether a code exists.
 * Before there were invitations, anybody made 20 accounts an hour from each address.
 */
import { afterEach, expect, test } from 'vitest';
import { makeInvite } from '#lib/accounts/invites.ts';
import { collection } from '#lib/platform/mongo.ts';
import { call } from '../support/http/gateway.ts';
import { registration } from '../support/people/registration.ts';
import { functionWith, withoutSettings } from '../support/server/functions-with.ts';

afterEach(withoutSettings);

async function registering() {
  const handler = await functionWith({ REGISTRATION: 'invite', RATE_LIMITS: 'off' }, 'auth/register');
  return (username: string, invite?: string) =>
    call(handler, {
      method: 'POST',
      path: '/Register',
      body: { ...registration(username), ...(invite === undefined ? {} : { invite }) },
    });
}

test('twelve registrations at once with an invitation for three make three accounts', async () => {
  const { code } = await makeInvite(3, 3_600);
  const register = await registering();
  const answers = await Promise.all(
    Array.from({ length: 12 }, (_, index) => register(`many-${index}`, code)),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([...Array(3).fill(201), ...Array(9).fill(403)]);
});

test('the answer to a wrong, an expired, a used up and a missing code is the same', async () => {
  const [used, expired] = [await makeInvite(1, 3_600), await makeInvite(1, -60)];
  const register = await registering();
  expect((await register('first', used.code)).status).toBe(201);
  // Of a taken name: it shows nothing either.
  const codes = ['7K3Q-9FXM-2B8D-HV40', expired.code, used.code, undefined];
  const answers = await Promise.all(codes.map((code) => register('first', code)));
  const shown = answers.map(({ status, body: { request_id: _, ...body } }) => ({ status, body }));
  expect(shown).toEqual(Array(4).fill(shown[0]));
  expect(shown[0]).toMatchObject({
    status: 403,
    body: { code: 'invalid_invite', title: 'This invitation is wrong, expired or used up' },
  });
});

test('the database holds no code', async () => {
  const { code } = await makeInvite(1, 3_600);
  const stored = JSON.stringify(await collection('invites').find().toArray());
  expect(stored).not.toContain(code);
  expect(stored).not.toContain(code.replaceAll('-', ''));
});
