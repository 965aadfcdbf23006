/** The API behind a prefix, as a proxy or the stage of a gateway adds it. */
import { expect, test } from 'vitest';
import { CoreChat } from '#sdk';
import { all } from '../../../support/clients/sdk.ts';
import { fakeFetch, loginAnswer } from '../../../support/http/fake-fetch.ts';

/** @param linkPath of the lists' links, in place of `/resource` @returns the requests of two pages of each list */
async function pagesBehind(base: string, linkPath: (resource: string) => string): Promise<string[]> {
  const { pathname: prefix } = new URL(base);
  const { fetch, calls } = fakeFetch(({ path, method }) => {
    if (method === 'POST') return { body: loginAnswer('alice') };
    const resource = path.split('?')[0]?.slice(prefix === '/' ? 0 : prefix.length) ?? '';
    const link = `<${linkPath(resource)}?after=b%2Fc>; rel="next"`;
    return { body: [path], headers: path.includes('after=') ? {} : { link } };
  });
  const chat = new CoreChat({ url: base, fetch });
  await chat.logIn({ username: 'alice', password: 'correct horse' });
  await all(chat.users.list());
  await all(chat.blocks.list());
  await all(chat.me.export());
  return calls.slice(1).map(({ path }) => path);
}

const under = (prefix: string) => [
  `${prefix}/Users`,
  `${prefix}/Users?after=b%2Fc`,
  `${prefix}/blocks`,
  `${prefix}/blocks?after=b%2Fc`,
  `${prefix}/me/export`,
  `${prefix}/me/export?after=b%2Fc`,
];

test.each([
  ['no prefix', 'https://host.example', (resource: string) => resource, ''],
  ['a prefix that the proxy removes', 'https://host.example/chat', (resource: string) => resource, '/chat'],
  ['a prefix like a resource', 'https://host.example/me', (resource: string) => resource, '/me'],
  [
    'a stage that the links have',
    'https://host.example/prod',
    (resource: string) => `/prod${resource}`,
    '/prod',
  ],
  [
    'a prefix in place of a stage',
    'https://host.example/chat',
    (resource: string) => `/prod${resource}`,
    '/chat',
  ],
  [
    'complete links',
    'https://host.example/chat',
    (resource: string) => `https://host.example${resource}`,
    '/chat',
  ],
  ['links of a query alone', 'https://host.example/chat', () => '', '/chat'],
])('behind %s the next page is found', async (_, base, linkPath, prefix) => {
  expect(await pagesBehind(base, linkPath)).toEqual(under(prefix));
});
