import { expect, test } from 'vitest';
import { Ledger, type View } from '../../../bench/load/ledger.ts';

/** Two messages of alice, the first of them acknowledged. */
function twoSent() {
  const ledger = new Ledger();
  const [first, second] = [ledger.add('alice', 'bob', 'one'), ledger.add('alice', 'bob', 'two')];
  first.id = 'm1';
  const seen = (number: number, { clientId, from, text } = first) => ({
    Id: `m${number}`,
    Seq: number,
    From: from,
    Message: text,
    ClientId: clientId,
  });
  const faults = (messages: View['messages'], by: View['by'] = 'history') =>
    ledger.faults({ reader: 'bob', peer: 'alice', by, messages });
  return { first, second, seen, faults, ledger };
}

test('accepts each message once, and an unacknowledged one once or never', () => {
  const { second, seen, faults } = twoSent();
  expect(faults([seen(1)])).toEqual([]);
  expect(faults([seen(1), seen(2, second)])).toEqual([]);
});

test('lost, doubled, altered, renamed, unsent and disordered messages are found', () => {
  const { second, seen, faults } = twoSent();
  expect(faults([])).toEqual([expect.stringContaining('is lost in what bob has by history of alice')]);
  expect(faults([seen(1), { ...seen(1), Id: 'm9', Seq: 9 }])).toEqual([
    expect.stringContaining('is doubled'),
  ]);
  expect(faults([{ ...seen(1), Message: 'other' }])).toEqual([expect.stringContaining('is altered')]);
  expect(faults([seen(3)])).toEqual([expect.stringContaining('was acknowledged as m1 but is m3')]);
  expect(faults([seen(1), { ...seen(2), ClientId: null }])).toEqual([
    'nobody sent m2 in what bob has by history of alice',
  ]);
  expect(faults([seen(2, second), seen(1)])).toEqual([expect.stringContaining('the order is broken')]);
  expect(faults([seen(2, second), seen(1)], 'events')).toEqual([]);
});

test('lists messages with an unknown outcome', () => {
  const { second, ledger } = twoSent();
  expect(ledger.uncertain).toEqual([second]);
  expect(ledger.size).toBe(2);
});
