/** Writing and editing at a terminal, against a scripted server. */
import { afterEach, expect, test } from 'vitest';
import type { CoreChat } from '#sdk';
import { Composer } from '../../../../clients/cli/src/interactive/composer.ts';
import { symbolsFor } from '../../../../clients/cli/src/text/symbols.ts';
import { message } from '../../../support/clients/message.ts';
import { until } from '../../../support/clients/sdk.ts';
import type { FakeAnswer } from '../../../support/http/fake-fetch.ts';
import { FakeSocket, list, onlineChat } from '../../../support/sockets/fake-socket.ts';

let chat: CoreChat;
afterEach(() => chat.close());

/** Alice's messages A and B, and a composer; each PATCH and DELETE waits for its scripted answer. */
async function composing() {
  const patches: { method: string; path: string; body: unknown; answer(answer: FakeAnswer): void }[] = [];
  const own = (Seq: number, Message: string) =>
    message(Seq, { Id: Message, From: 'alice', To: 'bob', Message });
  const fake = await onlineChat(({ method, path, body }) => {
    if (method === 'GET') return list(path.startsWith('/messages') ? [own(1, 'A'), own(2, 'B')] : []);
    const { promise, resolve } = Promise.withResolvers<FakeAnswer>();
    patches.push({ method, path, body, answer: resolve });
    return promise;
  });
  chat = fake.chat;
  const conversation = chat.conversation('bob');
  await conversation.open();
  const notices: string[] = [];
  const changes = new Map<string, string>();
  const newComposer = (text = '') =>
    new Composer({
      conversation,
      me: 'alice',
      text,
      changes,
      symbols: symbolsFor({ LANG: 'C' }, 'linux'),
      say: (notice) => notices.push(notice),
      sent: () => {},
      group: undefined,
      find: async (name) => name,
    });
  let composer = newComposer();
  return {
    get composer() {
      return composer;
    },
    /** The conversation is left, and opened again. */
    reopen: () => {
      composer = newComposer(composer.close());
      composer.begin();
    },
    close: () => composer.close(),
    edit: () => composer.edit(),
    patches,
    notices,
    type: (text: string) => composer.onKey({ name: text, text }),
    press: (...names: string[]) => {
      for (const name of names) composer.onKey({ name });
    },
    line: () => composer.shown?.text,
    fail: async (index: number, status = 500, code = 'internal_error') => {
      await until(() => patches[index] !== undefined, 'asked to save');
      patches[index]?.answer({ status, body: { code } });
    },
    /** Another device of alice deletes a message. */
    deleteElsewhere: (Seq: number, Id: string) => {
      const data = { ...own(Seq, ''), Id, Version: 9, DeletedAt: '2026-11-22T09:00:00.000Z' };
      FakeSocket.latest.push({
        type: 'message.deleted',
        conversation: data.Conversation,
        version: 9,
        data,
      });
    },
  };
}

test('each state has its hint, in ASCII on a plain terminal', async () => {
  const { composer, press } = await composing();
  expect(composer.hint).toBe('Arrows and Enter, or just type a message | PageUp: older | Esc: exit');
  composer.edit();
  expect(composer.hint).toBe('Enter: save | Up: an older message | Esc: leave it as it is');
  press('escape');
  composer.write();
  expect(composer.hint).toBe('Enter: send | Alt+Enter: new line | Esc: menu');
});

test('a save that fails while another message is edited changes neither that edit nor the draft', async () => {
  const { composer, patches, notices, type, press, line, fail } = await composing();
  composer.write();
  type('half a sentence');
  press('escape');
  composer.edit();
  type('!');
  press('return');
  expect(line()).toBe('half a sentence');
  press('escape');
  composer.edit();
  press('up');
  type('?');
  expect(line()).toBe('A?');
  await fail(0);
  await expect.poll(() => notices[0]).toMatch(/went wrong/);
  expect(line()).toBe('A?');
  expect(notices[0]).toMatch(/what you wrote is kept/);
  press('return');
  await expect
    .poll(() => patches)
    .toMatchObject([
      { path: '/messages/B', body: { Message: 'B!' } },
      { path: '/messages/A', body: { Message: 'A?' } },
    ]);
  expect(line()).toBe('half a sentence');
  press('escape');
  composer.edit();
  expect(line()).toBe('B!');
  press('return');
  await expect.poll(() => patches[2]).toMatchObject({ path: '/messages/B', body: { Message: 'B!' } });
});

test('a save that fails while nothing is edited returns to the line, before the draft', async () => {
  const { composer, patches, notices, type, press, line, fail } = await composing();
  composer.edit();
  type('!');
  press('return');
  composer.write();
  type('half a sentence');
  await fail(0);
  await expect.poll(line).toBe('B!');
  expect(notices).toEqual([expect.stringMatching(/went wrong/)]);
  press('return');
  await expect.poll(() => patches[1]).toMatchObject({ path: '/messages/B', body: { Message: 'B!' } });
  expect(line()).toBe('half a sentence');
});

test('Esc drops a change that could not be saved', async () => {
  const { composer, type, press, line, fail } = await composing();
  composer.edit();
  type('!');
  press('return');
  await fail(0);
  await expect.poll(line).toBe('B!');
  press('escape');
  composer.edit();
  expect(line()).toBe('B');
});

