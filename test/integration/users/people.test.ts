import { beforeAll, expect, test } from 'vitest';
import { deleteAccount } from '#lib/accounts/deletion.ts';
import { setLastSeen } from '#lib/accounts/store/users.ts';
import { arrive } from '#lib/realtime/presence.ts';
import { handler } from '../../../functions/users/people.ts';
import { handler as show } from '../../../functions/users/show.ts';
import { call } from '../../support/http/gateway.ts';
import { createPerson, type Person } from '../../support/people/people.ts';
import { PASSWORD } from '../../support/people/registration.ts';
import { acquaint, block } from '../../support/people/two-people.ts';

let [alice, bob, carol, dora]: Person[] = [];
beforeAll(async () => {
  [alice, bob, carol, dora] = await Promise.all(['alice', 'bob', 'carol', 'dora'].map(createPerson));
});

const people = (usernames: string, token = alice?.token) =>
  call(handler, { path: '/people', query: { usernames }, ...(token ? { token } : {}) });
const one = async (username = '') =>
  (await call(show, { path: `/Users/${username}`, params: { username }, token: alice?.token ?? '' })).body;

test('shows each as one alone is shown: online, last seen, blocked', async () => {
  const names = [bob, carol, dora].map((person) => person?.username ?? '');
  await arrive({ id: 'socket-of-bob', username: names[0] ?? '', session: bob?.session ?? '' });
  for (const name of names.slice(1)) await setLastSeen(name, new Date('2026-11-22T08:00:00Z'));
  for (const person of [bob, carol, dora]) await acquaint(alice as Person, person as Person);
  await block(dora as Person, alice?.username ?? '');
  const { status, body } = await people([...names, names[0]?.toUpperCase()].join());
  expect(status).toBe(200);
  const byName = new Map(body.map((person: { username: string }) => [person.username, person]));
  expect(byName.size).toBe(3);
  for (const name of names) expect(byName.get(name)).toEqual(await one(name));
  expect(names.map((name) => (byName.get(name) as { presence: object }).presence)).toEqual([
    { online: true, last_seen: null },
    { online: false, last_seen: '2026-11-22T08:00:00.000Z' },
    { online: false, last_seen: null },
  ]);
});

test('leaves out names without an account, deleted ones too', async () => {
  const gone = await createPerson('gone');
  await deleteAccount(gone, '192.0.2.1', PASSWORD);
  const { body } = await people(['nobody-here', gone.username, '$ne', '__proto__', bob?.username].join());
  expect(body.map(({ username }: { username: string }) => username)).toEqual([bob?.username]);
});

test.each([
  ['no names', ''],
  ['an empty name', 'bob,,carol'],
  ['more than 50 names', Array.from({ length: 51 }, (_, index) => `p${index}`).join()],
  ['a name beyond any length', 'x'.repeat(65)],
])('refuses %s', async (_, usernames) => {
  expect(await people(usernames)).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
});
