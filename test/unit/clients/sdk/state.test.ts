import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ConversationSummary, Message } from '#sdk';
import { Observable } from '../../../../clients/sdk/src/observable.ts';
import { serial } from '../../../../clients/sdk/src/serial.ts';
import { ReadMark } from '../../../../clients/sdk/src/store/read-mark.ts';
import { mergeRow, withLastMessage, withRead } from '../../../../clients/sdk/src/store/rows.ts';
import { EMPTY, withMessage, withPage } from '../../../../clients/sdk/src/store/timeline.ts';
import { TypingSignal } from '../../../../clients/sdk/src/store/typing-signal.ts';
import { TypingTimeouts } from '../../../../clients/sdk/src/sync/typing-timeouts.ts';
import { message } from '../../../support/clients/message.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

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

const arrives = (to: ConversationSummary, seq: number, more: Partial<Message> = {}, listed = row.Version) =>
  withLastMessage(to, message(seq, more), 'alice', listed);

test('a row counts the messages of others, each once', () => {
  const next = arrives(row, 5);
  expect(next).toMatchObject({ isUnsure: false, row: { Unread: 3, Version: 5, LastMessage: { Id: 'm5' } } });
  expect(arrives(next.row, 5)).toEqual({ isUnsure: false, row: next.row });
  const own = arrives(row, 5, { From: 'Alice', To: 'bob' });
  expect(own.row).toMatchObject({ Unread: 2, ActiveAt: '2026-11-22T08:00:05.000Z' });
  const many = arrives({ ...row, Unread: 99 }, 5);
  expect(many.row).toMatchObject({ Unread: 99, UnreadMore: true });
});

