/** Blocking from a conversation, while the inbox fails, lags, or has no row for whom it is about. */
import { afterEach, expect, test } from 'vitest';
import type { ConversationSummary, CoreChat } from '#sdk';
import { Blocking } from '../../../../clients/cli/src/interactive/blocking.ts';
import { list, onlineChat, row } from '../../../support/fake-socket.ts';
import { until } from '../../../support/sdk.ts';

let chat: CoreChat;
let blocking: Blocking;
afterEach(() => {
  blocking.close();
  chat.close();
});

/** @param rows of the inbox at first; `sync` sets what the server answers from then on, null for a failure */
async function about(rows: ConversationSummary[]) {
  let answer: ConversationSummary[] | null = [];
  const fake = await onlineChat(({ method, path }) => {
    if (method !== 'GET') return { body: { Username: 'bob', BlockedAt: '2026-11-22T08:00:00.000Z' } };
    if (!path.includes('since=')) return list(rows);
    return answer ? list(answer) : { status: 500, body: { code: 'internal_error' } };
  });
  chat = fake.chat;
  blocking = new Blocking(chat, 'Bob');
  return (next: ConversationSummary[] | null) => {
    answer = next;
  };
}

test('a block is told although the inbox cannot be asked, and holds until the inbox has caught up', async () => {
  const sync = await about([row('bob')]);
  sync(null);
  expect(await blocking.toggle()).toMatch(/^You have blocked Bob/);
  expect(blocking.isBlocked).toBe(true);
  sync([row('bob', { Blocked: true, Version: 3 })]);
  await chat.inbox.load();
  sync([row('bob', { Blocked: false, Version: 4 })]);
  await chat.inbox.load();
  await until(() => !blocking.isBlocked, 'unblocked on another device');
});

test('a row that knows nothing of it yet does not take it back', async () => {
  const sync = await about([row('bob')]);
  sync([row('bob', { Unread: 1, Version: 3 })]);
  await blocking.toggle();
  await chat.inbox.load();
  await until(() => chat.inbox.snapshot.unread === 1, 'told');
  expect(blocking.isBlocked).toBe(true);
});

test('of a stranger the choice holds until there is a row', async () => {
  const sync = await about([]);
  await blocking.toggle();
  await chat.inbox.load();
  expect(blocking.isBlocked).toBe(true);
  // Unblocked on another device, where a conversation was begun then.
  sync([row('bob')]);
  await chat.inbox.load();
  await until(() => !blocking.isBlocked, 'unblocked on another device');
});
