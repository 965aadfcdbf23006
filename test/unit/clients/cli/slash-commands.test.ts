import { expect, test, vi } from 'vitest';
import { type Conversation, CoreChatError } from '#sdk';
import { CliError } from '../../../../clients/cli/src/cli-error.ts';
import type { GroupActions } from '../../../../clients/cli/src/interactive/group-actions.ts';
import { examplesFor, noticeOf, readLine } from '../../../../clients/cli/src/interactive/slash-commands.ts';
import { message } from '../../../support/clients/message.ts';

const MESSAGES = [
  message(1),
  message(2, { From: 'alice' }),
  message(3, { DeletedAt: '2026-11-22T08:00:00Z' }),
];

/** @returns the calls, and what the line shows afterwards */
async function run(text: string, messages = MESSAGES, group?: GroupActions) {
  const calls: unknown[][] = [];
  const called =
    <Result>(name: string, result: Result) =>
    (...args: unknown[]) => {
      calls.push([name, ...args]);
      return result;
    };
  const conversation = {
    snapshot: { messages },
    react: called('react', Promise.resolve()),
    pin: called('pin', Promise.resolve()),
    save: called('save', Promise.resolve()),
    forward: called('forward', Promise.resolve()),
    pins: called('pins', Promise.resolve(messages.toReversed())),
    send: called('send', { settled: Promise.resolve() }),
  } as unknown as Conversation;
  const sent = vi.fn();
  const find = async (name: string) => (name === 'Book club' ? '~book-club' : name);
  const line = readLine(text);
  if (!('act' in line)) throw new Error('It is no command');
  const answer = line.act({ conversation, me: 'alice', sent, group, find });
  const outcome = 'outcome' in answer ? await answer.outcome : undefined;
  return { calls, outcome, refused: 'refused' in answer ? answer.refused : undefined, sent };
}

test('reacts to the newest message of another person, or to one that is counted from the newest', async () => {
  expect((await run('/react 👍')).calls).toEqual([['react', 'm1', '👍', true]]);
  expect((await run('/unreact  👍 ')).calls).toEqual([['react', 'm1', '👍', false]]);
  expect((await run('/react 2 👍')).calls).toEqual([['react', 'm2', '👍', true]]);
  // A keycap is an emoji that begins with a digit.
  expect((await run('/react 2️⃣')).calls).toEqual([['react', 'm1', '2️⃣', true]]);
  expect((await run('/react 👍', [message(4, { From: 'alice' })])).calls).toEqual([
    ['react', 'm4', '👍', true],
  ]);
});

test.each([
  ['/react', 'Write one emoji after it, such as /react 👍.'],
  ['/react 2', 'Write one emoji after it, such as /react 👍.'],
  ['/unreact 👍 👍', 'Write one emoji after it, such as /unreact 👍.'],
  ['/react 9 👍', 'There is no such message here. The newest is 1.'],
  ['/pin', 'Write which message, counted from the newest, such as /pin 1.'],
  ['/pin it', 'Write which message, counted from the newest, such as /pin 1.'],
  ['/unpin -1', 'Write which message, counted from the newest, such as /unpin 1.'],
  ['/save 1.5', 'Write which message, counted from the newest, such as /save 1.'],
  ['/save 0', 'There is no such message here. The newest is 1.'],
  ['/unsave 4', 'There is no such message here. The newest is 1.'],
  ['/forward', 'Write which message, counted from the newest, and to whom, such as /forward 1 bob.'],
  ['/forward bob', 'Write which message, counted from the newest, and to whom, such as /forward 1 bob.'],
  ['/forward 9 bob', 'There is no such message here. The newest is 1.'],
  ['/reply', 'Write which message, counted from the newest, and your text, such as /reply 1 Yes.'],
  ['/reply yes', 'Write which message, counted from the newest, and your text, such as /reply 1 Yes.'],
  ['/reply 2', 'Write which message, counted from the newest, and your text, such as /reply 1 Yes.'],
  ['/reply 0 yes', 'There is no such message here. The newest is 1.'],
  ['/reply 9 yes', 'There is no such message here. The newest is 1.'],
  ['/reply 1 yes', 'That message was deleted.'],
  ['/leave', 'This is not a group. Write two slashes to send the text.'],
])('%j does nothing and says why', async (text, refused) => {
  expect(await run(text)).toMatchObject({ calls: [], refused });
});

