/** What $group accumulates per group. */
import { compareValues, equalValues } from '../bson/compare.ts';
import * as numeric from '../bson/number.ts';
import { type Document, Double, isNumeric, type Value } from '../bson/values.ts';
import { ServerError } from '../errors.ts';
import type { QueryContext } from '../query/filter.ts';
import { mergeInto } from './operators/object.ts';
import { isNullish } from './types.ts';

export interface Accumulator {
  add(value: Value | undefined): void;
  result(): Value | undefined;
}

export type AccumulatorFactory = (context: QueryContext) => Accumulator;

function sum(): Accumulator {
  let total: numeric.Numeric = 0;
  // Compensates the rounding of doubles, so that the order of many small terms matters little.
  let compensation = 0;
  return {
    add(value) {
      if (!isNumeric(value)) return;
      if (total instanceof Double && value instanceof Double && Number.isFinite(value.value)) {
        const y = value.value - compensation;
        const t = total.value + y;
        compensation = Number.isFinite(t) ? t - total.value - y : 0;
        total = new Double(t);
      } else {
        total = numeric.add(total, value);
      }
    },
    result: () => total,
  };
}

function average(): Accumulator {
  const total = sum();
  let count = 0;
  return {
    add(value) {
      if (!isNumeric(value)) return;
      count++;
      total.add(value);
    },
    result: () => (count === 0 ? null : numeric.divide(total.result() as numeric.Numeric, count)),
  };
}

function extreme(sign: 1 | -1): AccumulatorFactory {
  return ({ collation }) => {
    let best: Value | undefined;
    return {
      add(value) {
        if (isNullish(value)) return;
        if (best === undefined || compareValues(value, best, collation?.compare) * sign > 0) best = value;
      },
      result: () => best ?? null,
    };
  };
}

function deviation(sample: boolean): AccumulatorFactory {
  return () => {
    let count = 0;
    let mean = 0;
    let squares = 0;
    return {
      add(value) {
        if (!isNumeric(value)) return;
        const x = numeric.toNumber(value);
        count++;
        const delta = x - mean;
        mean += delta / count;
        squares += delta * (x - mean);
      },
      result() {
        const divisor = sample ? count - 1 : count;
        return divisor <= 0 ? null : new Double(Math.sqrt(squares / divisor));
      },
    };
  };
}

function collect(): Accumulator & { values: Value[] } {
  const values: Value[] = [];
  return {
    values,
    add(value) {
      if (value !== undefined) values.push(value);
    },
    result: () => values,
  };
}

export const accumulators: Record<string, AccumulatorFactory> = {
  $sum: sum,
  $avg: average,
  $min: extreme(-1),
  $max: extreme(1),
  $stdDevPop: deviation(false),
  $stdDevSamp: deviation(true),
  $push: collect,
  $addToSet: ({ collation }) => {
    const values: Value[] = [];
    return {
      add(value) {
        if (value === undefined) return;
        if (!values.some((present) => equalValues(present, value, collation?.compare))) values.push(value);
      },
      result: () => values,
    };
  },
  $first: () => {
    let first: Value | undefined;
    let any = false;
    return {
      add(value) {
        if (!any) first = value ?? null;
        any = true;
      },
      result: () => first ?? null,
    };
  },
  $last: () => {
    let last: Value | undefined;
    return {
      add(value) {
        last = value ?? null;
      },
      result: () => last ?? null,
    };
  },
  $mergeObjects: () => {
    const result: Document = new Map();
    return { add: (value) => mergeInto(result, value), result: () => result };
  },
  $concatArrays: () => {
    const result: Value[] = [];
    return {
      add(value) {
        if (value === undefined) return;
        if (!Array.isArray(value))
          throw new ServerError('TypeMismatch', '$concatArrays requires array inputs');
        result.push(...value);
      },
      result: () => result,
    };
  },
};
