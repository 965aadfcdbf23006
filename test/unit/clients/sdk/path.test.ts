/** A request reaches exactly the resource that its name or id says, or is not sent. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CoreChat } from '#sdk';
import { fakeFetch, loginAnswer } from '../../../support/http/fake-fetch.ts';

const SDK = join(import.meta.dirname, '../../../../clients/sdk/src');

const calls: { method: string; path: string }[] = [];
const chat = new CoreChat({
  url: 'http://chat.example',
  fetch: fakeFetch(({ method, path }) => {
    if (path === '/Login') return { body: loginAnswer('alice') };
    calls.push({ method, path });
    return { body: {} };
  }).fetch,
});

const requests: [string, (value: string) => Promise<unknown>, RegExp][] = [
  ['sessions.end', (id) => chat.sessions.end(id), /^\/sessions\/([^/?#]+)$/],
  ['users.show', (name) => chat.users.show(name), /^\/Users\/([^/?#]+)$/],
  ['blocks.add', (name) => chat.blocks.add(name), /^\/blocks\/([^/?#]+)$/],
  ['blocks.remove', (name) => chat.blocks.remove(name), /^\/blocks\/([^/?#]+)$/],
  ['messages.edit', (id) => chat.messages.edit(id, 'text'), /^\/messages\/([^/?#]+)$/],
  ['messages.delete', (id) => chat.messages.delete(id), /^\/messages\/([^/?#]+)$/],
  [
    'messages.report',
    (id) => chat.messages.report(id, { Reason: 'spam' }),
    /^\/messages\/([^/?#]+)\/report$/,
  ],
  [
    'conversations.mute',
    (to) => chat.conversations.mute(to, { Minutes: 5 }),
    /^\/conversations\/([^/?#]+)\/mute$/,
  ],
  [
    'conversations.markRead',
    (to) => chat.conversations.markRead(to, 1),
    /^\/conversations\/([^/?#]+)\/read$/,
  ],
];

test.each(requests)('%s', async (_, request, resource) => {
  await chat.logIn({ username: 'alice', password: 'correct horse' });
  const value = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string(),
    fc.constantFrom('', '.', '..', '...', '/', '../', '%2e', '%2E%2e', '?', '#', '\ud800', 'a/b', ' ', '\\'),
  );
  await fc.assert(
    fc.asyncProperty(value, async (text) => {
      calls.length = 0;
      const error = await request(text).then(
        () => undefined,
        (reason) => reason,
      );
      if (calls.length === 0) {
        expect(error).toMatchObject({ code: 'validation_failed' });
        expect(['', '.', '..'].includes(text) || !text.isWellFormed()).toBe(true);
        return;
      }
      const { pathname, search, hash } = new URL(calls[0]?.path ?? '', 'http://chat.example');
      const [, found = ''] = resource.exec(pathname) ?? [];
      expect([decodeURIComponent(found), search, hash]).toEqual([text, '', '']);
    }),
    { numRuns: 300 },
  );
});

test('every path is built with segment()', () => {
  const sources = readdirSync(SDK, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  const paths = sources.flatMap((file) => [
    ...readFileSync(join(SDK, file), 'utf8').matchAll(/`\/[A-Za-z][^`]*`/g),
  ]);
  expect(paths.length).toBeGreaterThanOrEqual(requests.length);
  expect(paths.map(String).filter((path) => /\$\{(?!segment\(\w+\)\})/.test(path))).toEqual([]);
});
