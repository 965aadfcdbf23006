import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isOneEmoji, spellEmoji } from '#lib/http/emoji.ts';
import { type EmojiGroup, findEmoji } from '../../../../clients/web/src/state/emoji-search.ts';

const file = new URL('../../../../clients/web/src/assets/emoji.json', import.meta.url);
const groups: EmojiGroup[] = JSON.parse(readFileSync(file, 'utf8'));

test('the server accepts every emoji of the picker as it is spelled', () => {
  const all = groups.flatMap(([, list]) => list.map(([emoji]) => emoji));
  expect(all.length).toBeGreaterThan(1_800);
  expect(all.filter((emoji) => !isOneEmoji(emoji) || spellEmoji(emoji) !== emoji)).toEqual([]);
});

test.each([
  ['thumbs', '👍'],
  ['thumbs u', '👍'],
  ['PARTY', '🎉'],
  ['germany', '🇩🇪'],
  ['❤️', '❤️'],
])('%j finds %s', (query, emoji) => {
  expect(findEmoji(groups, query).map(([found]) => found)).toContain(emoji);
});

test('a query without a match finds nothing', () => {
  expect(findEmoji(groups, 'zzzz')).toEqual([]);
});
