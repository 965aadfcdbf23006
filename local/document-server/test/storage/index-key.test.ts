import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareValues, identicalValues } from '../../src/bson/compare.ts';
import { isNumeric, type Value } from '../../src/bson/values.ts';
import { decodeKey } from '../../src/storage/decode-key.ts';
import { encodeKey, successor } from '../../src/storage/index-key.ts';
import { numeric, value } from '../support/values.ts';

const runs = { numRuns: 3000 };

const key = (values: Value[], directions: number[]): Buffer => encodeKey(values, directions).bytes;

test('keys compare as their values do, in both directions', () => {
  for (const arbitrary of [value, numeric]) {
    fc.assert(
      fc.property(arbitrary, arbitrary, (a, b) => {
        const order = Math.sign(compareValues(a, b));
        expect(Buffer.compare(key([a], [1]), key([b], [1]))).toBe(order);
        expect(Buffer.compare(key([a], [-1]), key([b], [-1])) + order).toBe(0);
      }),
      runs,
    );
  }
});

test('compound keys compare field by field, with mixed directions', () => {
  const direction = fc.constantFrom(1, -1);
  fc.assert(
    fc.property(
      fc.tuple(value, value),
      fc.tuple(value, value),
      direction,
      direction,
      (a, b, first, second) => {
        const order = compareValues(a[0], b[0]) * first || compareValues(a[1], b[1]) * second;
        expect(Buffer.compare(key(a, [first, second]), key(b, [first, second])) - Math.sign(order)).toBe(0);
      },
    ),
    runs,
  );
});

test('a key and its successor enclose exactly what starts with the key', () => {
  const direction = fc.constantFrom(1, -1);
  fc.assert(
    fc.property(value, value, value, direction, direction, (a, b, other, first, second) => {
      const prefix = key([a], [first]);
      const inside = key([a, b], [first, second]);
      expect(Buffer.compare(prefix, inside)).toBeLessThan(0);
      expect(Buffer.compare(inside, successor(prefix))).toBeLessThan(0);
      const outside = key([other, b], [first, second]);
      if (compareValues(a, other) === 0) return;
      const enclosed = Buffer.compare(prefix, outside) <= 0 && Buffer.compare(outside, successor(prefix)) < 0;
      expect(enclosed).toBe(false);
    }),
    runs,
  );
});

test('a key gives back its values, or says that it cannot', () => {
  const direction = fc.constantFrom(1, -1);
  let decoded = 0;
  fc.assert(
    fc.property(value, value, direction, direction, (a, b, first, second) => {
      const { bytes, types } = encodeKey([a, b], [first, second]);
      const values = decodeKey(bytes, types, [first, second]);
      if (!values) return;
      decoded++;
      expect(identicalValues(values[0], a) || isNaNPair(values[0], a)).toBe(true);
      expect(identicalValues(values[1], b) || isNaNPair(values[1], b)).toBe(true);
    }),
    runs,
  );
  expect(decoded).toBeGreaterThan(runs.numRuns / 4);
});

/** There is more than one NaN; which one is not kept. */
const isNaNPair = (a: Value | undefined, b: Value): boolean => isNumeric(a) && compareValues(a, b) === 0;
