import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { setClock } from '#lib/platform/clock.ts';
import { formatRefreshToken, openSuccessor, parseRefreshToken } from '#lib/sessions/refresh-token.ts';
import { findSession } from '#lib/sessions/store/sessions.ts';
import { verifyAccessToken } from '#lib/sessions/token.ts';
import { handler as loginHandler } from '../../../functions/auth/login.ts';
import { handler } from '../../../functions/sessions/refresh.ts';
import { type ApiRequest, call } from '../../support/http/gateway.ts';
import { createPerson, logInAgain, type Person } from '../../support/people/people.ts';
import { PASSWORD } from '../../support/people/registration.ts';

const DAY = 24 * 60 * 60 * 1000;
let alice: Person;
beforeAll(async () => {
  alice = await createPerson('alice');
});
afterEach(() => setClock());

const refresh = (RefreshToken: unknown, more: ApiRequest = {}) =>
  call(handler, { method: 'POST', path: '/sessions/refresh', body: { RefreshToken }, ...more });

test('gives a new access token and a new refresh token of the same session', async () => {
  const { session, refreshToken, username } = await logInAgain(alice);
  const { status, body } = await refresh(refreshToken);
  expect(status).toBe(200);
  expect(body).toMatchObject({ Username: username, SessionId: session });
  expect(body.RefreshToken).not.toBe(refreshToken);
  expect(await verifyAccessToken(body.Token)).toMatchObject({ username, session });
});

test('a chain of refreshes goes on, and each moves the end of the session', async () => {
  let { refreshToken } = await logInAgain(alice);
  const start = Date.now();
  for (let day = 1; day <= 5; day++) {
    setClock(() => start + day * 20 * DAY);
    const { status, body } = await refresh(refreshToken);
    expect(status).toBe(200);
    refreshToken = body.RefreshToken;
  }
});

test('when an answer was lost, the same token gets the same next one again', async () => {
  const { refreshToken } = await logInAgain(alice);
  const lost = await refresh(refreshToken);
  const retry = await refresh(refreshToken);
  expect(retry.body.RefreshToken).toBe(lost.body.RefreshToken);
  expect((await refresh(retry.body.RefreshToken)).status).toBe(200);
});

test('the previous token is valid for a minute', async () => {
  const { refreshToken } = await logInAgain(alice);
  const start = Date.now();
  const { RefreshToken } = (await refresh(refreshToken)).body;
  setClock(() => start + 50_000);
  expect((await refresh(refreshToken)).body.RefreshToken).toBe(RefreshToken);
  setClock(() => start + 70_000);
  expect(await refresh(refreshToken)).toMatchObject({ status: 401, body: { code: 'refresh_token_reused' } });
  expect((await refresh(RefreshToken)).status).toBe(401);
});

test('a thief who follows the owner one step behind ends the session', async () => {
  let owner = (await logInAgain(alice)).refreshToken;
  let thief = owner;
  const start = Date.now();
  const codes: string[] = [];
  for (let quarter = 1; quarter <= 3 && !codes.includes('refresh_token_reused'); quarter++) {
    setClock(() => start + quarter * 900_000);
    owner = (await refresh(owner)).body.RefreshToken ?? owner;
    setClock(() => start + quarter * 900_000 + 300_000);
    const answer = await refresh(thief);
    thief = answer.body.RefreshToken ?? thief;
    codes.push(answer.body.code);
  }
  expect(codes).toContain('refresh_token_reused');
  expect((await refresh(owner)).status).toBe(401);
});

test('a session ends 180 days after its log-in, however often it is used', async () => {
  let { refreshToken } = await logInAgain(alice);
  const start = Date.now();
  let expiry = '';
  for (let day = 25; day < 180; day += 25) {
    setClock(() => start + day * DAY);
    const { body } = await refresh(refreshToken);
    [refreshToken, expiry] = [body.RefreshToken, body.RefreshTokenExpiry];
  }
  expect(Math.round((Date.parse(expiry) - start) / DAY)).toBe(180);
  setClock(() => start + 180 * DAY + 2_000);
  expect((await refresh(refreshToken)).status).toBe(401);
});

test('what the database keeps reveals the next token only to a holder of the one before', async () => {
  const { refreshToken, username, session } = await logInAgain(alice);
  const { RefreshToken } = (await refresh(refreshToken)).body;
  const [known, next] = [parseRefreshToken(refreshToken), parseRefreshToken(RefreshToken)];
  const stored = (await findSession(username, session))?.hashes.previous?.successor ?? '';
  if (!known || !next) throw new Error('not a token');
  expect(openSuccessor(known, stored)).toBe(next.rotating);
  for (const guess of [known.family, next.rotating, stored, '']) {
    expect(openSuccessor({ ...known, rotating: guess }, stored)).not.toBe(next.rotating);
  }
});

