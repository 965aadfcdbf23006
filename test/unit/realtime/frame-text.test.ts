import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toResource } from '#lib/messages/message.ts';
import { EMOJI_MAX, REACTIONS_MAX } from '#lib/messages/reactions.ts';
import { frameText } from '#lib/realtime/publish.ts';

const frame = (text: string, reactions: { emoji: string; by: string }[]) => {
  const date = new Date(0);
  const message = {
    id: 'f'.repeat(24),
    conversation: '~c',
    from: 'a'.repeat(32),
    to: 'b'.repeat(32),
    text,
    reactions,
    seq: 1,
    version: 7,
    sentAt: date,
    editedAt: date,
    deletedAt: null,
    clientId: 'c'.repeat(64),
    replyTo: 'e'.repeat(24),
    quoted: { from: 'd'.repeat(32), text: text.slice(0, 200), isDeleted: false },
    mentions: Array.from({ length: 100 }, (_, n) => ({
      username: `person-with-a-long-name-${n}`,
      start: n,
      end: n + 9,
    })),
  };
  return { type: 'message.updated' as const, conversation: '~c', version: 7, data: toResource(message) };
};

const EMOJI = ['👨‍👩‍👧‍👦', '🏴󠁧󠁢󠁳󠁣󠁴󠁿', '👍'];
const reactions = fc.integer({ min: 0, max: REACTIONS_MAX }).map((count) =>
  Array.from({ length: count }, (_, n) => ({
    emoji: EMOJI[n % Math.min(EMOJI.length, EMOJI_MAX)] ?? '',
    by: `person-with-a-long-name-${n}`,
  })),
);

test('no frame of a message exceeds 30 KB; a larger one tells readers to fetch it', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 31_000, unit: 'binary' }), reactions, (text, list) => {
      const whole = frame(text, list);
      const sent = frameText(whole);
      expect(Buffer.byteLength(sent)).toBeLessThanOrEqual(30 * 1024);
      const isWhole = Buffer.byteLength(JSON.stringify(whole)) <= 30 * 1024;
      const notice = {
        type: 'conversation.changed',
        conversation: '~c',
        version: 7,
        data: { Id: 'f'.repeat(24) },
      };
      expect(JSON.parse(sent)).toEqual(isWhole ? JSON.parse(JSON.stringify(whole)) : notice);
    }),
    { numRuns: 50 },
  );
});
