/** What ends sessions, cut off before it had ended all of them: the same request again finishes it. */
import { beforeEach, expect, test } from 'vitest';
import { asks, beforeDatabases } from '../../support/faults/interruptions.ts';
import { call } from '../../support/http/gateway.ts';
import type { Person } from '../../support/people/people.ts';
import { PASSWORD } from '../../support/people/registration.ts';
import { gateway } from '../../support/sockets/socket-gateway.ts';

const { dynamodb } = await beforeDatabases();
const { handler: logInHandler } = await import('../../../functions/auth/login.ts');
const { handler: deleteHandler } = await import('../../../functions/me/delete.ts');
const { handler: meHandler } = await import('../../../functions/me/show.ts');
const { handler: passwordHandler } = await import('../../../functions/me/password.ts');
const { handler: endAllHandler } = await import('../../../functions/sessions/end-all.ts');
const { handler: refreshHandler } = await import('../../../functions/sessions/refresh.ts');
const { createPerson, logInAgain } = await import('../../support/people/people.ts');
const { listSessions } = await import('#lib/sessions/store/sessions.ts');
const { openSocket } = await import('../../support/sockets/sockets.ts');

const NEW = 'a brand new password';
let laptop: Person;
let phone: Person;
beforeEach(async () => {
  laptop = await createPerson('alice');
  phone = await logInAgain(laptop);
});

const changePassword = (current_password = PASSWORD, new_password = NEW) => {
  const body = { current_password, new_password };
  return call(passwordHandler, { method: 'PUT', path: '/me/password', token: laptop.token, body });
};
const logIn = async (password: string) => {
  const body = { username: laptop.username, password };
  return (await call(logInHandler, { method: 'POST', path: '/Login', body })).status;
};
const endAll = () => call(endAllHandler, { method: 'DELETE', path: '/sessions', token: laptop.token });
const deleteAccount = () =>
  call(deleteHandler, { method: 'DELETE', path: '/me', token: laptop.token, body: { password: PASSWORD } });
const refresh = async ({ refreshToken: RefreshToken }: Person) =>
  (await call(refreshHandler, { method: 'POST', path: '/sessions/refresh', body: { RefreshToken } })).status;

test('a change of the password: other devices are refused at once, and logged out after all', async () => {
  dynamodb.interrupt(asks('Query'));
  expect((await changePassword()).status).toBe(503);
  expect((await call(meHandler, { path: '/me', token: phone.token })).status).toBe(401);
  expect(await refresh(phone)).toBe(200);
  expect((await changePassword()).status).toBe(204);
  expect([await refresh(phone), await refresh(laptop)]).toEqual([401, 200]);
  expect([await logIn(NEW), await logIn(PASSWORD)]).toEqual([200, 404]);
});

test('logging out all devices ends the current session last', async () => {
  const socket = await openSocket(phone);
  dynamodb.interrupt(asks('DeleteItem', phone.session));
  expect((await endAll()).status).toBe(503);
  expect((await endAll()).status).toBe(204);
  expect([await refresh(phone), await refresh(laptop)]).toEqual([401, 401]);
  expect(gateway.isOpen(socket)).toBe(false);
});

test('deleting the account: when its sessions could not be ended, the same request again ends them', async () => {
  const socket = await openSocket(laptop);
  dynamodb.interrupt(asks('Query'));
  expect((await deleteAccount()).status).toBe(503);
  expect(await logIn(PASSWORD)).toBe(404);
  const { status, cookies } = await deleteAccount();
  expect([status, cookies]).toEqual([204, [expect.stringContaining('Max-Age=0')]]);
  expect(await listSessions(laptop.username)).toEqual([]);
  expect(gateway.isOpen(socket)).toBe(false);
});
