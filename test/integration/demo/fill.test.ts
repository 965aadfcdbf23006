/** The demo in a real database, seen through the API: indistinguishable from what people had sent themselves. */
import { beforeAll, expect, test } from 'vitest';
import { register } from '#lib/accounts/registration.ts';
import { directConversationId } from '#lib/conversations/conversation.ts';
import { acceptRequest } from '#lib/conversations/store/requests.ts';
import { collection } from '#lib/platform/mongo.ts';
import { handler as logIn } from '../../../functions/auth/login.ts';
import { handler as inbox } from '../../../functions/conversations/list.ts';
import { handler as markRead } from '../../../functions/conversations/read.ts';
import { handler as edit } from '../../../functions/messages/edit.ts';
import { handler as list } from '../../../functions/messages/list.ts';
import { handler as send } from '../../../functions/messages/send.ts';
import { handler as users } from '../../../functions/users/list.ts';
import { handler as person } from '../../../functions/users/show.ts';
import { fillDemo, writeHistory } from '../../../local/demo/fill.ts';
import { createHistory } from '../../../local/demo/history.ts';
import { DEMO_PASSWORD } from '../../../local/demo/people.ts';
import { call } from '../../support/http/gateway.ts';
import { followLinks } from '../../support/people/pages.ts';
import { createPerson } from '../../support/people/people.ts';
import { registration } from '../../support/people/registration.ts';

interface Listed {
  Id: string;
  From: string;
  To: string;
  Message: string;
  Seq: number;
  Version: number;
  DeletedAt: string | null;
}

const options = { seed: '1', small: true, again: false };
const tokenOf = async (username: string): Promise<string> => {
  const body = { username, password: DEMO_PASSWORD };
  return (await call(logIn, { method: 'POST', path: '/Login', body })).body.Token;
};
let token: string;

beforeAll(async () => {
  // A user who had this name before the demo keeps it.
  await register({ ...registration('Layla'), email: 'layla@example.org' });
  const { added } = await fillDemo({ ...options, now: Date.now() });
  expect(added).toMatchObject({ people: 30, conversations: 60, groups: 2 });
  token = await tokenOf('alice');
});

test('everybody is listed, can log in, and has a profile', async () => {
  const { body } = await call(users, { path: '/Users' });
  expect(body).toHaveLength(31);
  expect(body).toEqual(expect.arrayContaining(['alice', 'kenji', 'Layla', 'layla.demo']));
  expect(await tokenOf('hassan')).toEqual(expect.any(String));
  const shown = await call(person, { path: '/Users/kenji', params: { username: 'kenji' }, token });
  expect(shown.body).toMatchObject({ display_name: '健司', avatar: { emoji: '⛰️' } });
});

test('two groups have system messages, replies and reactions, and their members go on', async () => {
  const { body } = await call(inbox, { path: '/conversations', token });
  const groupOf = (name: string) =>
    body.find(({ Group }: { Group: { Name: string } | null }) => Group?.Name === name);
  expect(groupOf('Release team')).toMatchObject({ Group: { Members: 6, Role: 'owner' }, Unread: 3 });
  const club = groupOf('Walks and coffee');
  expect(club).toMatchObject({ Group: { Members: 30, Role: 'owner' }, Unread: 12 });
  const query = { Conversation: club.Conversation, limit: '200' };
  const pages = await followLinks(list, { path: '/messages', query, token });
  const messages = pages.reverse().flat() as { Quoted: object | null; Reactions: object[] }[];
  expect(messages.slice(0, 3)).toMatchObject([
    { System: { Type: 'created' } },
    { System: { Type: 'role' } },
    { System: { Type: 'changed' } },
  ]);
  expect(messages.some(({ Quoted }) => Quoted !== null)).toBe(true);
  expect(messages.some(({ Reactions }) => Reactions.length > 0)).toBe(true);
});

test('the inbox counts exactly what a reader finds behind the watermark', async () => {
  const { body } = await call(inbox, { path: '/conversations', token });
  expect(body).toHaveLength(25);
  expect(
    body
      .map((each: { Unread: number }) => each.Unread)
      .sort()
      .at(-1),
  ).toBe(5);
  for (const { User, Kind, Conversation, Unread, ReadSeq, LastMessage, ActiveAt } of body) {
    const query = { Conversation, limit: '200' };
    const pages = await followLinks(list, { path: '/messages', query, token });
    const messages = pages.reverse().flat() as Listed[];
    const unread = messages.filter(
      ({ From, Seq, DeletedAt }) =>
        (Kind === 'group' ? From !== 'alice' : From === User) && Seq > ReadSeq && !DeletedAt,
    );
    expect(unread.length).toBe(User === 'alice' ? 0 : Unread);
    expect(messages.at(-1)).toEqual(LastMessage);
    expect(LastMessage.Timestamp).toBe(ActiveAt);
  }
});

test('one stranger asks alice', async () => {
  const { body } = await call(inbox, { path: '/conversations', query: { requests: 'only' }, token });
  expect(body).toMatchObject([{ Request: 'pending', Unread: 1 }]);
});

