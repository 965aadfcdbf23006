import { expect, test } from 'vitest';
import { withReaction } from '../../../../clients/sdk/src/store/reactions.ts';
import { message } from '../../../support/clients/message.ts';

const by = (...names: string[]) => names;
const having = (...Reactions: { Emoji: string; By: string[] }[]) => message(1, { Reactions });

test.each([
  ['the first one', having(), '👍', true, [{ Emoji: '👍', By: by('alice') }]],
  [
    'another person’s emoji',
    having({ Emoji: '👍', By: by('bob') }),
    '👍',
    true,
    [{ Emoji: '👍', By: by('bob', 'alice') }],
  ],
  [
    'one that the keyboard wrote without U+FE0F',
    having({ Emoji: '❤\uFE0F', By: by('bob') }),
    '❤',
    true,
    [{ Emoji: '❤\uFE0F', By: by('bob', 'alice') }],
  ],
  [
    'taken back from two',
    having({ Emoji: '👍', By: by('bob', 'Alice') }),
    '👍',
    false,
    [{ Emoji: '👍', By: by('bob') }],
  ],
  ['the last one taken back', having({ Emoji: '👍', By: by('alice') }), '👍', false, []],
])('%s', (_, before, emoji, isThere, after) => {
  const changed = withReaction(before, { emoji, by: 'alice', isThere });
  expect(changed.Reactions).toEqual(after);
  expect(withReaction(changed, { emoji, by: 'alice', isThere })).toBe(changed);
});
