import fc from 'fast-check';
import { expect, test } from 'vitest';
import { USERNAME_PATTERN } from '#lib/accounts/username.ts';
import {
  directConversationId,
  isConversationId,
  newConversationId,
} from '#lib/conversations/conversation.ts';

const username = fc.stringMatching(/^[A-Za-z0-9_.-]{3,32}$/);

test('the id of a direct conversation is the same for both people, however they spell the names', () => {
  fc.assert(
    fc.property(username, username, (a, b) => {
      expect(directConversationId(a, b)).toBe(directConversationId(b.toUpperCase(), a.toLowerCase()));
    }),
  );
});

test('different pairs have different ids', () => {
  fc.assert(
    fc.property(username, username, username, username, (a, b, c, d) => {
      const pair = (x: string, y: string) => [x.toLowerCase(), y.toLowerCase()].sort().join('\n');
      fc.pre(pair(a, b) !== pair(c, d));
      expect(directConversationId(a, b)).not.toBe(directConversationId(c, d));
    }),
  );
});

test('an id holds no name, and no username is one', () => {
  fc.assert(
    fc.property(username, username, (a, b) => {
      const ids = [directConversationId(a, b), newConversationId()];
      for (const id of ids) {
        expect(isConversationId(id)).toBe(true);
        expect(USERNAME_PATTERN.test(id)).toBe(false);
      }
      fc.pre(a.length > 4);
      expect(ids[0]?.toLowerCase()).not.toContain(a.toLowerCase());
      expect(isConversationId(a)).toBe(false);
    }),
  );
});

test('stays what it is: stored conversations are found by it', () => {
  expect(directConversationId('Alice', 'bob')).toBe('~r00WwtopsiXfyHBtWC3bXw');
  expect(directConversationId('alice', 'Alice')).toBe('~QcHBJcobCdsiXl5b-hw1yg');
});

test('each group gets a unique id', () => {
  expect(newConversationId()).not.toBe(newConversationId());
});
