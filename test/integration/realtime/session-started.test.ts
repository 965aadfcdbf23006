/** A log-in on a new device is shown on the person's other devices. */
import { expect, test } from 'vitest';
import { handler as logInHandler } from '../../../functions/auth/login.ts';
import { handler as activityHandler } from '../../../functions/me/activity.ts';
import { call } from '../../support/http/gateway.ts';
import { createPerson, logInAgain } from '../../support/people/people.ts';
import { PASSWORD } from '../../support/people/registration.ts';
import { gateway } from '../../support/sockets/socket-gateway.ts';
import { openSocket } from '../../support/sockets/sockets.ts';

const logIn = (username: string, password: string, mark?: string) =>
  call(logInHandler, {
    method: 'POST',
    path: '/Login',
    body: { username, password, ...(mark === undefined ? {} : { DeviceMark: mark }) },
    headers: { 'user-agent': 'Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0' },
  });

test('each socket of the person learns of a log-in, others do not, and none of a refused one', async () => {
  const [alice, bob] = [await createPerson('alice'), await createPerson('bob')];
  const sockets = [await openSocket(alice), await openSocket(await logInAgain(alice)), await openSocket(bob)];
  const framesOf = (socket: string) =>
    gateway.frames(socket).filter(({ type }) => type === 'session.started');
  expect((await logIn(alice.username, 'not the password')).status).toBe(404);
  const { body } = await logIn(alice.username, PASSWORD);
  const data = { SessionId: body.SessionId, Device: 'Firefox on Windows', CreatedAt: expect.any(String) };
  const frame = { type: 'session.started', data };
  expect(sockets.map(framesOf)).toEqual([[frame], [frame], []]);

  // The same device again.
  const { body: again } = await logIn(alice.username, PASSWORD, body.DeviceMark);
  expect(sockets.map(framesOf)).toEqual([[frame], [frame], []]);
  const { body: seen } = await call(activityHandler, { path: '/me/activity', token: again.Token });
  expect(seen).toMatchObject([
    { Kind: 'login', SessionId: again.SessionId, Current: true, NewDevice: false },
    { Kind: 'login', SessionId: body.SessionId, Current: false, NewDevice: true },
    { Kind: 'login', Outcome: 'refused', NewDevice: false },
  ]);
});
