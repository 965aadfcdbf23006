/** GET /search: functions/search/messages.ts. */
import { MongoClient, ObjectId } from 'mongodb';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Message } from '#lib/messages/message.ts';
import { sendMessage } from '#lib/messages/messaging.ts';
import { collection } from '#lib/platform/mongo.ts';
import { handler as deleteAccount } from '../../../functions/me/delete.ts';
import { handler } from '../../../functions/search/messages.ts';
import { call } from '../../support/http/gateway.ts';
import { createGroup, listIn, removeMember, sendTo, setMember } from '../../support/people/groups.ts';
import { createPerson, type Person } from '../../support/people/people.ts';
import { PASSWORD } from '../../support/people/registration.ts';
import { acquaint, answer, block, edit, erase, unblock } from '../../support/people/two-people.ts';
import { sweep } from '../../support/server/deletions.ts';

let alice: Person;
let bob: Person;
beforeEach(async () => {
  [alice, bob] = [await createPerson('alice'), await createPerson('bob')];
  await acquaint(alice, bob);
});

const search = ({ token }: Person, q: string, more: Record<string, string> = {}) =>
  call(handler, { path: '/search', token, query: { q, ...more } });

interface Hit {
  Message: { Message: string; Id: string };
  Ranges: { Start: number; End: number }[];
}

const textsIn = (hits: Hit[]): string[] => hits.map(({ Message }) => Message.Message);
const found = async (by: Person, q: string): Promise<string[]> => {
  const { status, body } = await search(by, q);
  expect(status).toBe(200);
  expect(body.Incomplete).toBe(false);
  return textsIn(body.Hits);
};
const tell = (from: Person, to: Person, text: string): Promise<Message> =>
  sendMessage(from.username, { to: to.username, text });

describe('what is found', () => {
  test.each([
    ['harb', 'See the Harbour'],
    ['"the harbour"', 'See the Harbour'],
    ['harbour see', 'See the Harbour'],
    ['søren', 'Soren says'],
    ['ﬁn', 'a fine day'],
    ['strasse', 'Lange Straße'],
    ['太郎', '山田太郎です'],
    ['郎', '山田太郎です'],
    ['👍', 'fine 👍🏽'],
    ['has:link', 'see https://example.org'],
    ['c++', 'I like C++'],
    ['$5', 'about $5 or so'],
    ['^', 'look ^ there'],
  ])('%s finds %s', async (q, text) => {
    await tell(bob, alice, 'something else');
    await tell(bob, alice, text);
    expect(await found(alice, q)).toEqual([text]);
    expect(await found(bob, q)).toEqual([text]);
  });

  test('where the words are', async () => {
    await tell(bob, alice, '👋 Søren, see Søren');
    const { body } = await search(alice, 'soren');
    expect(body.Hits[0].Ranges).toEqual([
      { Start: 3, End: 8 },
      { Start: 14, End: 19 },
    ]);
  });

  test('newest first over all conversations, page by page', async () => {
    const people = [bob];
    for (const name of ['carol', 'dave', 'erin']) people.push(await createPerson(name));
    const sent: string[] = [];
    for (let index = 0; index < 24; index++) {
      const peer = people[(index * 7) % 4] as Person;
      sent.push((await tell(alice, peer, `apple ${index}`)).text);
    }
    const pages: string[][] = [];
    let query: Record<string, string> | undefined = { q: 'apple', limit: '5' };
    while (query) {
      const { body, headers } = await call(handler, { path: '/search', token: alice.token, query });
      pages.push(textsIn(body.Hits));
      const [, next] = /^<([^>]+)>; rel="next"$/.exec(headers.link ?? '') ?? [];
      query = next ? Object.fromEntries(new URL(next, 'http://x').searchParams) : undefined;
    }
    expect(pages.map(({ length }) => length)).toEqual([5, 5, 5, 5, 4]);
    expect(pages.flat()).toEqual(sent.toReversed());
  });

  test('by its author, conversation and time', async () => {
    const carol = await createPerson('carol');
    await acquaint(alice, carol);
    await tell(bob, alice, 'pear one');
    await tell(alice, bob, 'pear two');
    await tell(carol, alice, 'pear three');
    const today = new Date().toISOString().slice(0, 10);
    expect(await found(alice, `pear from:${bob.username.toUpperCase()}`)).toEqual(['pear one']);
    expect(await found(alice, 'pear from:me')).toEqual(['pear two']);
    expect(await found(alice, `from:me in:${bob.username} pear`)).toEqual(['pear two']);
    expect(await found(alice, `pear in:@${carol.username}`)).toEqual(['pear three']);
    expect(await found(alice, `in:${carol.username}`)).toEqual(['pear three', 'hello', 'hello']);
    expect(await found(alice, `from:${carol.username}`)).toEqual(['pear three', 'hello']);
    expect(await found(alice, `pear after:${today}`)).toHaveLength(3);
    expect(await found(alice, `pear before:${today}`)).toEqual([]);
    expect(await found(alice, 'pear from:nobody-here')).toEqual([]);
  });

  test('a word that every message has, beside one that few have', async () => {
    for (let index = 0; index < 60; index++) await tell(bob, alice, `the ${index}`);
    await tell(bob, alice, 'the plum');
    for (let index = 0; index < 60; index++) await tell(bob, alice, `the ${index}`);
    expect(await found(alice, 'the plum')).toEqual(['the plum']);
    expect(await found(alice, 'the pl')).toEqual(['the plum']);
    expect(await found(alice, '"the plum"')).toEqual(['the plum']);
  });

  test('an operator in quotes is words', async () => {
    await tell(bob, alice, 'write from:bob to search');
    expect(await found(alice, '"from:bob"')).toEqual(['write from:bob to search']);
    expect(await found(alice, '"has:file"')).toEqual([]);
  });
});

