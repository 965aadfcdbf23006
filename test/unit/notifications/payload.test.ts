import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Message } from '#lib/messages/message.ts';
import { BODY_MAX, bodyOf, titleOf } from '#lib/notifications/payload.ts';

const message = (more: Partial<Message>): Message => ({ text: '', ...more }) as Message;
const nameOf = (username: string): string => (username === 'bob' ? 'Bob the Builder' : username);
const file = (type: string) => ({ id: 'a', name: 'n', type, size: 1 });

describe('what a notification says', () => {
  test.each([
    ['hello', { text: 'hello' }],
    ['a b c', { text: ' a\n\tb \u0000 c ' }],
    ['hi @Bob the Builder!', { text: 'hi @bob!', mentions: [{ username: 'bob', start: 3, end: 7 }] }],
    [
      '@all and @carol',
      {
        text: '@all and @carol',
        mentions: [
          { username: '*', start: 0, end: 4 },
          { username: 'carol', start: 9, end: 15 },
        ],
      },
    ],
    ['Picture', { attachments: [file('image/png')] }],
    ['2 pictures', { attachments: [file('image/png'), file('image/jpeg')] }],
    ['Video', { attachments: [file('video/mp4')] }],
    ['3 files', { attachments: [file('image/png'), file('video/mp4'), file('text/plain')] }],
    ['File', { attachments: [file('application/pdf')] }],
    ['a caption', { text: 'a caption', attachments: [file('image/png')] }],
  ] as [string, Partial<Message>][])('%s', (expected, given) => {
    expect(bodyOf(message(given), nameOf)).toBe(expected);
  });

  test('the author, and the group', () => {
    expect([titleOf('Alice', null), titleOf('Alice', 'Friends')]).toEqual(['Alice', 'Alice in Friends']);
  });
});

test('a long text is cut between characters, and a payload stays below 3 KB', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 200, maxLength: 8_000 }), (text) => {
      const body = bodyOf(message({ text: text.toWellFormed() }), nameOf);
      expect([...body].length).toBeLessThanOrEqual(BODY_MAX);
      expect(body.isWellFormed()).toBe(true);
      const id = 'x'.repeat(32);
      const names = { From: id, To: id, Title: titleOf('🦊'.repeat(50), '🦊'.repeat(64)) };
      const rest = {
        Type: 'message',
        Conversation: id,
        Id: id,
        Seq: 1e9,
        Version: 1e9,
        At: id,
        Mention: true,
      };
      expect(Buffer.byteLength(JSON.stringify({ ...rest, ...names, Body: body }))).toBeLessThan(3_000);
    }),
    { numRuns: 100 },
  );
});
