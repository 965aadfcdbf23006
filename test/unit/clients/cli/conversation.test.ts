/** The conversation at a terminal, against a scripted server and socket. */
import { stripVTControlCharacters } from 'node:util';
import { afterEach, expect, test } from 'vitest';
import type { CoreChat } from '#sdk';
import { blockedView } from '../../../../clients/cli/src/interactive/blocked.ts';
import { conversationView } from '../../../../clients/cli/src/interactive/conversation.ts';
import { peopleView } from '../../../../clients/cli/src/interactive/people.ts';
import type { Stage, View } from '../../../../clients/cli/src/interactive/show.ts';
import { type Written, writtenByUser } from '../../../../clients/cli/src/interactive/written.ts';
import { symbolsFor } from '../../../../clients/cli/src/text/symbols.ts';
import { message } from '../../../support/clients/message.ts';
import { until } from '../../../support/clients/sdk.ts';
import { FakeSocket, list, onlineChat, row } from '../../../support/sockets/fake-socket.ts';

let chat: CoreChat;
afterEach(() => chat.close());

const stage: Stage<void> = {
  redraw: () => {},
  done: () => {},
  fail: () => {},
  size: () => ({ columns: 80, rows: 24 }),
};
const open = (written = writtenByUser()('alice')) =>
  conversationView({ chat, username: 'bob', symbols: symbolsFor({ LANG: 'C' }, 'linux'), written })(stage);

/** Two messages from bob, both read, and the read marks that alice's client sends. */
async function withBob(gate: Promise<void> = Promise.resolve()) {
  const fake = await onlineChat(async ({ method, path }) => {
    if (method === 'PUT') return { body: row('bob', { ReadSeq: 3 }) };
    if (!path.startsWith('/messages')) return list(path.includes('since=') ? [] : [row('bob')]);
    await gate;
    return list([message(1), message(2)]);
  });
  chat = fake.chat;
  const isReady = () => chat.conversation('bob').snapshot.status === 'ready';
  const marks = () => fake.calls.filter(({ method }) => method === 'PUT').map(({ body }) => body);
  return { isReady, marks };
}

const pushThird = () =>
  FakeSocket.latest.push({
    type: 'message.created',
    conversation: 'alice:bob',
    version: 3,
    data: message(3),
  });

test('opening a conversation again marks messages as read that came while it was closed', async () => {
  const { isReady, marks } = await withBob();
  const before = open();
  await until(isReady, 'loaded');
  before.close();
  pushThird();
  expect(chat.conversation('bob').snapshot.readSeq).toBe(2);
  const after = open();
  await expect.poll(marks).toEqual([{ Seq: 3 }]);
  after.close();
});

test('messages that are loaded after the user has left are not marked as read', async () => {
  const gate = Promise.withResolvers<void>();
  const { isReady, marks } = await withBob(gate.promise);
  open().close();
  pushThird();
  gate.resolve();
  await until(isReady, 'loaded');
  await chat.conversation('bob').open();
  expect([marks(), chat.conversation('bob').snapshot.readSeq]).toEqual([[], 2]);
});

test('a text that is being written when the session ends is there after the next login', async () => {
  const { isReady } = await withBob();
  const writtenBy = writtenByUser();
  const view = open(writtenBy('alice'));
  await until(isReady, 'loaded');
  for (const text of 'half') view.onKey({ name: text, text });
  // As show.ts does when the view fails.
  view.close();
  const shown = (written: Written) => open(written).frame({ columns: 80, rows: 24 }).rows.join('\n');
  expect(shown(writtenBy('Alice'))).toContain('half');
  expect(shown(writtenBy('carol'))).not.toContain('half');
});

test('the list of people says that the last message was deleted, or is blank', async () => {
  const last = (Id: string, fields: object) => message(1, { Id, ...fields });
  const fake = await onlineChat(({ path }) =>
    list(
      path.startsWith('/conversations') && !path.includes('since=')
        ? [
            row('bob', { LastMessage: last('1', { Message: '', DeletedAt: '2026-11-22T09:14:00Z' }) }),
            row('carol', { LastMessage: last('2', { Message: '\u2800' }) }),
          ]
        : [],
    ),
  );
  chat = fake.chat;
  const view = peopleView({ chat, symbols: symbolsFor({ LANG: 'C' }, 'linux') })(stage as never);
  const shown = () =>
    view.frame({ columns: 80, rows: 24 }).rows.map((line) => stripVTControlCharacters(line));
  await until(() => shown().some((line) => line.includes('bob')), 'listed');
  expect(shown().find((line) => line.includes('bob'))).toMatch(/bob +Message deleted/);
  expect(shown().find((line) => line.includes('carol'))).toMatch(/carol +Blank message/);
  view.close();
});

