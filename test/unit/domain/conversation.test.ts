import fc from 'fast-check';
import { expect, test } from 'vitest';
import { conversationId } from '#lib/domain/conversation.ts';

const username = fc.stringMatching(/^[A-Za-z0-9_.-]{3,32}$/);

test('is the same whoever asks and however they spell the names', () => {
  fc.assert(
    fc.property(username, username, (a, b) => {
      expect(conversationId(a, b)).toBe(conversationId(b.toUpperCase(), a.toLowerCase()));
    }),
  );
});

test('differs for different pairs', () => {
  fc.assert(
    fc.property(username, username, username, username, (a, b, c, d) => {
      const pair = (x: string, y: string) => [x.toLowerCase(), y.toLowerCase()].sort().join('\n');
      fc.pre(pair(a, b) !== pair(c, d));
      expect(conversationId(a, b)).not.toBe(conversationId(c, d));
    }),
  );
});

test('with oneself has one member', () => {
  expect(conversationId('Alice', 'alice')).toBe('alice');
});
