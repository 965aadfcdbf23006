/** Edits of a conversation's messages, against a scripted server. */
import { afterEach, expect, test } from 'vitest';
import type { CoreChat } from '#sdk';
import { message } from '../../../support/clients/message.ts';
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
