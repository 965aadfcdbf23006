/** $setWindowFields: accumulators over the neighbours of each document. */

import { compareValues } from '../../bson/compare.ts';
import { type Numeric, toNumber } from '../../bson/number.ts';
import { type Document, isDocument, isNumeric, type Value } from '../../bson/values.ts';
import { ServerError } from '../../errors.ts';
import { compareSortKeys, parseSort, type SortKey, sortKeyOf } from '../../query/sort.ts';
import { encodeKey } from '../../storage/index-key.ts';
import type { Accumulator } from '../accumulators.ts';
import type { Environment, StageParser } from '../environment.ts';
import { parseExpression } from '../expression.ts';
import type { Expression } from '../types.ts';
import { parseAccumulator } from './group.ts';
import { setPath } from './lookup.ts';

/** Computes one output field for all documents of a sorted partition. */
type WindowFunction = (docs: Document[], keys: SortKey[]) => (Value | undefined)[];

const RANKS = ['$rank', '$denseRank', '$documentNumber'];
const UNSUPPORTED = [
  '$derivative',
  '$integral',
  '$expMovingAvg',
  '$covariancePop',
  '$covarianceSamp',
  '$linearFill',
  '$locf',
];

export const setWindowFields: StageParser = (operand, environment) => {
  if (!isDocument(operand))
    throw new ServerError('FailedToParse', 'the $setWindowFields stage specification must be an object');
  const { context } = environment;
  const order = context.collation?.compare;
  const partitionBy = parseExpression(operand.get('partitionBy') ?? null, context);
  const sortBy = operand.get('sortBy');
  const fields = isDocument(sortBy) ? (parseSort(sortBy)?.fields ?? []) : [];
  const output = operand.get('output');
  if (!isDocument(output))
    throw new ServerError(40414, "BSON field '$setWindowFields.output' is missing but a required field");
  const functions = [...output].map(
    ([name, spec]) => [name, parseFunction(name, spec, environment, fields.length > 0)] as const,
  );
  const keyOf = sortKeyOf(fields, order);
  const compare = compareSortKeys(fields, order);
  return function* (source) {
    const partitions = new Map<string, { key: Value; docs: Document[] }>();
    for (const doc of source) {
      const key = partitionBy(doc, context.variables) ?? null;
      const id = encodeKey([key], [1], context.collation).bytes.toString('latin1');
      const found = partitions.get(id) ?? { key, docs: [] };
      found.docs.push(doc);
      partitions.set(id, found);
    }
    for (const { docs } of [...partitions.values()].sort((a, b) => compareValues(a.key, b.key, order))) {
      const sorted = docs.map((doc) => ({ doc, key: keyOf(doc) })).sort((a, b) => compare(a.key, b.key));
      const inOrder = sorted.map(({ doc }) => doc);
      const keys = sorted.map(({ key }) => key);
      const columns = functions.map(([name, compute]) => [name, compute(inOrder, keys)] as const);
      for (const [i, doc] of inOrder.entries()) {
        yield columns.reduce((result, [name, column]) => setPath(result, name, column[i] ?? null), doc);
      }
    }
  };
};

function parseFunction(name: string, spec: Value, environment: Environment, sorted: boolean): WindowFunction {
  if (!isDocument(spec)) throw new ServerError('FailedToParse', `The field '${name}' must be an object`);
  const [operator = ''] = [...spec.keys()].filter((key) => key !== 'window');
  if (UNSUPPORTED.includes(operator)) {
    throw new ServerError('CommandNotSupported', `the window function ${operator} is not supported`);
  }
  if ((RANKS.includes(operator) || operator === '$shift') && !sorted) {
    throw new ServerError(5371602, `${operator} must be specified with a top level sortBy expression`);
  }
  if (RANKS.includes(operator)) return ranking(operator);
  if (operator === '$shift') return shift(spec.get('$shift') as Value, environment);
  const accumulator = new Map([[operator, spec.get(operator) as Value]]);
  const { create, input } = parseAccumulator(name, accumulator, environment);
  const bounds = parseBounds(spec.get('window'), sorted);
  return (docs, keys) => accumulate(docs, keys, create, input, bounds, environment);
}

function ranking(operator: string): WindowFunction {
  return (_docs, keys) => {
    let rank = 0;
    let dense = 0;
    return keys.map((key, i) => {
      const same = i > 0 && key.every((part, j) => compareValues(part, keys[i - 1]?.[j]) === 0);
      if (!same) {
        rank = i + 1;
        dense++;
      }
      return operator === '$documentNumber' ? i + 1 : operator === '$rank' ? rank : dense;
    });
  };
}

function shift(operand: Value, { context }: Environment): WindowFunction {
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
}

interface Bounds {
  kind: 'documents' | 'range';
  low: number;
  high: number;
}

function parseBounds(window: Value | undefined, sorted: boolean): Bounds {
  const everything: Bounds = { kind: 'documents', low: -Infinity, high: Infinity };
  if (window === undefined) return everything;
  if (!isDocument(window)) throw new ServerError('FailedToParse', "'window' field must be an object");
  if (window.has('unit'))
    throw new ServerError('CommandNotSupported', 'windows with a time unit are not supported');
  const kind = window.has('range') ? 'range' : 'documents';
  const pair = window.get(kind);
  if (pair === undefined) return everything;
  if (!Array.isArray(pair) || pair.length !== 2)
    throw new ServerError('FailedToParse', 'Window bounds must be a 2-element array');
  if (!sorted) throw new ServerError(5339901, `'${kind}' bounds require a sortBy`);
  const [low, high] = pair.map((bound, i) => {
    if (bound === 'unbounded') return i === 0 ? -Infinity : Infinity;
    if (bound === 'current') return 0;
    if (isNumeric(bound)) return toNumber(bound as Numeric);
    throw new ServerError('FailedToParse', "Window bounds must be 'unbounded', 'current', or a number.");
  }) as [number, number];
  return { kind, low, high };
}

function accumulate(
  docs: Document[],
  keys: SortKey[],
  create: () => Accumulator,
  input: Expression,
  { kind, low, high }: Bounds,
  { context }: Environment,
): (Value | undefined)[] {
  const values = docs.map((doc) => input(doc, context.variables));
  const whole = low === -Infinity && high === Infinity;
  let shared: Value | undefined;
  return docs.map((_, i) => {
    if (whole && i > 0) return shared;
    const accumulator = create();
    const from = kind === 'documents' ? Math.max(i + low, 0) : 0;
    const to = kind === 'documents' ? Math.min(i + high, docs.length - 1) : docs.length - 1;
    for (let j = from; j <= to; j++) {
      if (kind === 'range' && !inRange(keys[j]?.[0], keys[i]?.[0], low, high)) continue;
      accumulator.add(values[j]);
    }
    shared = accumulator.result();
    return shared;
  });
}

function inRange(value: Value | undefined, current: Value | undefined, low: number, high: number): boolean {
  if (!isNumeric(value) || !isNumeric(current)) return compareValues(value, current) === 0;
  const distance = toNumber(value) - toNumber(current);
  return distance >= low && distance <= high;
}
