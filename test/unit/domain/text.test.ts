import { expect, test } from 'vitest';
import { countCodePoints, MESSAGE_MAX_CHARACTERS, messageTextFault } from '#lib/domain/text.ts';

test('an emoji counts as one character', () => {
  expect(countCodePoints('a😀b')).toBe(3);
});

test.each([
  '$5',
  '{a:1}',
  '{"$ne":null}',
  '<script>',
  ' ',
  'line\nline',
  '0',
  'x'.repeat(MESSAGE_MAX_CHARACTERS),
])('honest text %# is accepted', (text) => {
  expect(messageTextFault(text)).toBeUndefined();
});

test('the limits name themselves', () => {
  expect(messageTextFault('')).toBe('must not be empty');
  expect(messageTextFault('x'.repeat(MESSAGE_MAX_CHARACTERS + 1))).toContain('8,000 characters');
  expect(messageTextFault('😀'.repeat(7_501))).toContain('30,000 bytes');
  expect(messageTextFault('😀'.repeat(7_500))).toBeUndefined();
  expect(messageTextFault('half \ud83d')).toContain('well-formed');
});
