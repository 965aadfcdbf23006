import { expect, test } from 'vitest';
import groups from '../../../../clients/web/src/assets/emoji.json' with { type: 'json' };
import type { EmojiGroup } from '../../../../clients/web/src/state/emoji-search.ts';
import { TONES, toned, untoned } from '../../../../clients/web/src/state/toned.ts';

// redos: one emoji, which has a dozen code points at most.
const RGI = /^\p{RGI_Emoji}$/v;

const all = (groups as unknown as EmojiGroup[]).flatMap(([, list]) => list);

test('each emoji that has tones is one that the server takes, in each of them', () => {
  const withTones = all.filter(([, , , hasTones]) => hasTones);
  expect(withTones.length).toBeGreaterThan(250);
  const wrong = withTones.flatMap(([emoji]) =>
    TONES.map((tone) => toned(emoji, tone)).filter((shown) => !RGI.test(shown)),
  );
  expect(wrong).toEqual([]);
});

test('a tone replaces the variation selector, and goes again', () => {
  expect(toned('✌️', '🏽')).toBe('✌🏽');
  expect(toned('👩‍❤️‍👨', '🏿')).toBe('👩🏿‍❤️‍👨🏿');
  expect(toned('✌️', '')).toBe('✌️');
  expect(untoned('👍🏻')).toBe('👍');
});