test('there is no message to react to in an empty conversation', async () => {
  expect(await run('/react 👍', [])).toMatchObject({ refused: 'There is no message to react to.' });
});

test('answers, pins, saves and forwards a message that is counted from the newest', async () => {
  const reply = await run('/reply 2 Yes, 3 of them');
  expect(reply).toMatchObject({ calls: [['send', 'Yes, 3 of them', { replyTo: 'm2' }]], outcome: '' });
  expect(reply.sent).toHaveBeenCalledOnce();
  expect((await run('/pin 2')).calls).toEqual([['pin', 'm2']]);
  expect((await run('/unpin 2')).calls).toEqual([['pin', 'm2', false]]);
  expect((await run('/save 3')).calls).toEqual([['save', 'm1']]);
  expect((await run('/unsave 3')).calls).toEqual([['save', 'm1', false]]);
  expect(await run('/forward 2 @bob')).toMatchObject({
    calls: [['forward', 'm2', 'bob']],
    outcome: 'Forwarded to bob.',
  });
  expect((await run('/forward 2 Book club')).calls).toEqual([['forward', 'm2', '~book-club']]);
});

test('system messages do not count', async () => {
  const messages = [message(1), message(2), message(3, { System: { Type: 'pinned' } })];
  expect((await run('/react 👍', messages)).calls).toEqual([['react', 'm2', '👍', true]]);
  expect((await run('/reply 2 Yes', messages)).calls).toEqual([['send', 'Yes', { replyTo: 'm1' }]]);
});

test('lists pinned messages in one line', async () => {
  expect((await run('/pins', [])).outcome).toBe('No message is pinned here.');
  const messages = [message(1, { Message: 'two\nlines\u001b[2J' }), message(2, { From: 'Alice' })];
  expect((await run('/pins', messages)).outcome).toBe('Pinned: you: text 2 · bob: two lines␛[2J');
});

test('changes the group, and says what came of it', async () => {
  const add = vi.fn(async () => 'Added bob.');
  const group = { add } as unknown as GroupActions;
  expect(await run('/add @bob', MESSAGES, group)).toMatchObject({ outcome: 'Added bob.' });
  expect(add).toHaveBeenCalledWith('bob');
  expect(await run('/add', MESSAGES, group)).toMatchObject({ refused: 'Write who, such as /add bob.' });
});

test.each(['/etc/hosts', '/reaction', 'see /react', '/', '', '/constructor x'])('%j is a text', (text) => {
  expect(readLine(text)).toEqual({ send: text });
});

test('of two slashes before a command one is sent', () => {
  expect(readLine('//react 👍')).toEqual({ send: '/react 👍' });
});

test('shows examples of the commands that a text can become', () => {
  expect(examplesFor('/p', false)).toEqual(['/pin 1', '/pins']);
  expect(examplesFor('/re', true)).toEqual(['/react 👍', '/reply 1 Yes', '/remove bob']);
  expect(examplesFor('/re', false)).toEqual(['/react 👍', '/reply 1 Yes']);
  expect(examplesFor('/pin 2', false)).toEqual(['/pin 1']);
  for (const text of ['', 'p', '//p', '/etc/hosts', '/x', '/constructor'])
    expect(examplesFor(text, true)).toEqual([]);
});

test('says what went wrong, also with the name of a group', () => {
  expect(noticeOf(new CoreChatError('not_group_admin'))).toBe(
    'Only owners and admins of the group can do this.',
  );
  expect(noticeOf(new CliError('You are in no group named "X". See: corechat groups'))).toMatch(
    /^You are in no group/,
  );
});
