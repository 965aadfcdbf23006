import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildRows, countBehind, dayOf } from '../../../../clients/web/src/state/rows.ts';

const at = (time: string) => new Date(`2026-11-${time}`).toISOString();
const message = (seq: number, from: string, time: string, clientId: string | null = null) => ({
  Id: `id${seq}`,
  From: from,
  Seq: seq,
  Timestamp: at(time),
  ClientId: clientId,
});
const build = (
  messages: ReturnType<typeof message>[],
  {
    pending = [],
    unreadAfter = null,
  }: { pending?: { clientId: string; queuedAt: string }[]; unreadAfter?: number | null } = {},
) => buildRows({ messages, pending, self: 'Alice', unreadAfter });

describe('rows', () => {
  it("groups one person's messages within five minutes", () => {
    const rows = build([
      message(1, 'bob', '20T10:00:00'),
      message(2, 'bob', '20T10:04:59'),
      message(3, 'bob', '20T10:10:00'),
      message(4, 'alice', '20T10:10:01'),
    ]);
    expect(rows.map(({ head, tail, own }) => [head, tail, own])).toEqual([
      [true, false, false],
      [false, true, false],
      [true, true, false],
      [true, true, true],
    ]);
  });

  it('lets a change of the group stand alone, and counts it for no unread message', () => {
    const System = { Type: 'joined' } as const;
    const messages = [
      message(1, 'bob', '20T10:00:00'),
      { ...message(2, 'bob', '20T10:00:01'), System },
      message(3, 'bob', '20T10:00:02'),
    ];
    const rows = build(messages, { unreadAfter: 1 });
    expect(rows.map(({ head, tail, unread }) => [head, tail, unread])).toEqual([
      [true, true, false],
      [true, true, false],
      [true, true, true],
    ]);
    expect(countBehind(messages, 'alice', 1)).toBe(1);
  });

  it('begins a day at local midnight', () => {
    const rows = build([
      message(1, 'bob', '20T23:59:59'),
      message(2, 'bob', '21T00:00:01'),
      message(3, 'bob', '21T00:00:02'),
    ]);
    expect(rows.map(({ day }) => day)).toEqual([true, true, false]);
    expect(rows[1]?.head).toBe(true);
  });

  it.each([
    ['20T23:59:59.900', '21T00:00:00.100'],
    ['20T23:59:59.999', '21T00:00:00.000'],
  ])('begins a day between %s and %s', (before, after) => {
    const rows = build([message(1, 'bob', before), message(2, 'bob', after)]);
    expect(rows.map(({ day, head, tail }) => [day, head, tail])).toEqual([
      [true, true, true],
      [true, true, true],
    ]);
  });

  it('puts one divider before the first unread message of others', () => {
    const rows = build(
      [
        message(1, 'bob', '20T10:00:00'),
        message(2, 'alice', '20T10:00:01'),
        message(3, 'bob', '20T10:00:02'),
        message(4, 'bob', '20T10:00:03'),
      ],
      { unreadAfter: 1 },
    );
    expect(rows.map(({ unread }) => unread)).toEqual([false, false, true, false]);
  });

  it('keeps the key when the server acknowledges a message', () => {
    const [pending] = build([], { pending: [{ clientId: 'abc', queuedAt: at('20T10:00:00') }] });
    const [sent] = build([message(7, 'alice', '20T10:00:00', 'abc')]);
    expect(sent?.key).toBe(pending?.key);
    const [theirs] = build([message(7, 'bob', '20T10:00:00', 'abc')]);
    expect(theirs?.key).toBe('id7');
  });

  it('never goes back a day when a clock is behind', () => {
    const rows = build([message(1, 'bob', '20T10:00:00')], {
      pending: [{ clientId: 'a', queuedAt: at('18T10:00:00') }],
    });
    expect(rows.map(({ day }) => day)).toEqual([true, false]);
    expect(rows[1]?.at).toBe(rows[0]?.at);
  });

  it('accepts an invalid time', () => {
    expect(build([{ ...message(1, 'bob', '20T10:00:00'), Timestamp: 'soon' }])[0]?.at).toBe(0);
  });

  const history = fc
    .array(fc.record({ own: fc.boolean(), gap: fc.nat({ max: 40_000_000 }) }), { maxLength: 60 })
    .map((steps) => {
      let time = Date.parse('2026-11-01T00:00:00Z');
      return steps.map(({ own, gap }, index) => {
        time += gap;
        return {
          Id: `id${index}`,
          From: own ? 'alice' : 'bob',
          Seq: index + 1,
          Timestamp: new Date(time).toISOString(),
          ClientId: null,
        };
      });
    });

  it('places a row the same whether older pages are loaded or not, but for the first one', () => {
    fc.assert(
      fc.property(history, fc.nat({ max: 59 }), (messages, cut) => {
        const whole = build(messages);
        const part = build(messages.slice(cut));
        expect(part.slice(1)).toEqual(whole.slice(cut + 1));
        expect(whole).toHaveLength(messages.length);
      }),
    );
  });

  it('has runs that begin and end, and days that differ', () => {
    fc.assert(
      fc.property(history, (messages) => {
        const rows = build(messages);
        rows.forEach((row, index) => {
          const before = rows[index - 1];
          expect(row.head).toBe(before === undefined || before.tail);
          if (before) expect(row.day).toBe(dayOf(before.at) !== dayOf(row.at));
          if (before && !row.head) expect(before.own).toBe(row.own);
        });
      }),
    );
  });

  it('lays out 20,000 messages in a moment', () => {
    const many = Array.from({ length: 20_000 }, (_, index) => ({
      Id: `id${index}`,
      From: index % 3 ? 'alice' : 'bob',
      Seq: index + 1,
      Timestamp: new Date(1_700_000_000_000 + index * 60_000).toISOString(),
      ClientId: null,
    }));
    const start = performance.now();
    expect(build(many)).toHaveLength(20_000);
    expect(performance.now() - start).toBeLessThan(1_000);
  });

  it('counts the messages of others after a Seq', () => {
    const messages = [
      message(1, 'bob', '20T10:00:00'),
      message(2, 'ALICE', '20T10:00:01'),
      message(3, 'bob', '20T10:00:02'),
    ];
    expect(countBehind(messages, 'alice', 0)).toBe(2);
    expect(countBehind(messages, 'aLICE', 1)).toBe(1);
    expect(countBehind(messages, 'alice', 3)).toBe(0);
  });
});
