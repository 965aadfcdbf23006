import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ConversationSummary, Message } from '#sdk';
import { Observable } from '../../../../clients/sdk/src/observable.ts';
import { serial } from '../../../../clients/sdk/src/serial.ts';
import { mergeRow, withMessage, withRead } from '../../../../clients/sdk/src/store/inbox-rows.ts';
import { OptimisticUpdates } from '../../../../clients/sdk/src/store/optimistic-updates.ts';
import { ReadMark } from '../../../../clients/sdk/src/store/read-mark.ts';
import { Typing } from '../../../../clients/sdk/src/store/typing.ts';
import { TypingSignal } from '../../../../clients/sdk/src/store/typing-signal.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const message = (seq: number, more: Partial<Message> = {}): Message => ({
  To: 'alice',
  From: 'bob',
  Message: `text ${seq}`,
  Conversation: 'alice:bob',
  Timestamp: `2026-11-22T08:00:0${seq}.000Z`,
  Id: `m${seq}`,
  Seq: seq,
  Version: seq,
  EditedAt: null,
  DeletedAt: null,
  ClientId: null,
  ...more,
});

const row = {
  Conversation: 'alice:bob',
  User: 'bob',
  Deleted: false,
  Blocked: false,
  LastMessage: message(4),
  Unread: 2,
  UnreadMore: false,
  ReadSeq: 2,
  PeerReadSeq: 1,
  Version: 4,
  ActiveAt: '2026-11-22T08:00:04.000Z',
} as ConversationSummary;

test('a row counts what the other side sends, once', () => {
  const next = withMessage(row, message(5), 'alice');
  expect(next).toMatchObject({ isInDoubt: false, row: { Unread: 3, Version: 5, LastMessage: { Id: 'm5' } } });
  expect(withMessage(next.row, message(5), 'alice')).toEqual({ isInDoubt: false, row: next.row });
  const own = withMessage(row, message(5, { From: 'Alice', To: 'bob' }), 'alice');
  expect(own.row).toMatchObject({ Unread: 2, ActiveAt: '2026-11-22T08:00:05.000Z' });
  const many = withMessage({ ...row, Unread: 99 }, message(5), 'alice');
  expect(many.row).toMatchObject({ Unread: 99, UnreadMore: true });
});

test('a row asks when it cannot know', () => {
  const ahead = withMessage(row, message(7), 'alice').row;
  expect(withMessage(ahead, message(6), 'alice').isInDoubt).toBe(false);
  expect(withMessage({ ...ahead, Version: 5 }, message(6), 'alice').isInDoubt).toBe(true);
  const deleted = message(3, { DeletedAt: 'then', Message: '', Version: 5 });
  expect(withMessage(row, deleted, 'alice')).toMatchObject({ isInDoubt: true, row: { Unread: 2 } });
  expect(withRead(row, 3, true)).toMatchObject({ isInDoubt: true, row: { ReadSeq: 3, Unread: 2 } });
  expect(withRead(row, 4, true)).toMatchObject({ isInDoubt: false, row: { ReadSeq: 4, Unread: 0 } });
  expect(withRead(row, 4, false)).toMatchObject({ isInDoubt: false, row: { PeerReadSeq: 4, Unread: 2 } });
});

test('an older row does not undo a newer one, and read marks never go back', () => {
  const read = withRead(row, 4, true).row;
  expect(mergeRow(read, row)).toMatchObject({ ReadSeq: 4, Unread: 0 });
  expect(mergeRow(read, { ...row, Version: 3, LastMessage: message(3) })).toBe(read);
  expect(mergeRow(row, { ...row })).toBe(row);
});

class Counter extends Observable<{ count: number }> {
  count = 0;
  taken = 0;
  protected take() {
    this.taken++;
    return { count: this.count };
  }
  add() {
    this.count++;
    this.changed();
  }
}

test('a thousand changes are told a few times, and copied as often as somebody looks', async () => {
  const counter = new Counter();
  const seen: number[] = [];
  counter.subscribe(() => seen.push(counter.snapshot.count));
  for (let change = 0; change < 1_000; change++) {
    counter.add();
    // Each event of a socket is a task of its own.
    if (change % 100 === 0) await vi.advanceTimersByTimeAsync(1);
  }
  await vi.advanceTimersByTimeAsync(20);
  expect(seen.at(-1)).toBe(1_000);
  expect(seen.length).toBeLessThan(5);
  expect(counter.taken).toBe(seen.length);
  expect(counter.snapshot).toBe(counter.snapshot);
});

