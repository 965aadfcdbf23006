/**
 * A thief guesses a password, logs in, exports, changes the password and the e-mail address, ends the owner's sessions and deletes the
 * account. Before, nothing said afterwards what had happened, when, and from which device. Now each step is on record, without a name, an
 * address, a token or a password in what is stored, and a flood of guesses takes one row an hour.
 */
import { afterEach, expect, test } from 'vitest';
import { activitiesOf } from '#lib/activity/reading.ts';
import { setClock } from '#lib/platform/clock.ts';
import { refreshSession } from '#lib/sessions/sessions.ts';
import { handler as logInHandler } from '../../functions/auth/login.ts';
import { handler as activityHandler } from '../../functions/me/activity.ts';
import { handler as deleteHandler } from '../../functions/me/delete.ts';
import { handler as exportHandler } from '../../functions/me/export.ts';
import { handler as passwordHandler } from '../../functions/me/password.ts';
import { handler as updateHandler } from '../../functions/me/update.ts';
import { handler as endHandler } from '../../functions/sessions/end.ts';
import { handler as endAllHandler } from '../../functions/sessions/end-all.ts';
import { handler as refreshHandler } from '../../functions/sessions/refresh.ts';
import { call } from '../support/http/gateway.ts';
import { createPerson, logInAgain, type Person } from '../support/people/people.ts';
import { PASSWORD } from '../support/people/registration.ts';
import { rawSearch } from '../support/server/raw-search.ts';

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const THIEF = { sourceIp: '203.0.113.77', headers: { 'user-agent': FIREFOX } };
const NEW_PASSWORD = 'a horse of the thief';

const logIn = (username: string, password: string, from = THIEF) =>
  call(logInHandler, { method: 'POST', path: '/Login', body: { username, password }, ...from });
const activity = async ({ token }: Pick<Person, 'token'>, query: Record<string, string> = {}) =>
  call(activityHandler, { path: '/me/activity', token, query });
const kindsOf = async (username: string) =>
  (await activitiesOf(username, 100)).map(({ kind, outcome, times }) => [kind, outcome, times]);

afterEach(() => setClock());

/** Each call is a second later, so that the order is certain. */
function tickingClock(): void {
  let time = Date.parse('2026-11-29T12:10:00Z');
  setClock(() => {
    time += 1_000;
    return time;
  });
}

test('each step of a thief is on record, and stays so when the account is deleted', async () => {
  const owner = await createPerson('forensics');
  const { username } = owner;
  tickingClock();
  for (const guess of ['first guess', 'second guess']) await logIn(username, guess);
  const { body: login } = await logIn(username.toUpperCase(), PASSWORD);
  const token = login.Token;
  const as = { token, ...THIEF };
  await call(exportHandler, { path: '/me/export', ...as });
  await call(updateHandler, { method: 'PATCH', path: '/me', body: { email: 'thief@example.org' }, ...as });
  const change = (current_password: string) =>
    call(passwordHandler, {
      method: 'PUT',
      path: '/me/password',
      body: { current_password, new_password: NEW_PASSWORD, keep_other_sessions: true },
      ...as,
    });
  expect((await change('not it')).status).toBe(403);
  expect((await change(PASSWORD)).status).toBe(204);
  const params = { id: owner.session };
  expect((await call(endHandler, { method: 'DELETE', path: '/sessions/x', params, ...as })).status).toBe(204);

  const { body: seen } = await activity({ token });
  const thief = { Device: 'Firefox on Linux', SessionId: login.SessionId, Current: true, Times: 1 };
  expect(seen).toMatchObject([
    { Kind: 'session_end', Outcome: 'done', EndedDevice: 'Test device', ...thief },
    { Kind: 'password', Outcome: 'done', ...thief },
    { Kind: 'password', Outcome: 'refused', ...thief },
    { Kind: 'email', Outcome: 'done', ...thief },
    { Kind: 'export', Outcome: 'done', ...thief },
    { Kind: 'login', Outcome: 'done', ...thief },
    { Kind: 'login', Outcome: 'refused', Device: 'Firefox on Linux', SessionId: null, Times: 2 },
  ]);
  // The owner, who asks from another network.
  expect(seen.map(({ SameNetwork }: { SameNetwork: boolean }) => SameNetwork)).not.toContain(true);

  const remove = (password: string) =>
    call(deleteHandler, { method: 'DELETE', path: '/me', body: { password }, ...as });
  await remove('not it');
  expect((await remove(NEW_PASSWORD)).status).toBe(204);
  expect((await kindsOf(username)).slice(0, 2)).toEqual([
    ['deletion', 'done', 1],
    ['deletion', 'refused', 1],
  ]);
  const traces = [username, THIEF.sourceIp, 'thief@example', 'guess', PASSWORD, NEW_PASSWORD, token];
  expect((await rawSearch(traces)).filter((found) => found.startsWith('activity'))).toEqual([]);
});

test('a stolen refresh token, a log-out and a log-out everywhere are on record', async () => {
  const owner = await createPerson('reuse');
  tickingClock();
  const first = owner.refreshToken;
  const actor = { session: null, device: 'Test device', address: '192.0.2.1' };
  const second = await refreshSession(first, actor);
  await refreshSession(second.refresh.token, actor);
  const refresh = { method: 'POST', path: '/sessions/refresh', body: { RefreshToken: first }, ...THIEF };
  expect((await call(refreshHandler, refresh)).body.code).toBe('refresh_token_reused');
  const { username } = owner;
  const [one, other] = [await logInAgain(owner), await logInAgain(owner)];
  await call(endHandler, {
    method: 'DELETE',
    path: '/sessions/current',
    params: { id: 'current' },
    token: one.token,
  });
  await call(endAllHandler, { method: 'DELETE', path: '/sessions', token: other.token });
  expect(await activitiesOf(username, 10)).toMatchObject([
    { kind: 'sessions_end', session: other.session },
    { kind: 'logout', session: one.session, subject: 'Test device' },
    { kind: 'token_reuse', session: owner.session, device: 'Firefox on Linux', subject: 'Test device' },
  ]);
});

test('a flood of guesses stays one row an hour, and one of made-up names expires within the hour', async () => {
  const { username } = await createPerson('flooded');
  const unknown = `nobody-${username}`;
  const start = Date.parse('2026-11-29T14:00:00Z');
  for (let guess = 0; guess < 12; guess++) {
    setClock(() => start + guess * 10 * 60_000);
    const sourceIp = `203.0.113.${guess}`;
    for (const name of [username, unknown])
      expect((await logIn(name, 'wrong', { ...THIEF, sourceIp })).status).toBe(404);
  }
  expect(await kindsOf(username)).toEqual([
    ['login', 'refused', 6],
    ['login', 'refused', 6],
  ]);
  expect(await kindsOf(unknown)).toEqual([]);
  expect(await kindsOf(`unknown ${unknown}`)).toEqual([['login', 'refused', 6]]);
  setClock(() => start + 3 * 60 * 60_000);
  expect(await kindsOf(`unknown ${unknown}`)).toEqual([]);
  // After ninety days nothing is left to read.
  setClock(() => start + 91 * 24 * 60 * 60_000);
  expect(await kindsOf(username)).toEqual([]);
});