test('two tabs that refresh at once get one next token, and both go on', async () => {
  const { refreshToken } = await logInAgain(alice);
  const answers = await Promise.all([refresh(refreshToken), refresh(refreshToken)]);
  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  const [one, other] = answers.map(({ body }) => body.RefreshToken);
  expect(one).toBe(other);
  expect((await refresh(one)).status).toBe(200);
  expect((await refresh(other)).status).toBe(200);
});

test('a token from before the previous one ends the session for everybody who holds it', async () => {
  const stolen = (await logInAgain(alice)).refreshToken;
  const second = (await refresh(stolen)).body.RefreshToken;
  const third = (await refresh(second)).body.RefreshToken;
  expect(await refresh(stolen)).toMatchObject({ status: 401, body: { code: 'refresh_token_reused' } });
  expect(await refresh(third)).toMatchObject({ status: 401, body: { code: 'invalid_refresh_token' } });
});

describe('changes nothing when refused:', () => {
  test.each<[string, (own: Person, other: Person) => unknown]>([
    ['nonsense', () => 'nonsense'],
    ['an empty string', () => ''],
    [
      'a made-up secret of a real session',
      ({ refreshToken }) => {
        const parsed = parseRefreshToken(refreshToken);
        return parsed && formatRefreshToken({ ...parsed, family: 'A'.repeat(43), rotating: 'B'.repeat(43) });
      },
    ],
    [
      'another device’s secrets under this session',
      ({ refreshToken }, other) => {
        const [own, theirs] = [parseRefreshToken(refreshToken), parseRefreshToken(other.refreshToken)];
        return own && theirs && formatRefreshToken({ ...theirs, session: own.session });
      },
    ],
  ])('%s', async (_, make) => {
    const [own, other] = [await logInAgain(alice), await logInAgain(alice)];
    expect(await refresh(make(own, other))).toMatchObject({
      status: 401,
      body: { code: 'invalid_refresh_token' },
    });
    expect((await refresh(own.refreshToken)).status).toBe(200);
    expect((await refresh(other.refreshToken)).status).toBe(200);
  });

  test.each([{ $ne: null }, 5, null])('%j', async (token) => {
    expect(await refresh(token)).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
  });

  test('after thirty days without use', async () => {
    const { refreshToken } = await logInAgain(alice);
    const start = Date.now();
    setClock(() => start + 30 * DAY + 2_000);
    expect(await refresh(refreshToken)).toMatchObject({
      status: 401,
      body: { code: 'invalid_refresh_token' },
    });
  });
});

describe('in cookie mode', () => {
  const cookieMode = { 'x-corechat-session': 'cookie' };
  const logIn = () => {
    const body = { username: alice.username, password: PASSWORD };
    return call(loginHandler, { method: 'POST', path: '/Login', body, headers: cookieMode });
  };
  const withCookie = (cookie = '', headers: Record<string, string> = cookieMode) =>
    call(handler, {
      method: 'POST',
      path: '/sessions/refresh',
      headers: { ...headers, cookie: cookie.split(';')[0] ?? '' },
    });

  test('the refresh token is in the cookie only, out of reach of scripts and other sites', async () => {
    const { body, cookies } = await logIn();
    expect(body).not.toHaveProperty('RefreshToken');
    expect(cookies).toEqual([
      expect.stringMatching(
        /^__Host-corechat-refresh=[\w-]+; Path=\/; HttpOnly; Secure; SameSite=Strict; Max-Age=2592000$/,
      ),
      expect.stringMatching(
        /^__Host-corechat-device=[\w-]+\.[\w-]+; Path=\/; HttpOnly; Secure; SameSite=Strict; Max-Age=34560000$/,
      ),
    ]);
  });

  test('a refresh takes the cookie and sets the next one', async () => {
    const { cookies } = await logIn();
    const refreshed = await withCookie(cookies[0]);
    expect(refreshed.status).toBe(200);
    expect(refreshed.body).not.toHaveProperty('RefreshToken');
    expect((await withCookie(refreshed.cookies[0])).status).toBe(200);
  });

  test('a request that another site can make a browser send is refused, and changes nothing', async () => {
    const { cookies } = await logIn();
    expect(await withCookie(cookies[0], {})).toMatchObject({
      status: 403,
      body: { code: 'cookie_header_missing' },
    });
    expect((await withCookie(cookies[0])).status).toBe(200);
  });

  test('without a cookie there is nothing to refresh', async () => {
    expect(await withCookie('theme=dark')).toMatchObject({
      status: 401,
      body: { code: 'invalid_refresh_token' },
    });
  });
});
