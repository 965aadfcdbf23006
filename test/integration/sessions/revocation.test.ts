/** Access tokens of ended sessions are refused at once, although their signature is valid for some more minutes. */
import { beforeEach, describe, expect, test } from 'vitest';
import { noteAllEnded } from '#lib/accounts/people.ts';
import { suspend } from '#lib/moderation/moderation.ts';
import { setClock } from '#lib/platform/clock.ts';
import { collection } from '#lib/platform/mongo.ts';
import { endSession } from '#lib/sessions/sessions.ts';
import { issueAccessToken } from '#lib/sessions/token.ts';
import { handler as list } from '../../../functions/conversations/list.ts';
import { handler as password } from '../../../functions/me/password.ts';
import { handler as send } from '../../../functions/messages/send.ts';
import { handler as end } from '../../../functions/sessions/end.ts';
import { handler as endAll } from '../../../functions/sessions/end-all.ts';
import { handler as refresh } from '../../../functions/sessions/refresh.ts';
import { call } from '../../support/http/gateway.ts';
import { createPerson, logInAgain, type Person } from '../../support/people/people.ts';
import { PASSWORD } from '../../support/people/registration.ts';

let laptop: Person;
let phone: Person;
let bob: Person;
beforeEach(async () => {
  setClock();
  [laptop, bob] = await Promise.all([createPerson('alice'), createPerson('bob')]);
  phone = await logInAgain(laptop, 'phone');
});

const reads = ({ token }: Person) => call(list, { path: '/conversations', token });
const writes = ({ token }: Person) =>
  call(send, { method: 'POST', path: '/messages', token, body: { User: bob.username, Message: 'hello' } });

const statuses = async (person: Person) => [(await reads(person)).status, (await writes(person)).status];
const LIVE = [200, 201];
const ENDED = [401, 401];

const account = () => collection('users').findOne({ usernameKey: laptop.username.toLowerCase() });

const endings: [string, () => Promise<unknown>, number[]][] = [
  [
    'another device ends it',
    () => call(end, { method: 'DELETE', path: '/', params: { id: phone.session }, token: laptop.token }),
    LIVE,
  ],
  [
    'it logs out',
    () => call(end, { method: 'DELETE', path: '/', params: { id: 'current' }, token: phone.token }),
    LIVE,
  ],
  [
    'all devices are logged out',
    () => call(endAll, { method: 'DELETE', path: '/sessions', token: laptop.token }),
    ENDED,
  ],
  [
    'the password is changed elsewhere',
    () => {
      const body = { current_password: PASSWORD, new_password: 'entirely new words' };
      return call(password, { method: 'PUT', path: '/me/password', token: laptop.token, body });
    },
    LIVE,
  ],
  ['the account is suspended', () => suspend('operator', laptop.username, 'a test'), ENDED],
];

test.each(endings)('when %s', async (_, happen, others) => {
  expect(await statuses(phone)).toEqual(LIVE);
  await happen();
  expect(await reads(phone)).toMatchObject({ status: 401, body: { code: 'session_ended' } });
  expect(await statuses(phone)).toEqual(ENDED);
  expect(await statuses(laptop)).toEqual(others);
  expect((await reads(bob)).status).toBe(200);
});

test('a session opened afterwards is live, in the same second too', async () => {
  await call(endAll, { method: 'DELETE', path: '/sessions', token: laptop.token });
  expect(await statuses(await logInAgain(laptop))).toEqual(LIVE);
});

test('a token that is refreshed while all sessions end is refused', async () => {
  const openedAt = new Date(Date.now() - 60_000);
  await call(endAll, { method: 'DELETE', path: '/sessions', token: laptop.token });
  const { token } = await issueAccessToken(phone, openedAt);
  expect(await statuses({ ...phone, token })).toEqual(ENDED);
});

test('the later of two endings counts, whichever is written first', async () => {
  const { username, session } = phone;
  const at = Date.now() + 1_000;
  await noteAllEnded(username, new Date(at));
  await noteAllEnded(username, new Date(at - 1), session);
  expect(await statuses(phone)).toEqual(ENDED);
  await noteAllEnded(username, new Date(at + 1), session);
  expect([await statuses(phone), await statuses(laptop)]).toEqual([LIVE, ENDED]);
});

test('a refused message creates no conversation', async () => {
  const carol = await createPerson('carol');
  await endSession(phone.username, phone.session);
  const { token } = phone;
  const body = { User: carol.username, Message: 'hello' };
  expect((await call(send, { method: 'POST', path: '/messages', token, body })).status).toBe(401);
  expect((await reads(carol)).body).toEqual([]);
  expect(await collection('conversations').countDocuments({ members: carol.username })).toBe(0);
});

describe('the account document', () => {
  test('names only the session that logged out all devices, however many there were', async () => {
    await call(endAll, { method: 'DELETE', path: '/sessions', token: laptop.token });
    expect((await account())?.endedSessions).toMatchObject([{ id: laptop.session }]);
  });

  test('does not grow with session ids that do not exist', async () => {
    const made = { method: 'DELETE', path: '/', params: { id: 'made-up' }, token: laptop.token };
    expect((await call(end, made)).status).toBe(404);
    expect((await account())?.endedSessions).toBeUndefined();
  });

  test('forgets sessions whose tokens have expired', async () => {
    await endSession(phone.username, phone.session);
    setClock(() => Date.now() + 24 * 3_600_000);
    const other = await logInAgain(laptop, 'tablet');
    await endSession(other.username, other.session);
    expect((await account())?.endedSessions).toEqual([{ id: other.session, at: expect.any(Date) }]);
  });
});

test('the reuse of an old refresh token ends the session for its access tokens as well', async () => {
  const use = (RefreshToken: string) =>
    call(refresh, { method: 'POST', path: '/sessions/refresh', body: { RefreshToken } });
  const second = await use(phone.refreshToken);
  await use(second.body.RefreshToken);
  expect((await use(phone.refreshToken)).body).toMatchObject({ code: 'refresh_token_reused' });
  expect(await statuses({ ...phone, token: second.body.Token })).toEqual(ENDED);
});
