import { expect, test } from 'vitest';
import { CoreChat, type CoreChatError } from '#sdk';
import { fakeFetch, loginAnswer } from '../../../support/http/fake-fetch.ts';

const person = (username: string) => ({
  username,
  display_name: null,
  bio: null,
  avatar: null,
  presence: { online: username === 'p7', last_seen: null },
});

/** A server whose people are called p0, p1 and so on. */
async function logIn() {
  const asked: string[] = [];
  const chat = new CoreChat({
    url: 'http://chat.example',
    fetch: fakeFetch(({ path }) => {
      const { pathname, searchParams } = new URL(path, 'http://chat.example');
      if (pathname === '/Login') return { body: loginAnswer('alice') };
      asked.push(pathname);
      const names = searchParams.get('usernames')?.split(',') ?? [];
      if (pathname === '/people')
        return { body: names.filter((name) => /^p/i.test(name)).map((name) => person(name.toLowerCase())) };
      return { body: person(pathname.split('/').at(-1) ?? '') };
    }).fetch,
  });
  await chat.logIn({ username: 'alice', password: 'correct horse' });
  return { chat, asked };
}

test('people who are asked for at once are one request for each fifty', async () => {
  const { chat, asked } = await logIn();
  const names = Array.from({ length: 120 }, (_, index) => `p${index}`);
  const people = await Promise.all(names.map((name) => chat.fetchPresence(name)));
  expect(people.map(({ username }) => username)).toEqual(names);
  expect(asked).toEqual(['/people', '/people', '/people']);
});

test('one person is asked for alone', async () => {
  const { chat, asked } = await logIn();
  expect(await chat.fetchPresence('p7')).toMatchObject({ username: 'p7', presence: { online: true } });
  expect(asked).toEqual(['/Users/p7']);
});

test('a name without an account fails alone', async () => {
  const { chat } = await logIn();
  const [known, unknown] = await Promise.allSettled([chat.fetchPresence('P1'), chat.fetchPresence('nobody')]);
  expect(known).toMatchObject({ status: 'fulfilled', value: { username: 'p1' } });
  const { reason } = unknown as PromiseRejectedResult;
  expect((reason as CoreChatError).code).toBe('user_not_found');
});
