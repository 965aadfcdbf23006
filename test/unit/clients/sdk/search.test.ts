/** chat.search: pages of hits. */
import { expect, test } from 'vitest';
import { CoreChat } from '#sdk';
import { fakeFetch, loginAnswer } from '../../../support/http/fake-fetch.ts';

const hit = (text: string) => ({ Message: { Message: text }, Ranges: [{ Start: 0, End: 1 }] });

/** Two pages; the second is cut off. */
async function searcher() {
  const { fetch, calls } = fakeFetch(({ path }) => {
    if (path === '/Login') return { body: loginAnswer('alice') };
    if (path.includes('after=')) return { body: { Hits: [hit('three')], Incomplete: true } };
    const headers = { Link: '</search?q=a+b&limit=2&after=x>; rel="next"' };
    return { body: { Hits: [hit('one'), hit('two')], Incomplete: false }, headers };
  });
  const chat = new CoreChat({ url: 'http://localhost:3000', fetch });
  await chat.logIn({ username: 'alice', password: 'correct horse' });
  calls.length = 0;
  return { chat, calls };
}

test('iterates over the hits of all pages, and tells at the end that some may be missing', async () => {
  const { chat, calls } = await searcher();
  const found = chat.search('a b', { limit: 2 });
  const texts: string[] = [];
  for await (const { Message } of found) {
    texts.push(Message.Message);
    if (texts.length < 3) expect(found.isIncomplete).toBe(false);
  }
  expect([texts, found.isIncomplete]).toEqual([['one', 'two', 'three'], true]);
  expect(calls.map(({ path }) => path)).toEqual(['/search?q=a+b&limit=2', '/search?q=a+b&limit=2&after=x']);
  chat.close();
});

test('asks for a page when it is needed', async () => {
  const { chat, calls } = await searcher();
  for await (const page of chat.search('a b').pages()) {
    expect(page).toHaveLength(2);
    break;
  }
  expect(calls).toHaveLength(1);
  chat.close();
});
