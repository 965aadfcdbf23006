import { expect, test } from 'vitest';
import type { Message } from '#sdk';
import { withChange } from '../../../../clients/web/src/state/pins.ts';
import { message } from '../../../support/clients/message.ts';

const pinned = (seq: number, day: number, more: Partial<Message> = {}): Message =>
  message(seq, { PinnedAt: `2026-11-${day}T08:00:00.000Z`, ...more });
const seqs = (pins: readonly Message[]) => pins.map(({ Seq }) => Seq);

const pins = [pinned(4, 22), pinned(9, 20)];

test('a pin takes its place by its time, and an edit keeps it', () => {
  expect(seqs(withChange(pins, pinned(7, 23)))).toEqual([7, 4, 9]);
  expect(seqs(withChange(pins, pinned(1, 21)))).toEqual([4, 1, 9]);
  const edited = withChange(pins, pinned(9, 20, { Version: 40, Message: 'edited' }));
  expect(edited.map(({ Message: text }) => text)).toEqual([pins[0]?.Message, 'edited']);
});

test('unpinning and deleting take it away', () => {
  expect(seqs(withChange(pins, message(4, { PinnedAt: null, Version: 40 })))).toEqual([9]);
  expect(
    seqs(withChange(pins, pinned(9, 20, { DeletedAt: '2026-11-24T08:00:00.000Z', Version: 40 }))),
  ).toEqual([4]);
});

test('an earlier state, and messages that are not pinned, change nothing', () => {
  expect(withChange(pins, message(4, { PinnedAt: null, Version: 1 }))).toBe(pins);
  expect(withChange(pins, message(5, { PinnedAt: null }))).toBe(pins);
});
