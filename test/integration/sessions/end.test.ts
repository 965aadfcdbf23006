/** Listing sessions and logging out: functions/sessions/list.ts, end.ts and end-all.ts. */
import { beforeEach, expect, test } from 'vitest';
import { handler as endHandler } from '../../../functions/sessions/end.ts';
import { handler as endAllHandler } from '../../../functions/sessions/end-all.ts';
import { handler as listHandler } from '../../../functions/sessions/list.ts';
import { handler as refreshHandler } from '../../../functions/sessions/refresh.ts';
import { call } from '../../support/http/gateway.ts';
import { createPerson, logInAgain, type Person } from '../../support/people/people.ts';
import { gateway } from '../../support/sockets/socket-gateway.ts';
import { openSocket } from '../../support/sockets/sockets.ts';

let phone: Person;
let laptop: Person;
beforeEach(async () => {
  phone = await createPerson('alice');
  laptop = await logInAgain(phone, 'Firefox on Linux');
});

const list = ({ token }: Person) => call(listHandler, { path: '/sessions', token });
const end = ({ token }: Person, id: string) =>
  call(endHandler, { method: 'DELETE', path: `/sessions/${id}`, params: { id }, token });
const endAll = ({ token }: Person) => call(endAllHandler, { method: 'DELETE', path: '/sessions', token });
const canRefresh = async ({ refreshToken }: Person) => {
  const body = { RefreshToken: refreshToken };
  return (await call(refreshHandler, { method: 'POST', path: '/sessions/refresh', body })).status === 200;
};

test('lists the devices, this one marked, without anything secret', async () => {
  const { status, body } = await list(laptop);
  expect(status).toBe(200);
  expect(body).toHaveLength(2);
  expect(body.find(({ Current }: { Current: boolean }) => Current)).toEqual({
    Id: laptop.session,
    Device: 'Firefox on Linux',
    CreatedAt: expect.stringMatching(/Z$/),
    LastUsedAt: expect.stringMatching(/Z$/),
    ExpiresAt: expect.stringMatching(/Z$/),
    Current: true,
    PushService: null,
  });
});

test('logging one device out closes its socket, and only its', async () => {
  const [phoneSocket, laptopSocket] = [await openSocket(phone), await openSocket(laptop)];
  expect((await end(laptop, phone.session)).status).toBe(204);
  expect([gateway.isOpen(phoneSocket), gateway.isOpen(laptopSocket)]).toEqual([false, true]);
  expect([await canRefresh(phone), await canRefresh(laptop)]).toEqual([false, true]);
});

test.each([[''], ['x'.repeat(1_025)], ['\0'], ['another name#x']])('there is no session %j', async (id) => {
  expect(await end(laptop, id)).toMatchObject({ status: 404, body: { code: 'session_not_found' } });
});

test('the socket of an ended session gets session.revoked before it is closed', async () => {
  const socket = await openSocket(phone);
  const told = gateway.frames(socket);
  await end(laptop, phone.session);
  expect(told).toEqual([{ type: 'session.revoked', data: { SessionId: phone.session } }]);
});

test('`current` logs this device out and clears its cookie', async () => {
  const { status, cookies } = await end(laptop, 'current');
  expect(status).toBe(204);
  expect(cookies).toEqual([expect.stringMatching(/^__Host-corechat-refresh=; .*Max-Age=0$/)]);
  expect(await canRefresh(laptop)).toBe(false);
  expect(await list(laptop)).toMatchObject({ status: 401, body: { code: 'session_ended' } });
});

test('logging out everywhere ends every session and closes every socket', async () => {
  const sockets = [await openSocket(phone), await openSocket(laptop), await openSocket(laptop)];
  expect((await endAll(laptop)).status).toBe(204);
  expect(sockets.map(gateway.isOpen)).toEqual([false, false, false]);
  expect([await canRefresh(phone), await canRefresh(laptop)]).toEqual([false, false]);
});

test.each(['no-such-session', '$ne', '..'])('there is no session %s', async (id) => {
  expect(await end(laptop, id)).toMatchObject({ status: 404, body: { code: 'session_not_found' } });
});

test('users cannot end other users’ sessions', async () => {
  const mallory = await createPerson('mallory');
  expect((await end(mallory, laptop.session)).status).toBe(404);
  expect(await canRefresh(laptop)).toBe(true);
});
