/** $setWindowFields: functions of the neighbours of each document; $fill, which is made of them. */
import { compareValues } from '../../bson/compare.ts';
import { type Document, document, isDocument, type Value } from '../../bson/values.ts';
import { ServerError } from '../../errors.ts';
import { compareSortKeys, parseSort, sortKeyOf } from '../../query/sort.ts';
import { encodeKey } from '../../storage/index-key.ts';
import { checkTime, PAUSE, type Pause, sliceIsOver, sorted } from '../../turns.ts';
import type { Environment, Stage, StageParser } from '../environment.ts';
import { parseExpression } from '../expression.ts';
import { parseAccumulator } from './group.ts';
import { setPath } from './set-path.ts';
import { parseBounds, windowOf } from './window-bounds.ts';
import type { WindowFunction } from './window-function.ts';
import { UNORDERED, windowFunctions } from './window-functions.ts';

/** Splits the input by a key, and hands on one sorted partition after the other. */
export function* partitions(
  source: Iterable<Document | Pause>,
  keyOf: (doc: Document) => Value,
  environment: Environment,
): Generator<Document[] | Pause> {
  const { collation } = environment.context;
  const byKey = new Map<string, { key: Value; docs: Document[] }>();
  for (const doc of source) {
    if (doc === PAUSE) {
      yield PAUSE;
      continue;
    }
    const key = keyOf(doc);
    const id = encodeKey([key], [1], collation).bytes.toString('latin1');
    const found = byKey.get(id) ?? { key, docs: [] };
    found.docs.push(doc);
    byKey.set(id, found);
  }
  const inOrder = yield* sorted([...byKey.values()], (a, b) =>
    compareValues(a.key, b.key, collation?.compare),
  );
  for (const { docs } of inOrder) yield docs;
}

export const setWindowFields: StageParser = (operand, environment) => {
  if (!isDocument(operand)) {
    throw new ServerError('FailedToParse', 'the $setWindowFields stage specification must be an object');
  }
  const { context } = environment;
  const order = context.collation?.compare;
  const partitionBy = parseExpression(operand.get('partitionBy') ?? null, context);
  const sortBy = operand.get('sortBy');
  const fields = isDocument(sortBy) ? (parseSort(sortBy)?.fields ?? []) : [];
  const output = operand.get('output');
  if (!isDocument(output)) {
    throw new ServerError(40414, "BSON field '$setWindowFields.output' is missing but a required field");
  }
  const functions = [...output].map(
    ([name, spec]) => [name, parseFunction(name, spec, environment, fields.length > 0)] as const,
  );
  const keyOf = sortKeyOf(fields, order);
  const compare = compareSortKeys(fields, order);
  return function* (source) {
    for (const docs of partitions(
      source,
      (doc) => partitionBy(doc, context.variables) ?? null,
      environment,
    )) {
      if (docs === PAUSE) {
        yield PAUSE;
        continue;
      }
      const keyed = docs.map((doc) => ({ doc, key: keyOf(doc) }));
      const rows = yield* sorted(keyed, (a, b) => compare(a.key, b.key));
      const inOrder = rows.map(({ doc }) => doc);
      const keys = rows.map(({ key }) => key);
      const columns: (readonly [string, (Value | undefined)[]])[] = [];
      for (const [name, compute] of functions) {
        columns.push([name, compute(inOrder, keys)]);
        if (sliceIsOver()) yield PAUSE;
      }
      for (const [i, doc] of inOrder.entries()) {
        yield columns.reduce((result, [name, column]) => setPath(result, name, column[i] ?? null), doc);
      }
    }
  };
};

function parseFunction(name: string, spec: Value, environment: Environment, sorted: boolean): WindowFunction {
  if (!isDocument(spec)) throw new ServerError('FailedToParse', `The field '${name}' must be an object`);
  const [operator = ''] = [...spec.keys()].filter((key) => key !== 'window');
  const operand = spec.get(operator) as Value;
  const bounds = parseBounds(spec.get('window'), sorted);
  const parse = windowFunctions[operator];
  if (parse) {
    if (!sorted && !UNORDERED.includes(operator)) {
      throw new ServerError(5371602, `${operator} must be specified with a top level sortBy expression`);
    }
    return parse(operand, environment, bounds);
  }
  const { create, input } = parseAccumulator(name, new Map([[operator, operand]]), environment);
  const { variables } = environment.context;
  const whole = bounds.low === -Infinity && bounds.high === Infinity;
  return (docs, keys) => {
    const values = docs.map((doc) => input(doc, variables));
    let shared: Value | undefined;
    return docs.map((_, i) => {
      checkTime();
      if (whole && i > 0) return shared;
      const accumulator = create();
      for (const j of windowOf(i, keys, bounds)) accumulator.add(values[j]);
      shared = accumulator.result();
      return shared;
    });
  };
}

export const fill: StageParser = (operand, environment) => {
  if (!isDocument(operand))
    throw new ServerError('FailedToParse', 'the $fill stage specification must be an object');
  const output = operand.get('output');
  if (!isDocument(output) || output.size === 0)
    throw new ServerError('FailedToParse', '$fill needs an output');
  const computed: Document = new Map();
  const constants: [string, ReturnType<typeof parseExpression>][] = [];
  for (const [name, spec] of output) {
    const method = isDocument(spec) ? spec.get('method') : undefined;
    if (method === 'locf' || method === 'linear') {
      computed.set(name, document({ [method === 'locf' ? '$locf' : '$linearFill']: `$${name}` }));
    } else if (isDocument(spec) && spec.has('value')) {
      constants.push([name, parseExpression(spec.get('value') as Value, environment.context)]);
    } else {
      throw new ServerError(
        6050200,
        `$fill: the output ${name} needs a 'value' or the 'method' locf or linear`,
      );
    }
  }
  const window =
    computed.size === 0 ? undefined : setWindowFields(windowSpec(operand, computed), environment, '$fill');
  return fillConstants(window, constants, environment);
};

function windowSpec(operand: Document, output: Document): Document {
  const fields = operand.get('partitionByFields');
  const byFields = Array.isArray(fields)
    ? document(Object.fromEntries(fields.map((field, i) => [`f${i}`, `$${String(field)}`])))
    : undefined;
  return document({
    partitionBy: operand.get('partitionBy') ?? byFields,
    sortBy: operand.get('sortBy'),
    output,
  });
}

function fillConstants(
  window: Stage | undefined,
  constants: [string, ReturnType<typeof parseExpression>][],
  { context }: Environment,
): Stage {
  return function* (source) {
    for (const doc of window ? window(source) : source) {
      if (doc === PAUSE) {
        yield PAUSE;
        continue;
      }
      let result = doc;
      for (const [name, expression] of constants) {
        if ((doc.get(name) ?? null) === null)
          result = setPath(result, name, expression(doc, context.variables) ?? null);
      }
      yield result;
    }
  };
}