test.each(['B', 'B ', ''])('Enter on %j instead of B sends no request', async (text) => {
  const { composer, patches, notices, type, press, line } = await composing();
  composer.edit();
  press('backspace');
  type(text);
  press('return');
  await new Promise(setImmediate);
  expect(patches).toEqual([]);
  if (text !== '') return expect(line()).toBeUndefined();
  expect(line()).toBe('');
  expect(notices).toEqual(['To remove the message, press Enter again. Esc leaves it as it is.']);
});

test('Enter twice on an empty edit deletes the message', async () => {
  const { composer, patches, type, press, line } = await composing();
  composer.edit();
  press('backspace', 'return');
  type('x');
  press('backspace', 'return');
  await new Promise(setImmediate);
  expect(patches).toEqual([]);
  press('return');
  expect(line()).toBeUndefined();
  await expect.poll(() => patches).toMatchObject([{ method: 'DELETE', path: '/messages/B' }]);
});

const KEPT = 'The message you were editing was deleted. Your text is kept as a new message.';

test('a message that is deleted elsewhere while it is edited leaves its text as the draft', async () => {
  const { composer, notices, type, press, line, deleteElsewhere } = await composing();
  composer.write();
  type('half a sentence');
  press('escape');
  composer.edit();
  type('!');
  deleteElsewhere(2, 'B');
  await expect.poll(line).toBe('half a sentence\nB!');
  expect(notices).toEqual([KEPT]);
  expect(composer.hint).toMatch(/^Enter: send/);
});

test('nothing is kept of an edit without a change', async () => {
  const { composer, notices, line, deleteElsewhere } = await composing();
  composer.edit();
  deleteElsewhere(2, 'B');
  await expect.poll(line).toBeUndefined();
  expect(notices).toEqual(['The message you were editing was deleted.']);
});

test('a save that comes too late, because the message is deleted, leaves its text as the draft', async () => {
  const { composer, notices, type, press, line, fail } = await composing();
  composer.edit();
  type('!');
  press('return');
  await fail(0, 409, 'message_deleted');
  await expect.poll(line).toBe('B!');
  expect(notices).toEqual([KEPT]);
  expect(composer.hint).toMatch(/^Enter: send/);
});

test('a change that could not be saved survives the deletion of its message', async () => {
  const { composer, notices, type, press, line, fail, deleteElsewhere } = await composing();
  composer.edit();
  type('!');
  press('return');
  composer.edit();
  press('up');
  type('?');
  await fail(0);
  await expect.poll(() => notices.length).toBe(1);
  deleteElsewhere(2, 'B');
  await expect.poll(() => notices.length).toBe(2);
  expect(line()).toBe('A?');
  press('escape');
  composer.write();
  expect(line()).toBe('B!');
});

const NOT_SAVED = 'A change was not saved. Turn to that message again: what you wrote is kept.';

test('a change that is being written when the view closes returns with its message, and the draft stays', async () => {
  const { composer, notices, reopen, type, press, line, edit } = await composing();
  composer.write();
  type('half a sentence');
  press('escape');
  composer.edit();
  type('!');
  reopen();
  expect([line(), notices]).toEqual(['half a sentence', [NOT_SAVED]]);
  press('escape');
  edit();
  expect(line()).toBe('B!');
});

test('a change that fails after the conversation was left returns with its message', async () => {
  const { composer, patches, notices, close, reopen, type, press, line, fail, edit } = await composing();
  composer.edit();
  type('!');
  press('return');
  close();
  await fail(0);
  await new Promise(setImmediate);
  expect([patches.length, notices]).toEqual([1, []]);
  reopen();
  expect([line(), notices]).toEqual([undefined, [NOT_SAVED]]);
  edit();
  expect(line()).toBe('B!');
});

test('a change whose message is deleted after the conversation was left is the next draft', async () => {
  const { composer, notices, close, reopen, type, press, line, fail, deleteElsewhere } = await composing();
  composer.edit();
  type('!');
  press('return');
  close();
  deleteElsewhere(2, 'B');
  await fail(0, 409, 'message_deleted');
  await new Promise(setImmediate);
  reopen();
  expect([line(), notices]).toEqual(['B!', [KEPT]]);
});

test('a command that cannot be meant as it is written stays in the line, with its example below', async () => {
  const { composer, type, press, line, notices } = await composing();
  composer.write();
  for (const letter of '/reply 7 Yes') type(letter);
  expect(composer.hint).toBe('/reply 1 Yes');
  press('return');
  expect([line(), notices.at(-1)]).toEqual([
    '/reply 7 Yes',
    'There is no such message here. The newest is 1.',
  ]);
});

test('a command whose outcome the conversation shows leaves the notice of a later command', async () => {
  const { composer, patches, notices, type, press } = await composing();
  composer.write();
  for (const line of ['/react 1 👍', '/unreact 1 👍', '/pin']) {
    type(line);
    press('return');
  }
  const refusal = 'Write which message, counted from the newest, such as /pin 1.';
  expect(notices).toEqual([refusal]);
  await until(() => patches[0] !== undefined, 'asked to react');
  patches[0]?.answer({ status: 204 });
  await until(() => patches[1] !== undefined, 'the reaction is done');
  await new Promise(setImmediate);
  expect(notices).toEqual([refusal]);
});
