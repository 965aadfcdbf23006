/** GET /directory: functions/users/search.ts. */
import { beforeAll, describe, expect, test } from 'vitest';
import { insertUsers, type WholeUser } from '#lib/accounts/store/users.ts';
import { restore, suspend } from '#lib/moderation/moderation.ts';
import { collection } from '#lib/platform/mongo.ts';
import { handler as remove } from '../../../functions/me/delete.ts';
import { handler as update } from '../../../functions/me/update.ts';
import { handler } from '../../../functions/users/search.ts';
import { call } from '../../support/http/gateway.ts';
import { followLinks } from '../../support/people/pages.ts';
import { createPerson, type Person } from '../../support/people/people.ts';
import { PASSWORD } from '../../support/people/registration.ts';

let me: Person;
const search = (name: string, more: Record<string, string> = {}) =>
  call(handler, { path: '/directory', query: { name, ...more }, token: me.token });
const found = async (name: string): Promise<string[]> =>
  (await search(name)).body.map(({ username }: { username: string }) => username);

const PEOPLE: Record<string, string | undefined> = {
  kierkegaard: 'Søren Kierkegaard',
  Walesa: 'Łukasz Wałęsa',
  'g.gross': 'Max Groß',
  isik34: 'İrem Işık',
  taro: '山田太郎',
  conan_b: "Conan O'Brien",
  minjun: '김민준',
  ann: undefined,
  Anna: 'Zoe',
  'anna.b': 'Ann Body',
  bob: 'Ann',
  '...': 'Dots',
};

beforeAll(async () => {
  me = await createPerson('searcher');
  const person = { firstName: 'Hidden', lastName: 'Surname', email: 'a@example.org', password: 'none' };
  await insertUsers(
    Object.entries(PEOPLE).map(
      ([username, displayName]): WholeUser => ({
        ...person,
        username,
        createdAt: new Date(),
        ...(displayName === undefined ? {} : { displayName }),
      }),
    ),
  );
});

test.each([
  ['soren', 'kierkegaard'],
  ['KIERKE', 'kierkegaard'],
  ['søren kier', 'kierkegaard'],
  ['lukasz', 'Walesa'],
  ['walesa', 'Walesa'],
  ['gross', 'g.gross'],
  ['groß', 'g.gross'],
  ['isik', 'isik34'],
  ['ışık', 'isik34'],
  ['irem', 'isik34'],
  ['太郎', 'taro'],
  ['山田', 'taro'],
  ['brien', 'conan_b'],
  ['o’brien', 'conan_b'],
  ['민준', 'minjun'],
  ['...', '...'],
])('%s finds %s', async (name, username) => {
  expect(await found(name)).toEqual([username]);
});

test('answers what profiles show to others', async () => {
  expect((await search('soren')).body).toEqual([
    { username: 'kierkegaard', display_name: 'Søren Kierkegaard', bio: null, avatar: null },
  ]);
});

test('the person of exactly this username comes first, then usernames in alphabetical order', async () => {
  expect(await found('ann')).toEqual(['ann', 'Anna', 'anna.b', 'bob']);
  expect(await found('@ANNA')).toEqual(['Anna', 'anna.b']);
  expect(await found('zoe')).toEqual(['Anna']);
});

test.each(['1', '2', '3', '4'])('pages of %s lead through all matches once', async (limit) => {
  const pages = await followLinks(handler, {
    path: '/directory',
    query: { name: 'ann', limit },
    token: me.token,
  });
  expect(pages.flat().map((person) => (person as Person).username)).toEqual(['ann', 'Anna', 'anna.b', 'bob']);
});

test.each(['hidden', 'surname', 'example'])('nobody is found by %s, which only they see', async (name) => {
  expect(await found(name)).toEqual([]);
});

describe('what changes', () => {
  const change = (person: Person, body: object) =>
    call(update, { method: 'PATCH', path: '/me', token: person.token, body });
  const unique = () => `zz${crypto.randomUUID().replaceAll('-', '').slice(0, 12)}`;

  test('a new account is found by its username, and by its display name as long as it has it', async () => {
    const person = await createPerson('changing');
    const [before, after] = [unique(), unique()];
    expect(await found(person.username)).toEqual([person.username]);
    await change(person, { display_name: `Mx ${before}` });
    expect(await found(before)).toEqual([person.username]);
    await change(person, { bio: 'nothing about names' });
    expect(await found(before)).toEqual([person.username]);
    await change(person, { display_name: after });
    expect([await found(before), await found(after)]).toEqual([[], [person.username]]);
    await change(person, { display_name: null });
    expect([await found(after), await found(person.username)]).toEqual([[], [person.username]]);
  });

  test('suspended people are not found until they are restored', async () => {
    const person = await createPerson('suspended');
    const name = unique();
    await change(person, { display_name: name });
    await suspend('operator', person.username, 'spam');
    expect([await found(name), await found(person.username)]).toEqual([[], []]);
    await restore('operator', person.username, null);
    expect(await found(name)).toEqual([person.username]);
  });

  test('deleted people are not found, and no key is left', async () => {
    const person = await createPerson('leaving');
    const name = unique();
    await change(person, { display_name: name });
    await call(remove, { method: 'DELETE', path: '/me', token: person.token, body: { password: PASSWORD } });
    expect([await found(name), await found(person.username)]).toEqual([[], []]);
    expect(await collection('users').countDocuments({ searchKeys: name })).toBe(0);
  });
});

test.each([
  [{}, 'validation_failed'],
  [{ name: '' }, 'validation_failed'],
  [{ name: ' @ ' }, 'validation_failed'],
  [{ name: 'x'.repeat(101) }, 'validation_failed'],
  [{ name: 'a', limit: '101' }, 'validation_failed'],
  [{ name: 'a', prefix: 'a' }, 'validation_failed'],
  [{ name: 'a', after: 'bob' }, 'invalid_cursor'],
])('refuses %j', async (query, code) => {
  const answer = await call(handler, { path: '/directory', query, token: me.token });
  expect(answer).toMatchObject({ status: 400, body: { code } });
});

test('asks for a token', async () => {
  const answer = await call(handler, { path: '/directory', query: { name: 'ann' } });
  expect(answer).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
});
