import { expect, test, vi } from 'vitest';
import type { Conversation } from '#sdk';
import type { GroupActions } from '../../../../clients/cli/src/interactive/group-actions.ts';
import { readLine } from '../../../../clients/cli/src/interactive/slash-commands.ts';
import { message } from '../../../support/clients/message.ts';

const MESSAGES = [
  message(1),
  message(2, { From: 'alice' }),
  message(3, { DeletedAt: '2026-11-22T08:00:00Z' }),
];

function run(text: string, messages = MESSAGES, group?: GroupActions) {
  const react = vi.fn(async () => {});
  const send = vi.fn(() => ({ settled: Promise.resolve() }));
  const sent = vi.fn();
  const said: string[] = [];
  const conversation = { snapshot: { messages }, react, send } as unknown as Conversation;
  const line = readLine(text);
  const say = (notice: string) => void said.push(notice);
  if ('act' in line) line.act({ conversation, me: 'alice', say, sent, group });
  return { line, calls: react.mock.calls, sends: send.mock.calls, said, sent };
}

test('reacts to the newest message of the other member', () => {
  expect(run('/react 👍').calls).toEqual([['m1', '👍', true]]);
  expect(run('/unreact  👍 ').calls).toEqual([['m1', '👍', false]]);
});

test('without one of theirs it is the newest', () => {
  expect(run('/react 👍', [message(4, { From: 'alice' })]).calls).toEqual([['m4', '👍', true]]);
});

test('says what is missing', () => {
  expect(run('/react').said).toEqual(['Write one emoji after it, such as /react 👍.']);
  expect(run('/react 👍', []).said).toEqual(['There is no message to react to.']);
});

test.each(['/etc/hosts', '/reaction', 'see /react', '/', '', '/constructor x'])('%j is a text', (text) => {
  expect(readLine(text)).toEqual({ send: text });
});

test('of two slashes before a command one is sent', () => {
  expect(readLine('//react 👍')).toEqual({ send: '/react 👍' });
});

test('changes the group, and says what came of it', async () => {
  const add = vi.fn(async () => 'Added bob.');
  const { said } = run('/add @bob', MESSAGES, { add } as unknown as GroupActions);
  await vi.waitFor(() => expect(said).toEqual(['Added bob.']));
  expect(add).toHaveBeenCalledWith('bob');
  expect(run('/leave').said).toEqual(['This is no group. Two slashes send it as a text.']);
});

test('a system message is neither reacted to nor answered', () => {
  const messages = [message(1), message(2, { System: { Type: 'joined' } })];
  expect(run('/react 👍', messages).calls).toEqual([['m1', '👍', true]]);
  expect(run('/reply 1 Yes', messages).said).toEqual(['That is no message of a person.']);
});

test('answers a message that is counted from the newest', () => {
  const { sends, sent, said } = run('/reply 2 Yes, 3 of them');
  expect([sends, sent.mock.calls.length, said]).toEqual([[['Yes, 3 of them', { replyTo: 'm2' }]], 1, []]);
});

test.each([
  ['/reply', 'Write which message, counted from the newest, and your text, such as /reply 1 Yes.'],
  ['/reply yes', 'Write which message, counted from the newest, and your text, such as /reply 1 Yes.'],
  ['/reply 2', 'Write which message, counted from the newest, and your text, such as /reply 1 Yes.'],
  ['/reply 0 yes', 'There is no such message here. The newest is 1.'],
  ['/reply 9 yes', 'There is no such message here. The newest is 1.'],
  ['/reply 1 yes', 'That message was deleted.'],
])('%j sends nothing and says why', (text, notice) => {
  const { sends, said } = run(text);
  expect([sends, said]).toEqual([[], [notice]]);
});