describe('takes effect at once', () => {
  test('an edit', async () => {
    const { id } = await tell(bob, alice, 'cherry');
    await edit(bob, id, 'lemon');
    expect([await found(alice, 'cherry'), await found(alice, 'lemon')]).toEqual([[], ['lemon']]);
  });

  test('a deletion', async () => {
    const { id } = await tell(bob, alice, 'cherry');
    await erase(bob, id);
    expect([await found(alice, 'cherry'), await found(bob, 'cherry')]).toEqual([[], []]);
    expect(await found(alice, `in:${bob.username}`)).toEqual(['hello', 'hello']);
    const stored = await collection('messages').findOne({ _id: ObjectId.createFromHexString(id) });
    expect(stored).not.toHaveProperty('terms');
  });

  test('a block: of what is written during it only the author finds anything', async () => {
    const { id } = await tell(bob, alice, 'before mango');
    await block(alice, bob.username);
    await tell(bob, alice, 'during mango');
    await edit(bob, id, 'edited papaya');
    expect([await found(alice, 'mango'), await found(alice, 'papaya')]).toEqual([['before mango'], []]);
    expect([await found(bob, 'mango'), await found(bob, 'papaya')]).toEqual([
      ['during mango'],
      ['edited papaya'],
    ]);
    await edit(bob, id, 'again kiwi');
    expect([await found(alice, 'mango'), await found(alice, 'kiwi')]).toEqual([['before mango'], []]);
    expect([await found(bob, 'papaya'), await found(bob, 'kiwi')]).toEqual([[], ['again kiwi']]);
    await unblock(alice, bob.username);
    await edit(bob, id, 'after grape');
    expect([await found(alice, 'mango'), await found(alice, 'grape')]).toEqual([[], ['after grape']]);
  });

  test('leaving a group, and joining it again', async () => {
    const carol = await createPerson('carol');
    await acquaint(alice, carol);
    const { body: group } = await createGroup(alice, [bob, carol], { HistoryFrom: 'join' });
    const id = group.Conversation;
    await sendTo(alice, id, 'quince one');
    await removeMember(alice, id, bob);
    expect([await found(alice, 'quince'), await found(bob, 'quince')]).toEqual([['quince one'], []]);
    expect(await search(bob, `quince in:${id}`)).toMatchObject({
      status: 404,
      body: { code: 'conversation_not_found' },
    });
    await sendTo(alice, id, 'quince two');
    await setMember(alice, id, bob);
    await sendTo(alice, id, 'quince three');
    expect(await found(bob, 'quince')).toEqual(['quince three']);
    expect(await found(bob, `quince in:${id}`)).toEqual(['quince three']);
    expect(await found(carol, 'quince')).toEqual(['quince three', 'quince two', 'quince one']);
  });

  test('the deletion of an account', async () => {
    await tell(bob, alice, 'fig of bob');
    await tell(alice, bob, 'fig of alice');
    const body = { password: PASSWORD };
    await call(deleteAccount, { method: 'DELETE', path: '/me', token: bob.token, body });
    await sweep();
    expect(await found(alice, 'fig')).toEqual(['fig of alice']);
    expect(await found(alice, `from:${bob.username}`)).toEqual([]);
  });

  test('ignoring a request, whose conversation is still searched by its name', async () => {
    const stranger = await createPerson('stranger');
    await tell(stranger, alice, 'olive');
    expect(await found(alice, 'olive')).toEqual(['olive']);
    await answer(alice, stranger, 'ignore');
    expect(await found(alice, 'olive')).toEqual([]);
    expect(await found(alice, `olive in:${stranger.username}`)).toEqual(['olive']);
    expect(await found(stranger, 'olive')).toEqual(['olive']);
  });
});

