/**
 * The ranges of keys that the bounds of an index select: one for each combination of the intervals of its fields. They
 * are found one after the other, never listed: two lists of a thousand values have a million combinations, and a scan
 * jumps over those that the index has no keys for.
 */
import type { CollectionIndex } from '../storage/collection-index.ts';
import { ascending, descending, type Interval, startsWith } from './intervals.ts';

/** Keys from `low` to `high`, which is excluded. */
export interface KeyRange {
  low: Buffer;
  high: Buffer;
  /** How many leading bytes all its keys share: the fields that are fixed to one value each. */
  prefix: number;
}

interface Stretch {
  low: Buffer;
  high: Buffer;
}

const LOWEST = Buffer.alloc(0);
const HIGHEST = Buffer.of(0xff);

export class KeyRanges {
  /** Per field, in the order of the keys. All fields before the last one are points, which `low` spells. */
  readonly #fields: Stretch[][] = [];
  /** Per field: where the last search ended. A scan looks next for a place that is near. */
  readonly #near: number[] = [];
  readonly #endsWithPoint: boolean;
  /** Each range is one value for each field of the index. */
  readonly areWhole: boolean;
  /** How many combinations there are. */
  readonly count: number;

  constructor(index: CollectionIndex, intervals: Interval[][]) {
    let points = true;
    for (const [i, list] of intervals.entries()) {
      if (!points) break;
      points = list.length > 0 && list.every((interval) => interval.point);
      this.#fields.push(stretches(list, index.directions[i] as number, points));
      this.#near.push(0);
    }
    this.#endsWithPoint = points;
    this.areWhole = points && this.#fields.length === index.fields.length;
    this.count = this.#fields.reduce((product, list) => product * list.length, 1);
  }

  first(): KeyRange | undefined {
    return this.after(LOWEST);
  }

  last(): KeyRange | undefined {
    return this.before(HIGHEST);
  }

  /** The first range that ends after the key: the one that holds it, or the next. */
  after(key: Uint8Array): KeyRange | undefined {
    return this.#seek(1, 0, key, LOWEST);
  }

  /** The last range that begins before the key. */
  before(key: Uint8Array): KeyRange | undefined {
    return this.#seek(-1, 0, key, LOWEST);
  }

  *all(): Generator<KeyRange> {
    for (let range = this.first(); range; range = this.after(range.high)) yield range;
  }

  #seek(direction: 1 | -1, at: number, key: Uint8Array, prefix: Buffer): KeyRange | undefined {
    const list = this.#fields[at] as Stretch[];
    const near = this.#near[at] as number;
    const start = direction > 0 ? firstEndingAfter(list, key, near) : lastBeginningBefore(list, key, near);
    this.#near[at] = Math.max(start, 0);
    const isLast = at === this.#fields.length - 1;
    for (let i = start; ; i += direction) {
      const stretch = list[i];
      if (!stretch) return undefined;
      if (isLast) return this.#range(prefix, stretch);
      // Where the key has this very value, its remaining fields tell how far it is among the next ones.
      const inside = i === start && startsWith(key, stretch.low);
      const rest = inside ? key.subarray(stretch.low.length) : direction > 0 ? LOWEST : HIGHEST;
      const found = this.#seek(direction, at + 1, rest, joined(prefix, stretch.low));
      if (found) return found;
    }
  }

  #range(prefix: Buffer, { low, high }: Stretch): KeyRange {
    const start = joined(prefix, low);
    return {
      low: start,
      high: joined(prefix, high),
      prefix: this.#endsWithPoint ? start.length : prefix.length,
    };
  }
}

function stretches(list: Interval[], direction: number, points: boolean): Stretch[] {
  const ordered = direction > 0 ? list : [...list].reverse();
  return ordered.map(({ low, high }) => {
    if (points) {
      const bytes = direction > 0 ? low.bytes : Buffer.from(low.bytes.map((byte) => ~byte));
      return { low: bytes, high: Buffer.concat([bytes, HIGHEST]) };
    }
    return direction > 0
      ? { low: ascending(low), high: ascending(high) }
      : { low: descending(high), high: descending(low) };
  });
}

const joined = (prefix: Buffer, rest: Buffer): Buffer =>
  prefix.length === 0 ? rest : Buffer.concat([prefix, rest]);

function firstEndingAfter(list: Stretch[], key: Uint8Array, near: number): number {
  return partition(list, ({ high }) => Buffer.compare(high, key) <= 0, near);
}

function lastBeginningBefore(list: Stretch[], key: Uint8Array, near: number): number {
  return partition(list, ({ low }) => Buffer.compare(low, key) < 0, near) - 1;
}

/**
 * How many of the list come before the first one that does not satisfy the test.
 * @param near a position beside which the answer is likely
 */
function partition(list: Stretch[], test: (stretch: Stretch) => boolean, near: number): number {
  let low = 0;
  let high = list.length;
  const split = (at: number): void => {
    if (test(list[at] as Stretch)) low = at + 1;
    else high = at;
  };
  for (let at = Math.max(near - 1, 0); at <= near + 1 && at >= low && at < high; at++) split(at);
  while (low < high) split((low + high) >> 1);
  return low;
}
