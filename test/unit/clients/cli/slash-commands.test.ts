import { expect, test, vi } from 'vitest';
import type { Conversation } from '#sdk';
import { readLine } from '../../../../clients/cli/src/interactive/slash-commands.ts';
import { message } from '../../../support/clients/message.ts';

const MESSAGES = [
  message(1),
  message(2, { From: 'alice' }),
  message(3, { DeletedAt: '2026-11-22T08:00:00Z' }),
];

function run(text: string, messages = MESSAGES) {
  const react = vi.fn(async () => {});
  const said: string[] = [];
  const conversation = { snapshot: { messages }, react } as unknown as Conversation;
  const line = readLine(text);
  if ('act' in line) line.act({ conversation, me: 'alice', say: (notice) => void said.push(notice) });
  return { line, calls: react.mock.calls, said };
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
