/** Accumulators that keep the best few: $top, $bottomN, $firstN, $maxN, … */
import { compareValues } from '../bson/compare.ts';
import { type Numeric, toExactInteger, toNumber } from '../bson/number.ts';
import { type Document, Double, isDocument, isNumeric, type Value } from '../bson/values.ts';
import { ServerError } from '../errors.ts';
import type { QueryContext } from '../query/filter.ts';
import { compareSortKeys, parseSort, sortKeyOf } from '../query/sort.ts';
import type { Accumulator } from './accumulators.ts';
import { parseExpression } from './expression.ts';
import { type Expression, isNullish } from './types.ts';

interface Picked {
  create(): Accumulator;
  input: Expression;
}

type PickParser = (operand: Value, context: QueryContext) => Picked;

function count(value: Value | undefined, context: QueryContext): number {
  const evaluated =
    value === undefined ? undefined : parseExpression(value, context)(new Map(), context.variables);
  const whole = isNumeric(evaluated) ? toExactInteger(evaluated as Numeric) : undefined;
  if (whole === undefined || whole <= 0n) throw new ServerError(5787908, "'n' must be greater than 0");
  return Number(whole);
}

function options(operand: Value, wanted: string[]): Document {
  if (!isDocument(operand)) throw new ServerError(5787801, 'specification must be an object');
  for (const name of operand.keys()) {
    if (!wanted.includes(name)) throw new ServerError(5787901, `Unknown argument: ${name}`);
  }
  for (const name of wanted)
    if (!operand.has(name)) throw new ServerError(5787906, `Missing value for '${name}'`);
  return operand;
}

/** $top and $bottom sort whole documents; the accumulator is fed pairs of sort key and output. */
function sorted(many: boolean, reverse: boolean): PickParser {
  return (operand, context) => {
    const spec = options(operand, many ? ['n', 'sortBy', 'output'] : ['sortBy', 'output']);
    const n = many ? count(spec.get('n'), context) : 1;
    const sortBy = spec.get('sortBy');
    if (!isDocument(sortBy)) throw new ServerError(5788604, "'sortBy' must be an object");
    const fields = parseSort(sortBy)?.fields ?? [];
    const order = context.collation?.compare;
    const keyOf = sortKeyOf(fields, order);
    const compareKeys = compareSortKeys(fields, order);
    const output = parseExpression(spec.get('output') as Value, context);
    return {
      input: (doc, variables) => [keyOf(doc).map((part) => part ?? null), output(doc, variables) ?? null],
      create() {
        const pairs: [Value[], Value][] = [];
        return {
          add: (pair) => void pairs.push(pair as [Value[], Value]),
          result() {
            pairs.sort((a, b) => compareKeys(a[0], b[0]));
            const picked = (reverse ? pairs.slice(-n) : pairs.slice(0, n)).map(([, value]) => value);
            return many ? picked : (picked[0] ?? null);
          },
        };
      },
    };
  };
}

function list(
  pick: (values: Value[], n: number, compare: (a: Value, b: Value) => number) => Value[],
  nullsCount: boolean,
): PickParser {
  return (operand, context) => {
    const spec = options(operand, ['n', 'input']);
    const n = count(spec.get('n'), context);
    const compare = (a: Value, b: Value): number => compareValues(a, b, context.collation?.compare);
    return {
      input: parseExpression(spec.get('input') as Value, context),
      create() {
        const values: Value[] = [];
        return {
          add(value) {
            if (nullsCount || !isNullish(value)) values.push(value ?? null);
          },
          result: () => pick(values, n, compare),
        };
      },
    };
  };
}

/** Percentiles by rank: always one of the values. */
function percentiles(median: boolean): PickParser {
  return (operand, context) => {
    const spec = options(operand, median ? ['input', 'method'] : ['input', 'p', 'method']);
    if (spec.get('method') !== 'approximate')
      throw new ServerError('BadValue', "the method must be 'approximate'");
    const p = median
      ? [new Double(0.5)]
      : parseExpression(spec.get('p') as Value, context)(new Map(), context.variables);
    if (
      !Array.isArray(p) ||
      !p.every((part) => isNumeric(part) && toNumber(part) >= 0 && toNumber(part) <= 1)
    ) {
      throw new ServerError(7750302, "'p' must be an array of numbers from 0 to 1");
    }
    return {
      input: parseExpression(spec.get('input') as Value, context),
      create() {
        const values: number[] = [];
        return {
          add(value) {
            if (isNumeric(value)) values.push(toNumber(value));
          },
          result() {
            values.sort((a, b) => a - b);
            const picked = p.map((part) => {
              const rank = Math.max(Math.ceil(toNumber(part as Numeric) * values.length), 1);
              const value = values[rank - 1];
              return value === undefined ? null : new Double(value);
            });
            return median ? (picked[0] ?? null) : picked;
          },
        };
      },
    };
  };
}

export const pickAccumulators: Record<string, PickParser> = {
  $top: sorted(false, false),
  $topN: sorted(true, false),
  $bottom: sorted(false, true),
  $bottomN: sorted(true, true),
  $firstN: list((values, n) => values.slice(0, n), true),
  $lastN: list((values, n) => values.slice(-n), true),
  $median: percentiles(true),
  $percentile: percentiles(false),
  $minN: list((values, n, compare) => values.sort(compare).slice(0, n), false),
  $maxN: list((values, n, compare) => values.sort((a, b) => compare(b, a)).slice(0, n), false),
};
