import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limits } from '#sdk';
import { markupOf } from '../../../../clients/web/src/components/text/markup.ts';
import { piecesOf } from '../../../../clients/web/src/state/links.ts';
import {
  countCharacters,
  isEmojiOnly,
  isPlain,
  isRightToLeft,
  isVisible,
  oneLine,
  roomFor,
  tidy,
} from '../../../../clients/web/src/state/text.ts';
import * as server from '../../../../lib/messages/text.ts';

/** of Unicode */
const data: Record<string, { skin_tone_support: boolean }> = createRequire(import.meta.url)(
  'unicode-emoji-json',
);

describe('text', () => {
  it.each(['', ' \n\t', '\u200B\u200D\uFEFF', '\u3164', '\u2800', '\ufe0f', '\u0000'])(
    'finds nothing visible in %j',
    (text) => {
      expect(isVisible(text)).toBe(false);
    },
  );

  it.each(['a', '👩‍👩‍👧‍👦', '\u200Bx', '١', '−'])('finds something visible in %j', (text) => {
    expect(isVisible(text)).toBe(true);
  });

  it.each(['Are you there?', 'Yes, since 7:30. So-so', '7 - 3 = 4', 'a > b', 'is\nall'])(
    'finds %j plain',
    (text) => {
      expect(isPlain(text)).toBe(true);
    },
  );

  it('finds no text plain that has formatting, a link or a mention', () => {
    const part = fc.constantFrom(
      ...' \n\t*_~`>-+.:/@)1aw',
      '12',
      'www',
      'http',
      'mailto:',
      'x.com',
      'é',
      '\r',
    );
    const text = fc.array(part, { maxLength: 12 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, (made) => {
        fc.pre(isPlain(made));
        expect(markupOf(made)).toBeUndefined();
        expect(piecesOf(made)).toEqual([{ text: made }]);
        expect(made).not.toContain('@');
      }),
      { numRuns: 2_000 },
    );
  });

  it.each(['👍', '👩‍👩‍👧‍👦 🏳️‍🌈', '🇨🇭🇨🇭', '❤️'])('recognizes %s as emoji only', (text) => {
    expect(isEmojiOnly(text)).toBe(true);
  });

  it('recognizes each emoji that Unicode names, in each skin tone', () => {
    const all = Object.entries(data).flatMap(([emoji, { skin_tone_support }]) =>
      skin_tone_support
        ? [
            emoji,
            `${[...emoji][0]}🏾${[...emoji]
              .slice(1)
              .join('')
              .replace(/^\uFE0F/, '')}`,
          ]
        : [emoji],
    );
    expect(all.length).toBeGreaterThan(2_000);
    expect(all.filter((emoji) => !isEmojiOnly(emoji))).toEqual([]);
  });

  it.each(['', ' ', '1', '1\uFE0F', '©', '#', 'ok 👍', '👍'.repeat(7), '🇨'])(
    'does not recognize %j as emoji only',
    (text) => {
      expect(isEmojiOnly(text)).toBe(false);
    },
  );

  it('limits as the server does', () => {
    expect(limits.messageCharacters).toBe(server.MESSAGE_MAX_CHARACTERS);
    expect(limits.messageBytes).toBe(server.MESSAGE_MAX_BYTES);
    const sizes = fc.tuple(
      fc.constantFrom('a', 'é', '中', '😀', '👩‍👩‍👧‍👦'),
      fc.integer({ min: 1, max: 10_500 }),
    );
    fc.assert(
      fc.property(sizes, ([letter, count]) => {
        const text = letter.repeat(count);
        expect(roomFor(text).fault === undefined).toBe(server.messageTextFault(text) === undefined);
      }),
    );
    expect(roomFor('x'.repeat(8_000))).toEqual({ left: 0, fault: undefined });
    expect(roomFor('😀'.repeat(8_000)).fault).toMatch(/take more room/);
    expect(roomFor('x'.repeat(8_012)).fault).toBe('12 characters too many.');
    expect(roomFor('x'.repeat(8_001)).fault).toBe('1 character too many.');
  });

  it('removes blank lines around a message and keeps those inside', () => {
    expect(tidy('\n \n  two\n\n  spaces \n\n')).toBe('  two\n\n  spaces');
  });

  it('puts a text on one line, whole characters only', () => {
    expect(oneLine('a\n\n b\t c')).toBe('a b c');
    expect(oneLine(`${'\n'.repeat(2_000)}a${' '.repeat(2_000)}b`)).toBe('a b');
    expect(oneLine('😀'.repeat(5), 3)).toBe('😀😀😀…');
    expect(countCharacters('😀a')).toBe(2);
  });
});

it.each([
  ['شكرا', true],
  ['“שלום”, hello', true],
  ['12: שלום', true],
  ['hello שלום', false],
  ['🙂', false],
  ['', false],
])('%j begins right to left: %s', (text, expected) => {
  expect(isRightToLeft(text)).toBe(expected);
});
