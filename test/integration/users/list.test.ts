import { beforeAll, expect, test } from 'vitest';
import { insertUser } from '#lib/accounts/store/users.ts';
import { handler } from '../../../functions/users/list.ts';
import { type ApiRequest, call } from '../../support/http/gateway.ts';
import { followLinks } from '../../support/people/pages.ts';

const list = (query: Record<string, string> = {}, more: ApiRequest = {}) =>
  call(handler, { path: '/Users', query, ...more });

const names = ['Zoe', 'anna', 'Ann', 'anna.b', 'bob', 'Anna-1', 'carl', 'an_other'];
const alphabetical = ['an_other', 'Ann', 'anna', 'Anna-1', 'anna.b', 'bob', 'carl', 'Zoe'];

beforeAll(async () => {
  for (const username of names) {
    const person = { firstName: 'Test', lastName: 'Person', email: 'a@example.org', password: 'none' };
    await insertUser({ ...person, username, createdAt: new Date() });
  }
});

test('without parameters it lists every name, alphabetically, to anybody', async () => {
  const { status, body, headers } = await list();
  expect(status).toBe(200);
  expect(body).toEqual(alphabetical);
  expect(headers).not.toHaveProperty('link');
});

test('shows names only', async () => {
  const { body } = await list();
  expect(body.every((name: unknown) => typeof name === 'string')).toBe(true);
});

test('a stray Token is ignored: the seed’s client may send one', async () => {
  expect((await list({}, { body: { Token: 'whatever' } })).body).toEqual(alphabetical);
});

test('finds by the beginning of a name, case aside', async () => {
  expect((await list({ prefix: 'ANN' })).body).toEqual(['Ann', 'anna', 'Anna-1', 'anna.b']);
  expect((await list({ prefix: 'an' })).body).toHaveLength(5);
  expect((await list({ prefix: 'x' })).body).toEqual([]);
});

test.each(['1', '2', '3', '7', '8'])('pages of %s lead through all names once', async (limit) => {
  expect((await followLinks(handler, { path: '/Users', query: { limit } })).flat()).toEqual(alphabetical);
});

test('a search can be paged', async () => {
  const pages = await followLinks(handler, { path: '/Users', query: { prefix: 'ann', limit: '3' } });
  expect(pages).toEqual([['Ann', 'anna', 'Anna-1'], ['anna.b']]);
});

test.each([
  [{ limit: '0' }, 'validation_failed'],
  [{ limit: '1001' }, 'validation_failed'],
  [{ prefix: '$' }, 'validation_failed'],
  [{ sort: 'asc' }, 'validation_failed'],
  [{ after: 'bob' }, 'invalid_cursor'],
])('refuses %j', async (query, code) => {
  expect(await list(query)).toMatchObject({ status: 400, body: { code } });
});
