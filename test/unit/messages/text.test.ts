import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isBlank } from '#lib/messages/blank.ts';
import { toResource } from '#lib/messages/message.ts';
import { countCodePoints, MESSAGE_MAX_CHARACTERS, messageTextFault } from '#lib/messages/text.ts';

test('an emoji counts as one character', () => {
  expect(countCodePoints('a😀b')).toBe(3);
});

test.each(['$5', '{a:1}', '{"$ne":null}', '<script>', 'line\nline', '0', 'x'.repeat(MESSAGE_MAX_CHARACTERS)])(
  'honest text %# is accepted',
  (text) => {
    expect(messageTextFault(text)).toBeUndefined();
  },
);

const BLANK = [
  ...[
    ' ',
    '\n\t',
    '\u00a0',
    '\u3000',
    '\u200b\u200d\ufeff',
    '\ufe0f',
    '\u{e0101}',
    '\u202e',
    '\u00ad',
    '\u0000\u0007',
  ],
  ...['\u2800', '\u115f', '\u1160', '\u3164', '\uffa0', '\ufff9\ufffb', '\u{1d159}', '\u2800 \u3164\ufe0f\n'],
];

test.each(BLANK)('%j shows nothing and is refused', (text) => {
  expect(isBlank(text)).toBe(true);
  expect(messageTextFault(text)).toBe('must not be blank');
});

test.each(['.', '\u2801', '\u200bx', '👩\u200d🚀', '❤\ufe0f', 'ㅤㅏ', '\u0301', '\u0600', '\u{1d158}', '−'])(
  '%j shows something and is accepted',
  (text) => {
    expect(isBlank(text)).toBe(false);
    expect(messageTextFault(text)).toBeUndefined();
  },
);

test('the limits name themselves', () => {
  expect(messageTextFault('')).toBe('must not be empty');
  expect(messageTextFault('x'.repeat(MESSAGE_MAX_CHARACTERS + 1))).toContain('8,000 characters');
  expect(messageTextFault('😀'.repeat(7_501))).toContain('30,000 bytes');
  expect(messageTextFault('😀'.repeat(7_500))).toBeUndefined();
  expect(messageTextFault('half \ud83d')).toContain('well-formed');
});

describe('one WebSocket frame of 32 KB', () => {
  /** A push with this text, as large as it gets with everything else. */
  const frameBytes = (text: string) => {
    const name = 'x'.repeat(32);
    const data = toResource({
      ...{ id: 'f'.repeat(24), conversation: '', from: name, to: name, text, clientId: '"'.repeat(64) },
      ...{ seq: Number.MAX_SAFE_INTEGER, version: Number.MAX_SAFE_INTEGER },
      ...{ sentAt: new Date(), editedAt: new Date(), deletedAt: new Date() },
    });
    const { Version: version } = data;
    const frame = { type: 'message.created', conversation: `${name}:${name}`, version, data };
    return Buffer.byteLength(JSON.stringify(frame));
  };

  const characters = ['a', 'é', '中', '😀', '"', '\\', '\n', '\u0001', '\u001b', '\u007f', '\u2028'];
  const texts = fc
    .array(fc.tuple(fc.constantFrom(...characters), fc.integer({ min: 1, max: 8_000 })), {
      minLength: 1,
      maxLength: 4,
    })
    .map((runs) => runs.map(([character, count]) => character.repeat(count)).join(''));

  test('accepts every valid text', () => {
    fc.assert(
      fc.property(texts, (text) => {
        fc.pre(messageTextFault(text) === undefined);
        expect(frameBytes(text)).toBeLessThan(32_000);
      }),
    );
  });

  test('refuses nothing but thousands of control characters', () => {
    const controls = (count: number) => `x${'\u0001'.repeat(count)}`;
    expect(messageTextFault(controls(5_167))).toContain('control characters');
    expect(messageTextFault(controls(5_166))).toBeUndefined();
    // The longest JSON without control characters: the maximum of four-byte characters, and the rest escaped.
    for (const escaped of ['\n', '"', '\\'])
      expect(messageTextFault('😀'.repeat(7_333) + escaped.repeat(667))).toBeUndefined();
  });
});
