/** Window functions that are no accumulators: ranks, neighbours, gaps, slopes, areas, moving averages. */
import { compareValues } from '../../bson/compare.ts';
import { type Numeric, toNumber } from '../../bson/number.ts';
import { type Document, Double, isDocument, isNumeric, type Value } from '../../bson/values.ts';
import { ServerError } from '../../errors.ts';
import { parseExpression } from '../expression.ts';
import { type Expression, isNullish } from '../types.ts';
import { minMaxScaler } from './min-max-scaler.ts';
import { position, unitLength, windowOf } from './window-bounds.ts';
import type { WindowFunctionParser } from './window-function.ts';

function ranking(
  rankOf: (state: { position: number; rank: number; dense: number }) => number,
): WindowFunctionParser {
  return () => (_docs, keys) => {
    let rank = 0;
    let dense = 0;
    return keys.map((key, i) => {
      const same = i > 0 && key.every((part, j) => compareValues(part, keys[i - 1]?.[j]) === 0);
      if (!same) {
        rank = i + 1;
        dense++;
      }
      return rankOf({ position: i + 1, rank, dense });
    });
  };
}

const shift: WindowFunctionParser = (operand, { context }) => {
  if (!isDocument(operand)) throw new ServerError('FailedToParse', 'Argument to $shift must be an object');
  const output = parseExpression(operand.get('output') ?? null, context);
  const by = operand.get('by');
  if (!isNumeric(by)) throw new ServerError('FailedToParse', "$shift requires 'by' as an integer value");
  const distance = toNumber(by as Numeric);
  const fallback = operand.get('default') ?? null;
  return (docs) =>
    docs.map((_, i) => {
      const other = docs[i + distance];
      return other ? output(other, context.variables) : fallback;
    });
};

/** The last value that was neither null nor missing. */
const carryForward: WindowFunctionParser = (operand, { context }) => {
  const input = parseExpression(operand, context);
  return (docs) => {
    let last: Value | undefined;
    return docs.map((doc) => {
      const value = input(doc, context.variables);
      if (!isNullish(value)) last = value;
      return last;
    });
  };
};

/** Straight lines between the known values, along the sort key. */
const linearFill: WindowFunctionParser = (operand, { context }) => {
  const input = parseExpression(operand, context);
  return (docs, keys) => {
    const values = docs.map((doc) => input(doc, context.variables));
    let before = -1;
    let after = -1;
    return values.map((value, i) => {
      if (!isNullish(value)) {
        if (!isNumeric(value)) throw new ServerError(605001, '$linearFill needs numeric values');
        before = i;
        return value;
      }
      if (after <= i) after = values.findIndex((next, j) => j > i && !isNullish(next));
      if (before === -1 || after === -1) return null;
      const [x0, x, x1] = [before, i, after].map((at) => position(keys[at]?.[0])) as [number, number, number];
      const [y0, y1] = [values[before], values[after]].map((at) => toNumber(at as Numeric)) as [
        number,
        number,
      ];
      return new Double(y0 + ((y1 - y0) * (x - x0)) / (x1 - x0));
    });
  };
};

interface Point {
  x: number;
  y: number;
}

function overPoints(measure: (points: Point[], unit: number) => Value): WindowFunctionParser {
  return (operand, { context }, bounds) => {
    if (!isDocument(operand)) throw new ServerError('FailedToParse', 'the window function takes an object');
    const input = parseExpression(operand.get('input') ?? null, context);
    const unit = operand.has('unit') ? unitLength(operand.get('unit'), '$derivative and $integral') : 1;
    return (docs, keys) =>
      docs.map((_, i) => {
        const points: Point[] = [];
        for (const j of windowOf(i, keys, bounds)) {
          const [x, y] = [position(keys[j]?.[0]), position(input(docs[j] as Document, context.variables))];
          if (x !== undefined && y !== undefined) points.push({ x, y });
        }
        return measure(points, unit);
      });
  };
}

function slope(points: Point[], unit: number): Value {
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last || first.x === last.x) return null;
  return new Double(((last.y - first.y) / (last.x - first.x)) * unit);
}

/** The area under the straight lines between the points. */
function area(points: Point[], unit: number): Value {
  let total = 0;
  for (let i = 1; i < points.length; i++) {
    const [a, b] = [points[i - 1] as Point, points[i] as Point];
    total += ((a.y + b.y) / 2) * (b.x - a.x);
  }
  return new Double(total / unit);
}

const expMovingAvg: WindowFunctionParser = (operand, { context }) => {
  if (!isDocument(operand)) throw new ServerError('FailedToParse', '$expMovingAvg takes an object');
  const input = parseExpression(operand.get('input') ?? null, context);
  const [n, given] = [operand.get('N'), operand.get('alpha')];
  if (isNumeric(n) === isNumeric(given)) {
    throw new ServerError('FailedToParse', "$expMovingAvg needs either 'N' or 'alpha'");
  }
  const alpha = isNumeric(n) ? 2 / (toNumber(n as Numeric) + 1) : toNumber(given as Numeric);
  return (docs) => {
    let average: number | undefined;
    return docs.map((doc) => {
      const value = input(doc, context.variables);
      if (isNumeric(value)) {
        const next = toNumber(value);
        average = average === undefined ? next : next * alpha + average * (1 - alpha);
      }
      return average === undefined ? null : new Double(average);
    });
  };
};

function covariance(sample: boolean): WindowFunctionParser {
  return (operand, { context }, bounds) => {
    if (!Array.isArray(operand) || operand.length !== 2) {
      throw new ServerError('FailedToParse', 'a covariance takes two expressions');
    }
    const inputs = operand.map((part) => parseExpression(part, context)) as [Expression, Expression];
    return (docs, keys) =>
      docs.map((_, i) => {
        const pairs: [number, number][] = [];
        for (const j of windowOf(i, keys, bounds)) {
          const pair = inputs.map((input) => input(docs[j] as Document, context.variables));
          if (pair.every(isNumeric))
            pairs.push(pair.map((part) => toNumber(part as Numeric)) as [number, number]);
        }
        const divisor = sample ? pairs.length - 1 : pairs.length;
        if (divisor <= 0) return null;
        const [meanX, meanY] = [0, 1].map(
          (at) => pairs.reduce((sum, pair) => sum + (pair[at] as number), 0) / pairs.length,
        ) as [number, number];
        return new Double(pairs.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0) / divisor);
      });
  };
}

/** Scales each value so that the least of its window becomes `min` and the greatest `max`. */
/** These take a window that has no order. */
export const UNORDERED = ['$covariancePop', '$covarianceSamp', '$minMaxScaler'];

export const windowFunctions: Record<string, WindowFunctionParser> = {
  $rank: ranking(({ rank }) => rank),
  $denseRank: ranking(({ dense }) => dense),
  $documentNumber: ranking(({ position: at }) => at),
  $shift: shift,
  $locf: carryForward,
  $linearFill: linearFill,
  $derivative: overPoints(slope),
  $integral: overPoints(area),
  $expMovingAvg: expMovingAvg,
  $minMaxScaler: minMaxScaler,
  $covariancePop: covariance(false),
  $covarianceSamp: covariance(true),
};
