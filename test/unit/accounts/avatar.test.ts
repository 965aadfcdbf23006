import { expect, test } from 'vitest';
import { COLOR_PATTERN, isOneEmoji } from '#lib/accounts/avatar.ts';

test.each([
  ['a plain one', '🦊'],
  ['with a skin tone', '👍🏽'],
  ['a family of three', '👨‍👩‍👧'],
  ['a flag', '🇩🇪'],
  ['a flag of tags', '🏴󠁧󠁢󠁳󠁣󠁴󠁿'],
  ['a heart that asks to be an emoji', '❤️'],
  ['a keycap', '1️⃣'],
])('%s is one emoji: %s', (_, text) => {
  expect(isOneEmoji(text)).toBe(true);
});

test.each([
  ['nothing', ''],
  ['two', '🦊🦊'],
  ['a digit, which has the property Emoji', '1'],
  ['a letter', 'A'],
  ['half of a flag', '🇩'],
  ['a heart that is text', '❤'],
  ['a space behind it', '🦊 '],
  ['a line break behind it', '🦊\n'],
  ['a stack of marks', 'a\u0301\u0302'],
  ['half of a surrogate pair', '\ud83e'],
])('%s is not: %j', (_, text) => {
  expect(isOneEmoji(text)).toBe(false);
});

test.each(['#ff8800', '#FF8800'])('%s is a colour', (color) => {
  expect(COLOR_PATTERN.test(color)).toBe(true);
});

test.each(['ff8800', '#f80', '#ff88000', '#gg8800', 'red', '#ff8800\n'])('%j is not', (color) => {
  expect(COLOR_PATTERN.test(color)).toBe(false);
});
