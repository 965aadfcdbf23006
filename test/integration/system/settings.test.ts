/** What a deployer switches: GET /settings tells it, and the routes follow. */

import { afterEach, beforeAll, expect, test } from 'vitest';
import { call } from '../../support/http/gateway.ts';
import { forgeries, standings } from '../../support/matrices/authorization/credentials.ts';
import { createPerson, type Person } from '../../support/people/people.ts';
import { functionWith, withoutSettings } from '../../support/server/functions-with.ts';

let person: Person;
beforeAll(async () => {
  person = await createPerson('alice');
});
afterEach(withoutSettings);

const Files = { MaxBytes: 26_214_400 };

test.each([
  [
    {},
    {
      Registration: 'open',
      RegistrationDomains: [],
      Directory: 'public',
      ApiDocs: true,
      Mail: true,
      LinkPreviews: false,
      Files,
    },
  ],
  [
    { REGISTRATION: 'domains', REGISTRATION_DOMAINS: 'Example.org, example.com', DIRECTORY: 'members' },
    {
      Registration: 'domains',
      RegistrationDomains: ['example.org', 'example.com'],
      Directory: 'members',
      ApiDocs: true,
      Mail: true,
      LinkPreviews: false,
      Files,
    },
  ],
  [
    {
      REGISTRATION: 'off',
      DIRECTORY: 'off',
      API_DOCS: 'off',
      FILES_BUCKET: '',
      LINK_PREVIEWS: 'on',
      MAIL_FROM: '',
    },
    {
      Registration: 'off',
      RegistrationDomains: [],
      Directory: 'off',
      ApiDocs: false,
      Mail: false,
      LinkPreviews: true,
      Files: null,
    },
  ],
])('with %j everybody reads %j, and may keep it', async (settings, shown) => {
  const { status, body, headers } = await call(await functionWith(settings, 'system/settings'), {
    path: '/settings',
  });
  const all = { ...shown, PushKey: expect.stringMatching(/^[\w-]{87}$/) };
  expect([status, body, headers['cache-control']]).toEqual([200, all, 'public, max-age=300']);
});

test('the list of usernames for members takes a live token', async () => {
  const list = await functionWith({ DIRECTORY: 'members' }, 'users/list');
  const refused = await call(list, { path: '/Users' });
  expect([refused.status, refused.body.code]).toEqual([401, 'unauthenticated']);
  const codeFor = async (token: string) => (await call(list, { path: '/Users', token })).body.code;
  expect(await codeFor('nonsense')).toBe('invalid_token');
  expect(await codeFor((await forgeries.expired(person)) ?? '')).toBe('token_expired');
  const other = await createPerson('bob');
  await standings['session ended'](other);
  expect(await codeFor(other.token)).toBe('session_ended');
  expect(await call(list, { path: '/Users', token: person.token })).toMatchObject({
    status: 200,
    body: expect.arrayContaining([person.username]),
  });
});

test('without a directory nobody is listed, and people are found by their exact username', async () => {
  const off = { DIRECTORY: 'off' };
  for (const token of [undefined, person.token]) {
    const list = await functionWith(off, 'users/list');
    const { status, body } = await call(list, { path: '/Users', ...(token ? { token } : {}) });
    expect([status, body.code]).toEqual([403, 'directory_off']);
  }
  const { token, username } = person;
  const search = await functionWith(off, 'users/search');
  const namesAt = async (name: string) =>
    (await call(search, { path: '/directory', query: { name }, token })).body.map(
      (found: { username: string }) => found.username,
    );
  expect(await namesAt(username.toUpperCase())).toEqual([username]);
  expect(await namesAt(username.slice(0, -1))).toEqual([]);
  const [show, people] = [await functionWith(off, 'users/show'), await functionWith(off, 'users/people')];
  expect((await call(show, { path: `/Users/${username}`, params: { username }, token })).status).toBe(200);
  expect((await call(people, { path: '/people', query: { usernames: username }, token })).body).toHaveLength(
    1,
  );
});

test.each([
  ['public', true],
  ['members', true],
  ['off', false],
])(
  'with the directory %s, people are found by beginnings of words of their names: %s',
  async (DIRECTORY, isFound) => {
    const { token, username } = await createPerson('zelda');
    const update = await functionWith({ DIRECTORY }, 'me/update');
    const search = await functionWith({ DIRECTORY }, 'users/search');
    const name = `zz${username.slice(-8).replace(/\W/g, '')}`;
    await call(update, { method: 'PATCH', path: '/me', token, body: { display_name: `Søren Łódź-${name}` } });
    for (const typed of [`soren ${name}`, `${name.toUpperCase().slice(0, -1)} lód`, `łodz ${name}`]) {
      const { body } = await call(search, { path: '/directory', query: { name: typed }, token });
      expect(body.map((found: { username: string }) => found.username)).toEqual(isFound ? [username] : []);
    }
    const inside = await call(search, { path: '/directory', query: { name: `oren ${name}` }, token });
    expect(inside.body).toEqual([]);
  },
);

test.each(['/docs', '/openapi.json', '/docs/docs.css'])(
  'without documents %s is answered as an unknown path, by any method',
  async (path) => {
    const openapi = await functionWith({ API_DOCS: 'off' }, 'system/openapi');
    const fallback = await functionWith({ API_DOCS: 'off' }, 'system/fallback');
    const essence = ({ status, headers, body }: Awaited<ReturnType<typeof call>>) => {
      const { 'x-request-id': _, ...others } = headers;
      return { status, others, body: { ...body, request_id: '', detail: '' } };
    };
    const unknown = essence(await call(fallback, { path: '/nothing-here' }));
    expect(unknown.status).toBe(404);
    expect(essence(await call(openapi, { path }))).toEqual(unknown);
    expect(essence(await call(fallback, { method: 'POST', path }))).toEqual(unknown);
  },
);

test('security.txt names the contact and a time within a year, until that time', async () => {
  const contact = { SECURITY_CONTACT: 'https://example.org/security' };
  const request = { path: '/.well-known/security.txt' };
  const { status, body, headers } = await call(await functionWith(contact, 'system/security'), request);
  expect([status, headers['content-type']]).toEqual([200, 'text/plain; charset=utf-8']);
  const [, expires = ''] = /^Contact: https:\/\/example\.org\/security\nExpires: (\S+)\n$/.exec(body) ?? [];
  const days = (Date.parse(expires) - Date.now()) / 86_400_000;
  expect(days).toBeGreaterThan(300);
  expect(days).toBeLessThan(366);
  const late = await functionWith(
    { ...contact, SECURITY_EXPIRES: '2026-01-01T00:00:00Z' },
    'system/security',
  );
  expect((await call(late, request)).status).toBe(404);
});

test('without a contact there is no security.txt', async () => {
  const none = await functionWith({ SECURITY_CONTACT: '' }, 'system/security');
  const { status, body } = await call(none, { path: '/.well-known/security.txt' });
  expect([status, body.code]).toEqual([404, 'route_not_found']);
});
