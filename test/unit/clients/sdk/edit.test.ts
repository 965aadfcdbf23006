/** Edits of a conversation's messages, against a scripted server. */
import { afterEach, expect, test } from 'vitest';
import type { CoreChat } from '#sdk';
import { message } from '../../../support/clients/message.ts';
import { until } from '../../../support/clients/sdk.ts';
import { list, onlineChat, row } from '../../../support/sockets/fake-socket.ts';

let chat: CoreChat;
afterEach(() => chat.close());

/** Alice's message "hi\nyou" to bob, and the edits that the server gets. @param answer to each */
async function withMessage(answer = message(1, { From: 'alice', To: 'bob', Message: 'hi\nyou' })) {
  const fake = await onlineChat(({ method, path }) => {
    if (method === 'PATCH') return { body: answer };
    if (!path.startsWith('/messages')) return list([row('bob')]);
    return list([message(1, { From: 'alice', To: 'bob', Message: 'hi\nyou' })]);
  });
  chat = fake.chat;
  const conversation = chat.direct('bob');
  await conversation.open();
  const edits = () => fake.calls.filter(({ method }) => method === 'PATCH').map(({ body }) => body);
  return { conversation, edits };
}

test.each(['hi\nyou', 'hi\nyou ', 'hi\r\nyou', 'hi\ryou\n\n'])(
  'an edit to the same text, %j, sends nothing and marks nothing as edited',
  async (text) => {
    const { conversation, edits } = await withMessage();
    const editing = conversation.edit('m1', text);
    expect(conversation.snapshot.messages).toMatchObject([{ Message: 'hi\nyou', EditedAt: null }]);
    await editing;
    expect(edits()).toEqual([]);
  },
);

test('leading space and an upper-case letter are another text', async () => {
  const { conversation, edits } = await withMessage();
  await conversation.edit('m1', ' hi\nyou');
  await conversation.edit('m1', 'Hi\nyou');
  expect(edits()).toEqual([{ Message: ' hi\nyou' }, { Message: 'Hi\nyou' }]);
});

test('a message that the server left alone shows no edit', async () => {
  const { conversation, edits } = await withMessage();
  await conversation.edit('m1', 'hi\nyou!');
  expect(edits()).toHaveLength(1);
  expect(conversation.snapshot.messages).toMatchObject([{ Message: 'hi\nyou', EditedAt: null }]);
});

test('the server gets the changes of a message one after the other, in the order of the user', async () => {
  const waiting: (() => void)[] = [];
  const fake = await onlineChat(async ({ method, path }) => {
    if (method === 'GET') {
      return list(path.startsWith('/messages') ? [message(1), message(2)] : [row('bob')]);
    }
    if (!path.startsWith('/messages/')) return { status: 204 };
    const { promise, resolve } = Promise.withResolvers<void>();
    waiting.push(resolve);
    await promise;
    return { status: 204 };
  });
  chat = fake.chat;
  const conversation = chat.direct('bob');
  await conversation.open();
  const sent = () =>
    fake.calls
      .filter(({ path }) => path.startsWith('/messages/'))
      .map(({ method, path }) => `${method} ${decodeURI(path)}`);
  const done = Promise.all([
    conversation.react('m1', '👍'),
    conversation.react('m1', '👍', false),
    conversation.pin('m2'),
  ]);
  expect(conversation.snapshot.messages[0]?.Reactions).toEqual([]);
  await until(() => waiting.length === 2, 'the first change of each message');
  const first = ['PUT /messages/m1/reactions/👍', 'PUT /messages/m2/pin'];
  expect(sent()).toEqual(first);
  for (const answer of waiting) answer();
  await until(() => waiting.length === 3, 'the second change');
  expect(sent()).toEqual([...first, 'DELETE /messages/m1/reactions/👍']);
  waiting[2]?.();
  await done;
});

test('a change that waits for another one is not made for the next user', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const fake = await onlineChat(async ({ method, path }) => {
    if (method === 'GET') return list(path.startsWith('/messages') ? [message(1)] : [row('bob')]);
    if (path.includes('/reactions/')) await promise;
    return { status: 204 };
  });
  chat = fake.chat;
  const conversation = chat.direct('bob');
  await conversation.open();
  const changes = [conversation.react('m1', '👍'), conversation.react('m1', '🎉')];
  await until(() => fake.calls.some(({ path }) => path.includes('/reactions/')), 'the first one');
  await chat.logOut();
  // The server of this test knows one person only.
  await chat.logIn({ username: 'alice', password: 'correct horse' });
  resolve();
  expect(await Promise.allSettled(changes)).toMatchObject([{}, { reason: { code: 'not_logged_in' } }]);
  expect(fake.calls.filter(({ path }) => path.includes('/reactions/'))).toHaveLength(1);
});