test('asked for while it runs, an action runs once more', async () => {
  const gates: PromiseWithResolvers<void>[] = [];
  const run = serial(() => {
    const gate = Promise.withResolvers<void>();
    gates.push(gate);
    return gate.promise;
  });
  const [first, second, third] = [run(), run(), run()];
  expect([second === third, gates.length]).toEqual([true, 1]);
  gates[0]?.reject(new Error('failed'));
  await expect(first).rejects.toThrow('failed');
  await vi.advanceTimersByTimeAsync(0);
  expect(gates.length).toBe(2);
  gates[1]?.resolve();
  await second;
});

test('typing is told every two seconds and taken back', () => {
  const told: boolean[] = [];
  const signal = new TypingSignal((typing) => told.push(typing) > 0);
  for (let second = 0; second < 5; second++) {
    signal.set(true);
    vi.advanceTimersByTime(1_000);
  }
  expect(told).toEqual([true, true, true]);
  vi.advanceTimersByTime(4_000);
  expect(told).toEqual([true, true, true, false]);
  signal.set(false);
  expect(told).toHaveLength(4);
});

test('somebody who types is forgotten five seconds after the last word of it, whatever the server’s clock says', () => {
  const told: boolean[] = [];
  const typing = new Typing((event) => told.push(event.typing));
  const frame = {
    type: 'typing',
    conversation: 'alice:bob',
    data: { Username: 'bob', Typing: true, ExpiresAt: '2001-01-01T00:00:00.000Z' },
  } as const;
  typing.take(frame);
  vi.advanceTimersByTime(4_000);
  typing.take(frame);
  vi.advanceTimersByTime(4_000);
  expect([typing.has('alice:bob'), told]).toEqual([true, [true]]);
  vi.advanceTimersByTime(1_000);
  expect([typing.has('alice:bob'), told]).toEqual([false, [true, false]]);
});

test('read marks are told one at a time, the furthest only', async () => {
  const told: number[] = [];
  const gates: PromiseWithResolvers<void>[] = [];
  const mark = new ReadMark((seq) => {
    told.push(seq);
    const gate = Promise.withResolvers<void>();
    gates.push(gate);
    return gate.promise;
  });
  for (const seq of [3, 5, 4, 9]) mark.moveTo(seq);
  expect(told).toEqual([3]);
  gates[0]?.resolve();
  await vi.advanceTimersByTimeAsync(0);
  expect(told).toEqual([3, 9]);
  gates[1]?.resolve();
  await vi.advanceTimersByTimeAsync(0);
  mark.moveTo(9);
  expect(told).toEqual([3, 9]);
});

test('what is told for one person does not count for the next', async () => {
  const told: number[] = [];
  const gate = Promise.withResolvers<void>();
  const mark = new ReadMark((seq) => {
    told.push(seq);
    return gate.promise;
  });
  mark.moveTo(40);
  mark.reset();
  mark.moveTo(20);
  gate.resolve();
  await vi.advanceTimersByTimeAsync(0);
  mark.moveTo(30);
  await vi.advanceTimersByTimeAsync(0);
  expect(told).toEqual([40, 20, 30]);
});

test('an edit is shown until its own version arrives, and taken back when it fails', async () => {
  const overlays = new OptimisticUpdates(() => {});
  const shown = [message(1)];
  const gate = Promise.withResolvers<void>();
  const done = overlays.during(shown[0], { Message: 'edited' }, () => gate.promise);
  expect(overlays.over(shown)).toMatchObject([{ Message: 'edited' }]);
  gate.resolve();
  await done;
  expect(overlays.over(shown)).toMatchObject([{ Message: 'edited' }]);
  overlays.settle(message(1, { Version: 2 }));
  expect(overlays.over(shown)).toBe(shown);
  const failing = overlays.during(shown[0], { Message: 'again' }, () => Promise.reject(new Error('no')));
  await expect(failing).rejects.toThrow('no');
  expect(overlays.over(shown)).toBe(shown);
});
