import { afterEach, expect, test, vi } from 'vitest';
import { CoreChat, memoryStorage } from '#sdk';
import { fakeFetch, loginAnswer } from '../../../support/http/fake-fetch.ts';

afterEach(() => vi.useRealTimers());

const nameOf = (body: unknown) => (body as { username: string }).username;

/** A device: its clients share a storage. */
function device(storage = memoryStorage()) {
  let refreshes = 0;
  const { fetch, calls } = fakeFetch(({ path, body }) => {
    if (path === '/Login')
      return { body: { ...loginAnswer(nameOf(body)), DeviceMark: `mark-of-${nameOf(body)}` } };
    if (path === '/sessions/refresh')
      return { body: { ...loginAnswer('Alice'), DeviceMark: `renewed-${++refreshes}` } };
    return { status: 204 };
  });
  const chat = new CoreChat({ url: 'http://chat.example', fetch, storage });
  const logins = () => calls.filter(({ path }) => path === '/Login').map(({ body }) => body);
  return { chat, logins };
}

const [alice, bob] = [
  { username: 'Alice', password: 'correct horse' },
  { username: 'bob', password: 'battery staple' },
];

test('a device sends each person’s own mark with the next log-in, also after a log-out', async () => {
  const storage = memoryStorage();
  const first = device(storage);
  for (const person of [alice, bob]) {
    await first.chat.logIn(person);
    await first.chat.logOut();
  }
  expect(first.logins()).toEqual([alice, bob]);
  const later = device(storage);
  await later.chat.logIn({ ...alice, username: 'ALICE' });
  await later.chat.logIn(bob);
  expect(later.logins()).toEqual([
    { ...alice, username: 'ALICE', DeviceMark: 'mark-of-Alice' },
    { ...bob, DeviceMark: 'mark-of-bob' },
  ]);
});

test('a refresh renews it', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const { chat, logins } = device();
  await chat.logIn(alice);
  vi.advanceTimersByTime(900_000);
  await chat.me.show();
  await chat.logOut();
  await chat.logIn(alice);
  expect(logins().at(-1)).toMatchObject({ DeviceMark: 'renewed-1' });
});

test('it is removed on request, for a computer that others use', async () => {
  const { chat, logins } = device();
  await chat.logIn(alice);
  await chat.logOut();
  await chat.forgetDevice('ALICE');
  await chat.logIn(alice);
  expect(logins().at(-1)).toEqual(alice);
});

test('the deletion of the account removes it', async () => {
  const { chat, logins } = device();
  await chat.logIn(alice);
  await chat.me.delete({ password: alice.password });
  await chat.logIn(alice);
  expect(logins().at(-1)).toEqual(alice);
});
