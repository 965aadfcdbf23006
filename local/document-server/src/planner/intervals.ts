/** Stretches of the order of keys, and what can be made of them. */

/** A place in the order of keys: just before or just after everything that starts with `bytes`. */
export interface Position {
  bytes: Buffer;
  after: boolean;
}

export interface Interval {
  low: Position;
  high: Position;
  /** Holds a single value, so that what follows in the index stays in order. */
  point: boolean;
}

const NOTHING = Buffer.alloc(0);

export const EVERYTHING: Interval = {
  low: { bytes: NOTHING, after: false },
  high: { bytes: NOTHING, after: true },
  point: false,
};

/** The bytes of a position among ascending keys. */
export function ascending({ bytes, after }: Position): Buffer {
  return after ? Buffer.concat([bytes, Buffer.of(0xff)]) : bytes;
}

/** The bytes of the same position among descending keys, where before and after trade places. */
export function descending({ bytes, after }: Position): Buffer {
  const inverted = Buffer.from(bytes.map((byte) => ~byte));
  return after ? inverted : successor(inverted);
}

/** The least bytes above all that start with these: what follows may begin with 0xff itself, as an inverted empty string. */
function successor(bytes: Buffer): Buffer {
  const last = bytes.findLastIndex((byte) => byte !== 0xff);
  if (last === -1) return Buffer.of(0xff);
  const result = Buffer.from(bytes.subarray(0, last + 1));
  result[last] = (result[last] ?? 0) + 1;
  return result;
}

/** As their ascending bytes compare, without making those. */
function comparePositions(a: Position, b: Position): number {
  const difference = Buffer.compare(a.bytes, b.bytes);
  if (difference === 0) return Number(a.after) - Number(b.after);
  if (a.after && startsWith(b.bytes, a.bytes)) return 1;
  if (b.after && startsWith(a.bytes, b.bytes)) return -1;
  return difference;
}

/** A loop, because Buffer.compare with offsets takes ten times as long. */
export function startsWith(bytes: Uint8Array, start: Uint8Array): boolean {
  for (let i = 0; i < start.length; i++) if (bytes[i] !== start[i]) return false;
  return true;
}

/** Of two lists that are sorted and without overlaps. */
export function intersect(a: Interval[], b: Interval[]): Interval[] {
  const result: Interval[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const [x, y] = [a[i] as Interval, b[j] as Interval];
    const low = comparePositions(x.low, y.low) >= 0 ? x.low : y.low;
    const xEndsFirst = comparePositions(x.high, y.high) <= 0;
    const high = xEndsFirst ? x.high : y.high;
    if (comparePositions(low, high) < 0) result.push({ low, high, point: x.point || y.point });
    if (xEndsFirst) i++;
    else j++;
  }
  return result;
}

/** Sorted, without overlaps. */
export function union(intervals: Interval[]): Interval[] {
  const sorted = [...intervals].sort((a, b) => comparePositions(a.low, b.low));
  const result: Interval[] = [];
  for (const interval of sorted) {
    const last = result.at(-1);
    if (last && comparePositions(interval.low, last.high) < 0) {
      if (comparePositions(interval.high, last.high) > 0) last.high = interval.high;
      last.point &&= interval.point && comparePositions(interval.high, last.high) === 0;
    } else {
      result.push({ ...interval });
    }
  }
  return result;
}

/** Of a list that is sorted and without overlaps. */
export function complement(intervals: Interval[]): Interval[] {
  const lows = [EVERYTHING.low, ...intervals.map(({ high }) => high)];
  const highs = [...intervals.map(({ low }) => low), EVERYTHING.high];
  return lows
    .map((low, i): Interval => ({ low, high: highs[i] as Position, point: false }))
    .filter(({ low, high }) => comparePositions(low, high) < 0);
}
