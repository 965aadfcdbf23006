import { type Document, isDocument, type Value } from '../../bson/values.ts';
import { ServerError } from '../../errors.ts';
import { encodeKey } from '../../storage/index-key.ts';
import { PAUSE } from '../../turns.ts';
import { type Accumulator, type AccumulatorFactory, accumulators } from '../accumulators.ts';
import type { Environment, StageParser } from '../environment.ts';
import { parseExpression } from '../expression.ts';
import { pickAccumulators } from '../pick-accumulators.ts';
import type { Expression } from '../types.ts';

export interface GroupField {
  name: string;
  create(): Accumulator;
  input: Expression;
}

/** Parses `{total: {$sum: "$n"}}`. */
export function parseAccumulator(name: string, spec: Value, environment: Environment): GroupField {
  if (!isDocument(spec)) throw new ServerError(40234, `The field '${name}' must be an accumulator object`);
  if (spec.size !== 1) throw new ServerError(40238, `The field '${name}' must specify one accumulator`);
  const [operator = ''] = spec.keys();
  const operand = spec.get(operator) as Value;
  const { context } = environment;
  if (operator === '$count') {
    return { name, create: () => (accumulators.$sum as AccumulatorFactory)(context), input: () => 1 };
  }
  const picked = pickAccumulators[operator];
  if (picked) return { name, ...picked(operand, context) };
  const factory = accumulators[operator];
  if (!factory) throw new ServerError(15952, `unknown group operator '${operator}'`);
  if (Array.isArray(operand) && operator !== '$push' && operator !== '$addToSet' && operand.length !== 1) {
    throw new ServerError(40237, `The ${operator} accumulator is a unary operator`);
  }
  return { name, create: () => factory(context), input: parseExpression(operand, context) };
}

export const group: StageParser = (operand, environment) => {
  if (!isDocument(operand)) throw new ServerError(15947, "a group's fields must be specified in an object");
  if (!operand.has('_id')) throw new ServerError(15955, 'a group specification must include an _id');
  const { context } = environment;
  const keyOf = parseExpression(operand.get('_id') as Value, context);
  const fields: GroupField[] = [];
  for (const [name, spec] of operand) {
    if (name === '_id') continue;
    if (name.includes('.')) throw new ServerError(40235, `The field name '${name}' cannot contain '.'`);
    if (name.startsWith('$'))
      throw new ServerError(40236, `The field name '${name}' cannot be an operator name`);
    fields.push(parseAccumulator(name, spec, environment));
  }
  return function* (source) {
    const groups = new Map<string, { key: Value; states: Accumulator[] }>();
    for (const doc of source) {
      if (doc === PAUSE) {
        yield PAUSE;
        continue;
      }
      const key = keyOf(doc, context.variables) ?? null;
      // Values that compare equal, such as 1 and 1.0, have equal index keys.
      const id = encodeKey([key], [1], context.collation).bytes.toString('latin1');
      let found = groups.get(id);
      if (!found) {
        found = { key, states: fields.map(({ create }) => create()) };
        groups.set(id, found);
      }
      for (const [i, { input }] of fields.entries())
        (found.states[i] as Accumulator).add(input(doc, context.variables));
    }
    yield* results(groups.values(), fields);
  };
};

function* results(
  groups: Iterable<{ key: Value; states: Accumulator[] }>,
  fields: GroupField[],
): Generator<Document> {
  for (const { key, states } of groups) {
    const doc: Document = new Map([['_id', key]]);
    for (const [i, { name }] of fields.entries()) doc.set(name, states[i]?.result() ?? null);
    yield doc;
  }
}
