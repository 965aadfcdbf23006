/** Conversations of strangers that wait for an answer, against a scripted server and socket. */
import { afterEach, expect, test } from 'vitest';
import type { CoreChat } from '#sdk';
import { message } from '../../../support/clients/message.ts';
import type { FakeCall } from '../../../support/http/fake-fetch.ts';
import { FakeSocket, list, onlineChat, row } from '../../../support/sockets/fake-socket.ts';

let chat: CoreChat;
afterEach(() => chat.close());

const asking = row('mallory', { Request: 'pending', Unread: 2, ActiveAt: '2026-11-20T08:00:00.000Z' });

async function online(): Promise<FakeCall[]> {
  const calls: FakeCall[] = [];
  ({ chat } = await onlineChat((call) => {
    calls.push(call);
    if (call.path.includes('/request')) return { body: { ...asking, Request: null } };
    if (call.path.startsWith('/messages')) return list([message(1), message(2)]);
    if (call.path.includes('requests=only')) return list([asking]);
    return list(call.path.includes('since=') ? [] : [row('bob', { Unread: 1 })]);
  }));
  return calls;
}

const names = () => {
  const { conversations, requests, unread } = chat.inbox.snapshot;
  return [conversations.map(({ User }) => User), requests.map(({ User }) => User), unread];
};

test('are apart from the others, and not counted as unread', async () => {
  const calls = await online();
  expect(names()).toEqual([['bob'], ['mallory'], 1]);
  expect(calls.some(({ path }) => path.includes('requests=without'))).toBe(true);
  expect(chat.conversation('mallory').snapshot.request).toBe('pending');
});

test('accepting moves one to the others at once', async () => {
  const calls = await online();
  await chat.conversations.answer('mallory', 'accept');
  expect(names()).toEqual([['bob', 'mallory'], [], 3]);
  expect(calls.at(-1)).toMatchObject({ method: 'PUT', path: '/conversations/mallory/request' });
});

test('what another device answers shows at once: ignored, then accepted by a message', async () => {
  await online();
  const conversation = 'alice:mallory';
  FakeSocket.latest.push({ type: 'conversation.request', conversation, data: { Request: 'ignored' } });
  expect(names()).toEqual([['bob'], [], 1]);
  expect(chat.conversation('mallory').snapshot.request).toBe('ignored');
  const data = { ...message(3, { From: 'alice', To: 'mallory', Version: 3 }), Conversation: conversation };
  FakeSocket.latest.push({ type: 'message.created', conversation, version: 3, data });
  expect(chat.conversation('mallory').snapshot.request).toBeNull();
});
