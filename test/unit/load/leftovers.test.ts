import { expect, test } from 'vitest';
import { rowFaults, type SocketRows, settledRows } from '../../../bench/load/leftovers.ts';

const rows = (items: number, withoutEnd = 0): SocketRows => ({ items, entries: items, withoutEnd });

/** @param counts what one look after the other finds; the last one goes on */
async function settle(counts: number[], unnoticed: number, looks = 10) {
  let looked = 0;
  const look = async () => rows(counts[looked++] ?? counts.at(-1) ?? 0);
  const patience = { quietMs: 0, looks, signal: new AbortController().signal };
  const { items } = await settledRows(look, unnoticed, patience);
  return { items, looked };
}

test('rows are waited for while they go, and as long as more stay than were given up', async () => {
  expect(await settle([900, 400, 400, 0], 0)).toEqual({ items: 0, looked: 4 });
  expect(await settle([2_089, 2_089, 300, 89, 89], 94)).toEqual({ items: 89, looked: 5 });
  expect(await settle([94, 90, 89, 89], 94)).toEqual({ items: 89, looked: 4 });
});

test('and not for ever', async () => {
  expect(await settle([2_000], 94, 6)).toEqual({ items: 2_000, looked: 6 });
});

test('what stays without a reason is a fault, and so is what has no end', () => {
  expect(rowFaults(rows(94), 94)).toEqual([]);
  expect(rowFaults(rows(95), 94)).toEqual([
    '95 socket rows and 95 entries stay, of 94 handshakes that were given up',
  ]);
  expect(rowFaults({ ...rows(0), entries: 1 }, 0)).toHaveLength(1);
  expect(rowFaults(rows(3, 3), 94)).toEqual(['3 socket rows would stay for ever']);
});
