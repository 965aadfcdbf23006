import { expect, test } from 'vitest';
import { CoreChat } from '#sdk';
import { fakeFetch, loginAnswer } from '../../../support/http/fake-fetch.ts';

/** Shows the list of usernames to members only. */
const membersOnly = () =>
  fakeFetch(({ path, headers }) => {
    if (path === '/Login') return { body: loginAnswer('alice') };
    if (headers.Authorization) return { body: ['alice', 'bob'] };
    const body = { type: 'about:blank', title: '', status: 401, code: 'unauthenticated', request_id: 'a' };
    return { status: 401, body, headers: { 'Content-Type': 'application/problem+json' } };
  });

async function usernames(chat: CoreChat): Promise<string[]> {
  const all: string[] = [];
  for await (const name of chat.users.list()) all.push(name);
  return all;
}

test('a list that is for members only is asked for with the token, once it is needed', async () => {
  const { fetch, calls } = membersOnly();
  const chat = new CoreChat({ url: 'http://localhost:3000', fetch });
  await expect(usernames(chat)).rejects.toMatchObject({ code: 'unauthenticated' });
  await chat.logIn({ username: 'alice', password: 'correct horse' });
  calls.length = 0;
  expect(await usernames(chat)).toEqual(['alice', 'bob']);
  expect(calls.map(({ headers }) => Boolean(headers.Authorization))).toEqual([false, true]);
  chat.close();
});
