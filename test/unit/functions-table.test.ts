import { expect, test } from 'vitest';
import { isStale } from '../../generate/functions/table.ts';

const row = (kilobytes: number, may = 'sessions: GetItem') =>
  `| me/show | ${may} | 512 | 6 |  | ${kilobytes} |`;

test('a table is stale when a grant, a row or more than a quarter of a size has changed', () => {
  expect(isStale(row(200), row(240))).toBe(false);
  expect(isStale(row(200), row(280))).toBe(true);
  expect(isStale(row(200), row(200, 'sessions: PutItem'))).toBe(true);
  expect(isStale(row(200), `${row(200)}\n${row(200)}`)).toBe(true);
});
