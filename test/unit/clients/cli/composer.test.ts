/** Writing and editing at a terminal, against a scripted server. */
import { afterEach, expect, test } from 'vitest';
import type { CoreChat } from '#sdk';
import { Composer } from '../../../../clients/cli/src/interactive/composer.ts';
import { symbolsFor } from '../../../../clients/cli/src/text/symbols.ts';
import { message } from '../../../support/clients/message.ts';
import { until } from '../../../support/clients/sdk.ts';
import type { FakeAnswer } from '../../../support/http/fake-fetch.ts';
import { list, onlineChat } from '../../../support/sockets/fake-socket.ts';

let chat: CoreChat;
afterEach(() => chat.close());

/** Alice's messages A and B, and a composer; each PATCH waits for its scripted answer. */
async function composing() {
  const patches: { path: string; body: unknown; answer(answer: FakeAnswer): void }[] = [];
  const own = (Seq: number, Message: string) =>
    message(Seq, { Id: Message, From: 'alice', To: 'bob', Message });
  const fake = await onlineChat(({ method, path, body }) => {
    if (method !== 'PATCH') return list(path.startsWith('/messages') ? [own(1, 'A'), own(2, 'B')] : []);
    const { promise, resolve } = Promise.withResolvers<FakeAnswer>();
    patches.push({ path, body, answer: resolve });
    return promise;
  });
  chat = fake.chat;
  const conversation = chat.conversation('bob');
  await conversation.open();
  const notices: string[] = [];
  const composer = new Composer({
    conversation,
    me: 'alice',
    text: '',
    symbols: symbolsFor({ LANG: 'C' }, 'linux'),
    say: (notice) => notices.push(notice),
    sent: () => {},
  });
  return {
    composer,
    patches,
    notices,
    type: (text: string) => composer.onKey({ name: text, text }),
    press: (...names: string[]) => {
      for (const name of names) composer.onKey({ name });
    },
    line: () => composer.shown?.text,
    fail: async (index: number) => {
      await until(() => patches[index] !== undefined, 'asked to save');
      patches[index]?.answer({ status: 500, body: { code: 'internal_error' } });
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