test('a row is unsure when only the server knows the number of unread messages', () => {
  const ahead = arrives(row, 7).row;
  expect(arrives(ahead, 6).isUnsure).toBe(true);
  expect(arrives(ahead, 6, {}, 7).isUnsure).toBe(false);
  const deleted = { DeletedAt: 'then', Message: '', Version: 5 };
  expect(arrives(row, 3, deleted)).toMatchObject({ isUnsure: true, row: { Unread: 2 } });
  expect(withRead(row, 3, true)).toMatchObject({ isUnsure: true, row: { ReadSeq: 3, Unread: 2 } });
  expect(withRead(row, 4, true)).toMatchObject({ isUnsure: false, row: { ReadSeq: 4, Unread: 0 } });
  expect(withRead(row, 4, false)).toMatchObject({ isUnsure: false, row: { PeerReadSeq: 4, Unread: 2 } });
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

test('a thousand changes notify a few times, and make a snapshot only when it is read', async () => {
  const counter = new Counter();
  const seen: number[] = [];
  counter.subscribe(() => seen.push(counter.snapshot.count));
  for (let change = 0; change < 1_000; change++) {
    counter.add();
    // Each event of a socket is a separate task.
    if (change % 100 === 0) await vi.advanceTimersByTimeAsync(1);
  }
  await vi.advanceTimersByTimeAsync(20);
  expect(seen.at(-1)).toBe(1_000);
  expect(seen.length).toBeLessThan(5);
  expect(counter.taken).toBe(seen.length);
  expect(counter.snapshot).toBe(counter.snapshot);
});

test('a serial action that is called while it runs, runs once more', async () => {
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

test('signals typing every two seconds, and its end', () => {
  const sent: boolean[] = [];
  const signal = new TypingSignal((typing) => sent.push(typing) > 0);
  for (let second = 0; second < 5; second++) {
    signal.set(true);
    vi.advanceTimersByTime(1_000);
  }
  expect(sent).toEqual([true, true, true]);
  vi.advanceTimersByTime(4_000);
  expect(sent).toEqual([true, true, true, false]);
  signal.set(false);
  expect(sent).toHaveLength(4);
});

test('typing ends five seconds after its last frame, for each person on their own', () => {
  const ended: string[] = [];
  const timeouts = new TypingTimeouts(({ username, typing }) => ended.push(`${username} ${typing}`));
  const typing = (username: string) => timeouts.note({ conversation: '~c', username, typing: true });
  typing('bob');
  typing('carol');
  vi.advanceTimersByTime(4_000);
  typing('Bob');
  vi.advanceTimersByTime(4_000);
  expect(ended).toEqual(['carol false']);
  vi.advanceTimersByTime(1_000);
  expect(ended).toEqual(['carol false', 'Bob false']);
});

/** A mark whose reports wait for `gates`, which answer where the server's mark is then. */
function newMark(seqs: number[] = []) {
  const sent: number[] = [];
  const moved: number[] = [];
  const gates: PromiseWithResolvers<number>[] = [];
  const known = {
    timeline: withPage(
      EMPTY,
      seqs.map((seq) => message(seq)),
      undefined,
    ),
    readSeq: 0,
  };
  const mark = new ReadMark({
    report: (seq) => {
      sent.push(seq);
      const gate = Promise.withResolvers<number>();
      gates.push(gate);
      return gate.promise;
    },
    known: () => known,
    moved: (seq) => {
      known.readSeq = seq;
      moved.push(seq);
    },
  });
  const arrives = (seq: number, Timestamp: string) => {
    known.timeline = withMessage(known.timeline, message(seq, { Timestamp }));
  };
  const answer = async (index: number, seq: number) => {
    gates[index]?.resolve(seq);
    await vi.advanceTimersByTimeAsync(0);
  };
  return { mark, sent, moved, arrives, answer };
}

test('reports read marks one at a time, the furthest only', async () => {
  const { mark, sent, answer } = newMark();
  for (const seq of [3, 5, 9]) mark.moveTo(seq);
  expect(sent).toEqual([3]);
  await answer(0, 3);
  expect(sent).toEqual([3, 9]);
  await answer(1, 9);
  mark.moveTo(9);
  expect(sent).toEqual([3, 9]);
});

test('a read mark that is stopped reports no more', async () => {
  const { mark, sent, answer } = newMark();
  for (const seq of [40, 50]) mark.moveTo(seq);
  mark.stop();
  await answer(0, 40);
  expect(sent).toEqual([40]);
});

test('a read mark waits before a message that may still arrive, for ten seconds', async () => {
  const { mark, moved, arrives } = newMark([1]);
  arrives(3, new Date().toISOString());
  mark.moveTo(3);
  expect(moved).toEqual([1]);
  await vi.advanceTimersByTimeAsync(9_999);
  expect(moved).toEqual([1]);
  await vi.advanceTimersByTimeAsync(1);
  expect(moved).toEqual([1, 3]);
});

test('a message that arrives before others meanwhile is not read until it is marked', async () => {
  const { mark, moved, arrives } = newMark([1]);
  const now = new Date().toISOString();
  arrives(3, now);
  mark.moveTo(3);
  arrives(2, now);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(moved).toEqual([1]);
  mark.moveTo(3);
  expect(moved).toEqual([1, 3]);
});

test('a Seq that is missing for long holds nothing back', () => {
  const { mark, moved } = newMark([1, 3]);
  mark.moveTo(3);
  expect(moved).toEqual([3]);
});

test('a mark that the server moved less far is reported again after ten seconds, once', async () => {
  const { mark, sent, answer } = newMark([1, 2, 3]);
  mark.moveTo(3);
  await answer(0, 1);
  expect(sent).toEqual([3]);
  await vi.advanceTimersByTimeAsync(10_000);
  await answer(1, 1);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(sent).toEqual([3, 3]);
});

test('a row counts unread mentions, and not those of blocked people', () => {
  const Mentions = [{ Username: 'Alice', Start: 0, End: 6 }];
  const first = arrives(row, 5, { Mentions });
  expect(first).toMatchObject({ isUnsure: false, row: { Mentions: 1, MentionSeq: 5, Unread: 3 } });
  const second = arrives(first.row, 6, { Mentions: [{ Username: null, Start: 0, End: 4 }] });
  expect(second.row).toMatchObject({ Mentions: 2, MentionSeq: 5 });
  expect(arrives(first.row, 6, { Mentions: [{ Username: 'carol', Start: 0, End: 6 }] }).row).toMatchObject({
    Mentions: 1,
  });
  const blocked = withLastMessage(row, message(5, { Mentions }), 'alice', row.Version, true);
  expect(blocked.row.Mentions).toBeUndefined();
  expect(withRead(second.row, 6, true).row).toMatchObject({ Mentions: 0, MentionSeq: null });
  // Only the server knows whether the edited message was counted.
  const edited = { Mentions, EditedAt: 'then', Version: 7 };
  expect(arrives(second.row, 6, edited).isUnsure).toBe(true);
});
