/** Which neighbours of a document belong to its window. */
import { compareValues } from '../../bson/compare.ts';
import { type Numeric, toNumber } from '../../bson/number.ts';
import { isDocument, isNumeric, type Value } from '../../bson/values.ts';
import { ServerError } from '../../errors.ts';
import type { SortKey } from '../../query/sort.ts';

export interface Bounds {
  kind: 'documents' | 'range';
  low: number;
  high: number;
  /** Distances between dates are in ms: this is what the bounds were multiplied with. */
  dates: boolean;
}

const MILLISECONDS: Record<string, number> = {
  millisecond: 1,
  second: 1000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 7 * 86_400_000,
};

/** The length of a unit of time in ms; months and longer have none. */
export function unitLength(unit: Value | undefined, owner: string): number {
  const length = typeof unit === 'string' ? MILLISECONDS[unit] : undefined;
  if (length === undefined) {
    const calendar = ['month', 'quarter', 'year'].includes(unit as string);
    throw calendar
      ? new ServerError('CommandNotSupported', `the unit ${String(unit)} is not supported by ${owner}`)
      : new ServerError('FailedToParse', `${owner}: unknown time unit ${String(unit)}`);
  }
  return length;
}

export function parseBounds(window: Value | undefined, sorted: boolean): Bounds {
  const everything: Bounds = { kind: 'documents', low: -Infinity, high: Infinity, dates: false };
  if (window === undefined) return everything;
  if (!isDocument(window)) throw new ServerError('FailedToParse', "'window' field must be an object");
  const kind = window.has('range') ? 'range' : 'documents';
  const pair = window.get(kind);
  if (pair === undefined) return everything;
  if (!Array.isArray(pair) || pair.length !== 2) {
    throw new ServerError('FailedToParse', 'Window bounds must be a 2-element array');
  }
  if (!sorted) throw new ServerError(5339901, `'${kind}' bounds require a sortBy`);
  const dates = window.has('unit');
  if (dates && kind === 'documents')
    throw new ServerError('FailedToParse', "'unit' is only for range-based windows");
  const length = dates ? unitLength(window.get('unit'), 'a window') : 1;
  const [low, high] = pair.map((bound, i) => {
    if (bound === 'unbounded') return i === 0 ? -Infinity : Infinity;
    if (bound === 'current') return 0;
    if (isNumeric(bound)) return toNumber(bound as Numeric) * length;
    throw new ServerError('FailedToParse', "Window bounds must be 'unbounded', 'current', or a number.");
  }) as [number, number];
  return { kind, low, high, dates };
}

/** The positions in the window of the document at `i`. */
export function* windowOf(
  i: number,
  keys: readonly SortKey[],
  { kind, low, high, dates }: Bounds,
): Generator<number> {
  const documents = kind === 'documents';
  const from = documents ? Math.max(i + low, 0) : 0;
  const to = documents ? Math.min(i + high, keys.length - 1) : keys.length - 1;
  for (let j = from; j <= to; j++) {
    if (documents || inRange(keys[j]?.[0], keys[i]?.[0], low, high, dates)) yield j;
  }
}

function inRange(
  value: Value | undefined,
  current: Value | undefined,
  low: number,
  high: number,
  dates: boolean,
): boolean {
  const [a, b] = [position(value), position(current)];
  if (dates !== current instanceof Date && (dates || current instanceof Date)) {
    throw new ServerError(5429414, "a range window over dates needs a 'unit', and only one over dates");
  }
  if (a === undefined || b === undefined) return compareValues(value, current) === 0;
  return a - b >= low && a - b <= high;
}

/** A sort key as a place on a line: numbers as they are, dates in ms. */
export function position(value: Value | undefined): number | undefined {
  if (value instanceof Date) return value.getTime();
  return isNumeric(value) ? toNumber(value as Numeric) : undefined;
}
