import { compareValues, equalValues, type StringOrder } from '../../bson/compare.ts';
import { typeName, type Value } from '../../bson/values.ts';
import { ServerError } from '../../errors.ts';
import { truthy } from '../../query/truthy.ts';
import { isNullish, type OperatorParser, type Operators } from '../types.ts';
import { type Argument, fixed, unary } from './define.ts';

const MANY = Number.POSITIVE_INFINITY;

function lists(args: Argument[], name: string, code: number): Value[][] {
  return args.map((arg) => {
    if (!Array.isArray(arg))
      throw new ServerError(
        code,
        `All operands of ${name} must be arrays. One argument is of type: ${typeName(arg)}`,
      );
    return arg;
  });
}

function includes(list: Value[], value: Value, order: StringOrder | undefined): boolean {
  return list.some((element) => equalValues(element, value, order));
}

function distinct(list: Value[], order: StringOrder | undefined): Value[] {
  const sorted = [...list].sort((a, b) => compareValues(a, b, order));
  return sorted.filter((value, i) => i === 0 || !equalValues(value, sorted[i - 1], order));
}

function onSets(
  code: number,
  evaluate: (sets: Value[][], order: StringOrder | undefined) => Argument,
  nullable = true,
): OperatorParser {
  return fixed(0, MANY, (args, name, context) => {
    if (nullable && args.some(isNullish)) return null;
    return evaluate(lists(args, name, code), context.collation?.compare);
  });
}

function quantifier(code: number, evaluate: (list: Value[]) => boolean): OperatorParser {
  return unary((arg, name) => {
    if (!Array.isArray(arg))
      throw new ServerError(code, `${name}'s argument must be an array, but is ${typeName(arg)}`);
    return evaluate(arg);
  });
}

function pair(sets: Value[][], name: string): [Value[], Value[]] {
  if (sets.length !== 2)
    throw new ServerError(
      16020,
      `Expression ${name} takes exactly 2 arguments. ${sets.length} were passed in.`,
    );
  return sets as [Value[], Value[]];
}

export const setOperators: Operators = {
  $setUnion: onSets(17043, (sets, order) => distinct(sets.flat(), order)),
  $setIntersection: onSets(17047, ([first = [], ...others], order) =>
    distinct(
      first.filter((value) => others.every((set) => includes(set, value, order))),
      order,
    ),
  ),
  $setDifference: onSets(17048, (sets, order) => {
    const [a, b] = pair(sets, '$setDifference');
    const kept: Value[] = [];
    for (const value of a) if (!includes(b, value, order) && !includes(kept, value, order)) kept.push(value);
    return kept;
  }),
  $setEquals: onSets(
    17044,
    (sets, order) => {
      if (sets.length < 2) throw new ServerError(17045, '$setEquals needs at least two arguments');
      const first = sets[0] as Value[];
      return sets.every(
        (set) =>
          set.every((value) => includes(first, value, order)) &&
          first.every((value) => includes(set, value, order)),
      );
    },
    false,
  ),
  $setIsSubset: onSets(
    17046,
    (sets, order) => {
      const [a, b] = pair(sets, '$setIsSubset');
      return a.every((value) => includes(b, value, order));
    },
    false,
  ),
  $anyElementTrue: quantifier(17041, (list) => list.some(truthy)),
  $allElementsTrue: quantifier(17040, (list) => list.every(truthy)),
};
