import { expect, test } from 'vitest';
import { isOneEmoji, spellEmoji } from '#lib/http/emoji.ts';

test.each([
  ['a plain one', '🦊'],
  ['with a skin tone', '👍🏽'],
  ['a family of three', '👨‍👩‍👧'],
  ['a flag', '🇩🇪'],
  ['a flag of tags', '🏴󠁧󠁢󠁳󠁣󠁴󠁿'],
  ['a heart that asks to be an emoji', '❤️'],
  ['a keycap', '1️⃣'],
  ['a woman who runs', '🏃‍♀️'],
  ['a pointing hand with a skin tone', '☝🏽'],
  ['an eye in a speech bubble', '👁️‍🗨️'],
])('%s is one emoji with one spelling: %s', (_, text) => {
  expect(isOneEmoji(text)).toBe(true);
  expect(spellEmoji(text)).toBe(text);
  expect(spellEmoji(text.replaceAll('\uFE0F', ''))).toBe(text);
  expect(spellEmoji(`${text}\uFE0F`)).toBe(text);
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
