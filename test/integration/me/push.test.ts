/** functions/me/subscribe.ts and functions/me/unsubscribe.ts */
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import type { LambdaHandler } from '#lib/http/endpoint.ts';
import {
  unsubscribe as removeStored,
  subscribe as storeSubscription,
} from '#lib/notifications/subscribing.ts';
import { findSession, listSubscriptions } from '#lib/sessions/devices.ts';
import { endSession } from '#lib/sessions/sessions.ts';
import { handler as exportHandler } from '../../../functions/me/export.ts';
import { handler as subscribeHandler } from '../../../functions/me/subscribe.ts';
import { handler as unsubscribeHandler } from '../../../functions/me/unsubscribe.ts';
import { handler as listHandler } from '../../../functions/sessions/list.ts';
import { handler as settingsHandler } from '../../../functions/system/settings.ts';
import { call } from '../../support/http/gateway.ts';
import { createPerson, logInAgain, type Person } from '../../support/people/people.ts';
import { functionWith, withoutSettings } from '../../support/server/functions-with.ts';

const SUBSCRIPTION = {
  Endpoint: 'https://fcm.googleapis.com/fcm/send/an-address',
  Keys: {
    // RFC 8291, appendix A.
    P256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
    Auth: 'BTBZMqHH6r4Tts7J_aSIgg',
  },
};

let alice: Person;
beforeEach(async () => {
  alice = await createPerson('alice');
});

const subscribe = (
  body: unknown = SUBSCRIPTION,
  { token } = alice,
  handler: LambdaHandler = subscribeHandler,
) => call(handler, { method: 'PUT', path: '/me/push', token, body });
const unsubscribe = ({ token } = alice) =>
  call(unsubscribeHandler, { method: 'DELETE', path: '/me/push', token });
const services = async ({ token } = alice): Promise<[boolean, string | null][]> =>
  (await call(listHandler, { path: '/sessions', token })).body.map(
    ({ Current, PushService }: { Current: boolean; PushService: string | null }) => [Current, PushService],
  );

test('a device subscribes, replaces its subscription and ends it; others are not changed', async () => {
  const laptop = await logInAgain(alice);
  expect((await subscribe()).status).toBe(204);
  expect(await services()).toEqual(
    expect.arrayContaining([
      [true, 'fcm.googleapis.com'],
      [false, null],
    ]),
  );
  const other = { ...SUBSCRIPTION, Endpoint: 'https://web.push.apple.com/x', ShowText: false };
  expect((await subscribe(other)).status).toBe(204);
  expect(await services(laptop)).toContainEqual([false, 'web.push.apple.com']);
  expect((await unsubscribe()).status).toBe(204);
  expect((await unsubscribe()).status).toBe(204);
  expect(await services()).toEqual([
    [expect.any(Boolean), null],
    [expect.any(Boolean), null],
  ]);
});

test('an ended session neither gets a subscription nor comes back by one', async () => {
  await endSession(alice.username, alice.session);
  expect((await subscribe()).status).toBe(401);
  expect((await unsubscribe()).status).toBe(401);
  expect(await findSession(alice.username, alice.session)).toBeUndefined();
  // Also when it ends while the request runs.
  const { Endpoint: endpoint, Keys } = SUBSCRIPTION;
  const subscription = { endpoint, p256dh: Keys.P256dh, auth: Keys.Auth, showsText: true };
  await expect(storeSubscription(alice, subscription)).rejects.toMatchObject({ code: 'session_ended' });
  await removeStored(alice);
  expect(await listSubscriptions(alice.username)).toEqual([]);
});

test('an export names the push service only', async () => {
  await subscribe();
  const { body } = await call(exportHandler, { path: '/me/export', token: alice.token });
  expect(body.sessions).toMatchObject([{ PushService: 'fcm.googleapis.com' }]);
  expect(JSON.stringify(body)).not.toMatch(/an-address|BCVxsr7N|BTBZMqHH6/);
});

const { Keys } = SUBSCRIPTION;
test.each<[unknown, string]>([
  [{ Keys }, 'Endpoint'],
  [{ ...SUBSCRIPTION, Endpoint: 'https://169.254.169.254/latest/meta-data' }, 'Endpoint'],
  [{ ...SUBSCRIPTION, Endpoint: 'http://fcm.googleapis.com/' }, 'Endpoint'],
  [{ ...SUBSCRIPTION, Endpoint: `https://fcm.googleapis.com/${'x'.repeat(475)}` }, 'Endpoint'],
  [{ ...SUBSCRIPTION, Endpoint: { S: 'x' } }, 'Endpoint'],
  [{ ...SUBSCRIPTION, Keys: { ...Keys, P256dh: Keys.P256dh.slice(1) } }, 'Keys.P256dh'],
  [{ ...SUBSCRIPTION, Keys: { ...Keys, P256dh: 'A'.repeat(87) } }, 'Keys.P256dh'],
  // A point that is not on the curve.
  [{ ...SUBSCRIPTION, Keys: { ...Keys, P256dh: `${Keys.P256dh.slice(0, -2)}AA` } }, 'Keys.P256dh'],
  [{ ...SUBSCRIPTION, Keys: { ...Keys, Auth: `${Keys.Auth}A` } }, 'Keys.Auth'],
  [{ ...SUBSCRIPTION, Keys: { ...Keys, More: '' } }, 'Keys.More'],
  [{ ...SUBSCRIPTION, ShowText: 'yes' }, 'ShowText'],
])('refuses %j', async (wrong, field) => {
  expect(await subscribe(wrong)).toMatchObject({
    status: 400,
    body: { code: 'validation_failed', errors: [{ field }] },
  });
  expect(await services()).toEqual([[true, null]]);
});

test('clients learn the public key', async () => {
  const { body } = await call(settingsHandler, { path: '/settings' });
  expect(body.PushKey).toMatch(/^B[\w-]{86}$/);
});

describe('without a key', () => {
  afterAll(withoutSettings);

  test('there are no notifications', async () => {
    const off = { PUSH_KEY: '', PUSH_PUBLIC_KEY: '' };
    const settings = await call(await functionWith(off, 'system/settings'), { path: '/settings' });
    expect(settings.body.PushKey).toBeNull();
    const handler = await functionWith(off, 'me/subscribe');
    expect(await subscribe(SUBSCRIPTION, alice, handler)).toMatchObject({
      status: 404,
      body: { code: 'push_disabled' },
    });
  });
});
