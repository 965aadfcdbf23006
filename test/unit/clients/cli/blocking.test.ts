/** Blocking from a conversation, while the inbox fails, lags, or has no row for the person. */
import { afterEach, expect, test } from 'vitest';
import type { ConversationSummary, CoreChat } from '#sdk';
import { setBlocked } from '../../../../clients/cli/src/interactive/blocking.ts';
import { until } from '../../../support/clients/sdk.ts';
import { list, onlineChat, row } from '../../../support/sockets/fake-socket.ts';

let chat: CoreChat;
afterEach(() => chat.close());

const toggle = () => setBlocked(chat, 'Bob', !chat.isBlocked('Bob'));

/** @param rows of the inbox at first; `sync` sets what the server answers from then on, null for a failure */
async function about(rows: ConversationSummary[]) {
  let answer: ConversationSummary[] | null = [];
  const fake = await onlineChat(({ method, path }) => {
    if (method !== 'GET') return { body: { Username: 'bob', BlockedAt: '2026-11-22T08:00:00.000Z' } };
    if (!path.includes('since=')) return list(rows);
    return answer ? list(answer) : { status: 500, body: { code: 'internal_error' } };
  });
  chat = fake.chat;
  return (next: ConversationSummary[] | null) => {
    answer = next;
  };
}

test('a block takes effect although the inbox cannot be synced, and lasts until the inbox has caught up', async () => {
  const sync = await about([row('bob')]);
  sync(null);
  expect(await toggle()).toMatch(/^You have blocked Bob/);
  expect(chat.isBlocked('Bob')).toBe(true);
  sync([row('bob', { Blocked: true, Version: 3 })]);
  await chat.inbox.load();
  sync([row('bob', { Blocked: false, Version: 4 })]);
  await chat.inbox.load();
  await until(() => !chat.isBlocked('Bob'), 'unblocked on another device');
});

test('a row from before the block does not undo it', async () => {
  const sync = await about([row('bob')]);
  sync([row('bob', { Unread: 1, Version: 3 })]);
  await toggle();
  await chat.inbox.load();
  await until(() => chat.inbox.snapshot.unread === 1, 'told');
  expect(chat.isBlocked('Bob')).toBe(true);
});

test('a block of a person without a conversation lasts until there is a row', async () => {
  const sync = await about([]);
  await toggle();
  await chat.inbox.load();
  expect(chat.isBlocked('Bob')).toBe(true);
  // Unblocked on another device, which then began a conversation.
  sync([row('bob')]);
  await chat.inbox.load();
  await until(() => !chat.isBlocked('Bob'), 'unblocked on another device');
});