test('history pages without a gap, and a sync from nothing finds the same messages', async () => {
  const query = { User: 'bob', limit: '150' };
  const pages = (await followLinks(list, { path: '/messages', query, token })) as Listed[][];
  const messages = pages.reverse().flat();
  expect(messages).toHaveLength(800);
  const seqs = messages.map(({ Seq }) => Seq);
  expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b));
});

test('new sends, edits and read marks are on top, and a sync returns exactly these', async () => {
  const before = await call(list, { path: '/messages', query: { User: 'bob' }, token });
  const [newest] = (before.body as Listed[]).slice(-1);
  const bob = await tokenOf('bob');
  const answer = await call(send, {
    method: 'POST',
    path: '/messages',
    headers: { prefer: 'return=representation' },
    body: { User: 'alice', Message: 'On top' },
    token: bob,
  });
  expect(answer.status).toBe(201);
  expect(answer.body.Seq).toBeGreaterThan(newest?.Seq ?? Number.NaN);
  const own = (before.body as Listed[]).find(({ From, DeletedAt }) => From === 'alice' && !DeletedAt);
  const id = own?.Id ?? '';
  await call(edit, {
    method: 'PATCH',
    path: `/messages/${id}`,
    params: { id },
    body: { Message: 'Edited' },
    token,
  });
  const since = before.headers['x-sync-token'] ?? '';
  const synced = await call(list, { path: '/messages', query: { User: 'bob', since }, token });
  expect((synced.body as Listed[]).slice(-2).map(({ Message }) => Message)).toEqual(['On top', 'Edited']);

  const read = {
    path: '/conversations/bob/read',
    params: { conversation: 'bob' },
    body: { Seq: answer.body.Seq },
  };
  expect((await call(markRead, { method: 'PUT', ...read, token })).body).toMatchObject({ Unread: 0 });
  const [first] = (await call(inbox, { path: '/conversations', token })).body;
  expect(first).toMatchObject({ User: 'bob', LastMessage: { Message: 'On top' } });
});

test('documents have the fields that the API writes, and no others', async () => {
  const [one, two] = [await createPerson('one'), await createPerson('two')];
  const body = { User: two.username, Message: 'x', ClientId: 'c-1' };
  await call(send, { method: 'POST', path: '/messages', body, token: one.token });
  await acceptRequest(directConversationId(one.username, two.username), two.username);
  const shapes = async (name: string, filter: object) => {
    const found = await collection(name).find(filter).toArray();
    const types = (each: object) =>
      Object.entries(each).map(([field, value]) => `${field}: ${value?.constructor.name}`);
    return new Set(found.map((each) => types(each).sort().join(', ')));
  };
  const unchanged = { editedAt: null, deletedAt: null };
  const real = { from: one.username };
  const direct = { from: 'hassan', to: { $ne: null }, ...unchanged };
  expect(await shapes('messages', direct)).toEqual(await shapes('messages', real));
  expect(await shapes('conversations', { _id: directConversationId('alice', 'bob') as never })).toEqual(
    await shapes('conversations', { members: one.username }),
  );
  expect(
    await shapes('memberships', { username: 'hassan', kind: 'direct', readAt: { $exists: false } }),
  ).toEqual(await shapes('memberships', { username: one.username }));
});

test('a second run adds nothing; --again starts over, and leaves other people alone', async () => {
  const count = (name: string) => collection(name).countDocuments({});
  const before = await Promise.all(['users', 'conversations', 'messages'].map(count));
  expect(await fillDemo({ ...options, now: Date.now() })).toEqual({ usernames: expect.any(Array) });
  expect(await Promise.all(['users', 'conversations', 'messages'].map(count))).toEqual(before);

  await fillDemo({ ...options, again: true, now: Date.now() });
  const after = await Promise.all(['users', 'conversations', 'messages'].map(count));
  // The message that was sent on top went with the rest.
  expect(after).toEqual([before[0], before[1], (before[2] ?? 0) - 1]);
});

test('a run that was interrupted is begun again', async () => {
  await collection('users').deleteMany({ email: /@demo\.corechat\.example$/ });
  const { added } = await fillDemo({ ...options, now: Date.now() });
  const members = { conversation: directConversationId('alice', 'bob') };
  expect(added?.messages).toBeGreaterThan(1_000);
  expect(await collection('messages').countDocuments(members)).toBe(800);
});

test('one conversation of two accounts that are there', async () => {
  const [one, two] = [await createPerson('three'), await createPerson('four')];
  const plan = { days: 180, quietHours: 0, subject: 'work', unread: 0 } as const;
  const members: [string, string] = [one.username, two.username];
  await writeHistory(createHistory({ ...plan, members, messages: 1_201 }, '1', Date.now()));
  const query = { User: two.username };
  const pages = await followLinks(list, { path: '/messages', query, token: one.token });
  expect(pages.flat()).toHaveLength(1_201);
});