describe('is refused', () => {
  test.each([
    ['', 'must have a letter, a digit or a symbol'],
    ['a'.repeat(201), 'must be at most 200 characters'],
    ['a b c d e f g h i j k l m', 'must have at most 12 words'],
    ['from:', 'must have a username behind from:'],
    ['before:tomorrow', 'must have a day such as 2026-01-31, or a time with its zone, behind before:'],
  ])('%j', async (q, detail) => {
    const { status, body } = await search(alice, q);
    expect([status, body.code, body.errors]).toEqual([400, 'validation_failed', [{ field: 'q', detail }]]);
  });

  test('a conversation that is not there, or that one is not in, in the same way', async () => {
    const [carol, dave] = [await createPerson('carol'), await createPerson('dave')];
    await acquaint(carol, dave);
    const { body: group } = await createGroup(carol, [dave]);
    for (const target of [carol.username, 'nobody-here', group.Conversation, `~${'x'.repeat(22)}`])
      expect(await search(alice, `hello in:${target}`)).toMatchObject({
        status: 404,
        body: { code: 'conversation_not_found' },
      });
  });

  test('the cursor of another list', async () => {
    expect(await search(alice, 'hello', { after: 'x' })).toMatchObject({
      status: 400,
      body: { code: 'invalid_cursor' },
    });
  });
});

async function keysOfMessages(): Promise<Record<string, number>> {
  const client = await MongoClient.connect(process.env.MONGODB_URI ?? '');
  const { keysPerIndex } = await client.db(process.env.MONGODB_DATABASE).command({ validate: 'messages' });
  await client.close();
  return keysPerIndex;
}

describe('terms', () => {
  test('add one index key each, beside four of any message', async () => {
    const before = await keysOfMessages();
    await tell(bob, alice, 'See you at the harbour, see https://example.org');
    const after = await keysOfMessages();
    const added = Object.fromEntries(
      Object.entries(after).map(([name, count]) => [name, count - (before[name] ?? 0)]),
    );
    // Eight words, the author, the link, and the empty word.
    const others = { mentions: 0, pinned: 0, forwarded: 0, idempotent_send: 0 };
    expect(added).toEqual({ _id_: 1, history_page: 1, changed: 1, received: 1, search: 11, ...others });
  });

  test('leave the database in no answer', async () => {
    const { body: group } = await createGroup(alice, [bob]);
    await sendTo(alice, group.Conversation, 'secret terms');
    const { body } = await listIn(bob, group.Conversation);
    expect(JSON.stringify([body, (await search(bob, 'secret')).body])).not.toContain('from:');
  });
});