test('scrolling down marks messages as read as far as they were on the screen', async () => {
  const older = Array.from({ length: 40 }, (_, index) => message(index + 1));
  const fake = await onlineChat(({ method, path, body }) => {
    if (method === 'PUT')
      return { body: row('bob', { Version: 80, ReadSeq: (body as { Seq: number }).Seq }) };
    if (!path.startsWith('/messages')) return list([row('bob', { Version: 40, ReadSeq: 40 })]);
    return list(path.includes('since=') ? [] : older);
  });
  chat = fake.chat;
  const view = open();
  const shown = () =>
    view
      .frame({ columns: 80, rows: 24 })
      .rows.flatMap((text) => /text (\d+)/.exec(stripVTControlCharacters(text))?.[1] ?? [])
      .map(Number);
  await until(() => shown().includes(40), 'loaded');
  view.onKey({ name: 'pageup' });
  for (let seq = 41; seq <= 80; seq++) {
    const data = message(seq);
    FakeSocket.latest.push({ type: 'message.created', conversation: 'alice:bob', version: seq, data });
  }
  view.onKey({ name: 'pagedown' });
  view.onKey({ name: 'pagedown' });
  const last = Math.max(...shown());
  expect(last).toBeGreaterThan(40);
  expect(last).toBeLessThan(80);
  const marks = () => fake.calls.filter(({ method }) => method === 'PUT').map(({ body }) => body);
  await expect.poll(() => marks().at(-1)).toEqual({ Seq: last });
  view.close();
});

const profile = (username: string, display_name: string | null) => ({
  username,
  display_name,
  bio: null,
  avatar: null,
});

test('the list of people finds by name: conversations and others, with their display names', async () => {
  const fake = await onlineChat(({ path }) => {
    if (path.startsWith('/directory')) return list([profile('sk', 'Søren K'), profile('soren2', null)]);
    if (path.startsWith('/Users')) return list(['everyone']);
    return list(
      path.startsWith('/conversations?') || path === '/conversations' ? [row('bob'), row('sk')] : [],
    );
  });
  chat = fake.chat;
  const answers: unknown[] = [];
  const answering = { ...stage, done: (answer: unknown) => answers.push(answer) } as never;
  const view = peopleView({ chat, symbols: symbolsFor({ LANG: 'C' }, 'linux') })(answering);
  const shown = () =>
    view
      .frame({ columns: 80, rows: 24 })
      .rows.map((line) => stripVTControlCharacters(line))
      .join('\n');
  await until(() => shown().includes('everyone'), 'listed');
  for (const key of 'SØren k') view.onKey({ name: key, text: key });
  await until(() => shown().includes('soren2'), 'found');
  expect(fake.calls.filter(({ path }) => path.startsWith('/directory')).map(({ path }) => path)).toEqual([
    '/directory?name=S%C3%98ren+k',
  ]);
  expect(shown()).toMatch(/sk +Søren K/);
  expect(shown()).not.toMatch(/bob|everyone/);
  view.onKey({ name: 'return' });
  expect(answers).toEqual([{ kind: 'open', username: 'sk' }]);
  view.onKey({ name: 'escape' });
  await until(() => shown().includes('everyone'), 'all are listed again');
  view.onKey({ name: '@', text: '@' });
  await until(() => shown().includes('bob'), 'nothing to search by');
  view.close();
});

test('a plain terminal gets ASCII only', async () => {
  const { isReady } = await withBob();
  await chat.conversation('bob').open();
  const shown = (view: View) => stripVTControlCharacters(view.frame({ columns: 24, rows: 12 }).rows.join(''));
  const conversation = open();
  await until(isReady, 'loaded');
  conversation.onKey({ name: 'ctrl+r' });
  const options = { chat, symbols: symbolsFor({ LANG: 'C' }, 'linux') };
  const views = [conversation, peopleView(options)(stage as never), blockedView(options)(stage as never)];
  for (const view of views) {
    expect(shown(view)).toMatch(/^[ -~]+$/);
    view.close();
  }
  expect(shown(conversation)).toContain('Refreshing ...');
});
