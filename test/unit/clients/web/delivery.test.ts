import { expect, test } from 'vitest';
import { isLastRead, tickOf } from '../../../../clients/web/src/screens/conversation/timeline/delivery.ts';

const own = (Seq: number) => ({ own: true, message: { Seq } });

test('a message of the user has a tick once it is stored, and another one once it is read', () => {
  expect([tickOf(own(1), 1), tickOf(own(2), 1)]).toEqual(['read', 'sent']);
});

test('messages of others, unsent ones and notes to oneself have no tick', () => {
  expect(tickOf({ own: false, message: { Seq: 1 } }, 1)).toBeUndefined();
  expect(tickOf({ own: true }, 1)).toBeUndefined();
  expect(tickOf(own(1), undefined)).toBeUndefined();
});

test('the last message that was read shows its tick in the middle of a run', () => {
  expect(isLastRead(own(1), own(2), 1)).toBe(true);
  expect(isLastRead(own(1), { own: true }, 1)).toBe(true);
  for (const [row, next, readSeq] of [
    [own(1), own(2), 2],
    [own(2), own(3), 1],
    [own(1), undefined, 1],
    [own(1), { own: false, message: { Seq: 2 } }, 1],
    [own(1), own(2), undefined],
  ] as const) {
    expect(isLastRead(row, next, readSeq)).toBe(false);
  }
});
