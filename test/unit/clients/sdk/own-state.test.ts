/** Archived, pinned and marked-unread conversations, against a scripted server and socket. */
import { afterEach, expect, test } from 'vitest';
import type { ConversationSummary, CoreChat } from '#sdk';
import { message } from '../../../support/clients/message.ts';
import { until } from '../../../support/clients/sdk.ts';
import type { FakeCall } from '../../../support/http/fake-fetch.ts';
import { FakeSocket, list, onlineChat, row } from '../../../support/sockets/fake-socket.ts';

let chat: CoreChat;
afterEach(() => chat.close());

const DAY = (day: number) => `2026-11-${day}T08:00:00.000Z`;
let rows: ConversationSummary[];
let calls: FakeCall[];

async function online(...listed: ConversationSummary[]): Promise<void> {
  rows = listed;
  calls = [];
  ({ chat } = await onlineChat((call) => {
    calls.push(call);
    if (call.method === 'PATCH') {
      const known = rows.find(({ User }) => call.path.includes(User)) as ConversationSummary;
      return { body: { ...known, ...(call.body as object) } };
    }
    if (call.path.includes('/read')) return { body: { ...rows[0], UnreadFrom: null, Unread: 0 } };
    if (call.path.startsWith('/messages')) return list([message(1), message(2)]);
    if (call.path.includes('page=2')) return list([row('late', { ActiveAt: DAY(10) })]);
    if (call.path.includes('since=') || call.path.includes('requests=only')) return list([]);
    return list(rows, rows.length < 4 ? {} : { link: '</conversations?page=2>; rel="next"' });
  }));
}

const names = () => {
  const { conversations, archived } = chat.inbox.snapshot;
  return [conversations.map(({ User }) => User), archived.map(({ User }) => User)];
};

test('pinned ones come first, archived ones are apart and not counted as unread', async () => {
  await online(
    row('old', { Pinned: true, ActiveAt: DAY(11) }),
    row('new', { ActiveAt: DAY(20), Unread: 1 }),
    row('gone', { Archived: true, ActiveAt: DAY(19), Unread: 5 }),
  );
  expect(calls.some(({ path }) => path.includes('pinned=first'))).toBe(true);
  expect(names()).toEqual([['old', 'new'], ['gone']]);
  expect(chat.inbox.snapshot.unread).toBe(1);
});

test('a change shows at once, also when a message arrived before its answer', async () => {
  await online(row('bob', { ActiveAt: DAY(20) }), row('carol', { ActiveAt: DAY(19) }));
  await chat.conversations.update('carol', { Pinned: true });
  expect(names()).toEqual([['carol', 'bob'], []]);
  const data = { ...message(3, { From: 'bob', Version: 3 }), Conversation: 'alice:bob' };
  FakeSocket.latest.push({ type: 'message.created', conversation: 'alice:bob', version: 3, data });
  await chat.conversations.update('bob', { Archived: true });
  expect(names()).toEqual([['carol'], ['bob']]);
  expect(chat.inbox.snapshot.archived).toMatchObject([{ LastMessage: { Seq: 3 }, Version: 3 }]);
});

test.each([
  [null, [['bob'], []]],
  ['9999-12-31T23:59:59.000Z', [[], ['bob']]],
])('a message brings an archived conversation back, muted until %s', async (MutedUntil, expected) => {
  await online(row('bob', { Archived: true, MutedUntil }));
  const data = { ...message(3, { From: 'bob', Version: 3 }), Conversation: 'alice:bob' };
  FakeSocket.latest.push({ type: 'message.created', conversation: 'alice:bob', version: 3, data });
  expect(names()).toEqual(expected);
});

test('a page of archived conversations is followed by the next one', async () => {
  await online(...['a', 'b', 'c', 'd'].map((name) => row(name, { Archived: true, ActiveAt: DAY(20) })));
  await until(() => chat.inbox.snapshot.conversations.length > 0, 'the next page');
  expect(names()).toEqual([['late'], ['a', 'b', 'c', 'd'].reverse()]);
});

test('a conversation marked as unread opens there, and reading ends it without moving the mark', async () => {
  await online(row('bob', { UnreadFrom: 2, Unread: 1 }));
  const conversation = chat.conversation('bob');
  await conversation.open();
  expect(conversation.snapshot.readSeq).toBe(1);
  conversation.markRead();
  expect(conversation.snapshot.readSeq).toBe(2);
  expect(chat.inbox.snapshot.conversations).toMatchObject([{ UnreadFrom: null, Unread: 0 }]);
  const reports = () => calls.filter(({ path }) => path.endsWith('/read'));
  await until(() => reports().length > 0, 'the report');
  expect(reports().map(({ body }) => body)).toEqual([{ Seq: 2 }]);
});

test('another device has read it again', async () => {
  await online(row('bob', { UnreadFrom: 1, Unread: 2 }));
  FakeSocket.latest.push({
    type: 'conversation.read',
    conversation: 'alice:bob',
    version: 2,
    data: { Username: 'alice', Seq: 2 },
  });
  expect(chat.inbox.snapshot.conversations).toMatchObject([{ UnreadFrom: null, Unread: 0 }]);
});
