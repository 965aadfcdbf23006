/** Comparisons, boolean logic and choices. */
import { compareValues } from '../../bson/compare.ts';
import { isDocument, type Value } from '../../bson/values.ts';
import { ServerError } from '../../errors.ts';
import { truthy } from '../../query/truthy.ts';
import { parseExpression } from '../expression.ts';
import { isNullish, type OperatorParser, type Operators } from '../types.ts';
import { fixed, parseArguments, parseNamed, unary } from './define.ts';

function comparison(holds: (difference: number) => boolean): OperatorParser {
  return fixed(2, 2, ([a, b], _name, context) => holds(compareValues(a, b, context.collation?.compare)));
}

const MANY = Number.POSITIVE_INFINITY;

const parseCond: OperatorParser = (operand, context, name) => {
  const parts = isDocument(operand)
    ? (() => {
        const args = new Map(parseNamed(operand, name, ['if!', 'then!', 'else!']));
        return ['if', 'then', 'else'].map((part) => parseExpression(args.get(part) as Value, context));
      })()
    : parseArguments(operand, context, name, 3);
  const [condition, yes, no] = parts as [(typeof parts)[0], (typeof parts)[0], (typeof parts)[0]];
  return (doc, variables) => (truthy(condition(doc, variables)) ? yes(doc, variables) : no(doc, variables));
};

const parseSwitch: OperatorParser = (operand, context, name) => {
  const args = new Map(parseNamed(operand, name, ['branches', 'default']));
  const list = args.get('branches');
  if (!Array.isArray(list) || list.length === 0)
    throw new ServerError(40068, '$switch requires at least one branch.');
  const branches = list.map((branch) => {
    if (!isDocument(branch) || !branch.has('case') || !branch.has('then')) {
      throw new ServerError(40067, "$switch requires each branch have a 'case' and a 'then' expression");
    }
    return {
      test: parseExpression(branch.get('case') as Value, context),
      result: parseExpression(branch.get('then') as Value, context),
    };
  });
  const fallback = args.has('default') ? parseExpression(args.get('default') as Value, context) : undefined;
  return (doc, variables) => {
    for (const { test, result } of branches) if (truthy(test(doc, variables))) return result(doc, variables);
    if (!fallback)
      throw new ServerError(
        40066,
        '$switch could not find a matching branch for an input, and no default was specified.',
      );
    return fallback(doc, variables);
  };
};

export const booleanOperators: Operators = {
  $eq: comparison((difference) => difference === 0),
  $ne: comparison((difference) => difference !== 0),
  $lt: comparison((difference) => difference < 0),
  $lte: comparison((difference) => difference <= 0),
  $gt: comparison((difference) => difference > 0),
  $gte: comparison((difference) => difference >= 0),
  $cmp: fixed(2, 2, ([a, b], _name, context) => Math.sign(compareValues(a, b, context.collation?.compare))),
  $and: (operand, context, name) => {
    const args = parseArguments(operand, context, name, 0, MANY);
    return (doc, variables) => args.every((arg) => truthy(arg(doc, variables)));
  },
  $or: (operand, context, name) => {
    const args = parseArguments(operand, context, name, 0, MANY);
    return (doc, variables) => args.some((arg) => truthy(arg(doc, variables)));
  },
  $not: unary((arg) => !truthy(arg)),
  $cond: parseCond,
  $switch: parseSwitch,
  $ifNull: (operand, context, name) => {
    const args = parseArguments(operand, context, name, 2, MANY);
    return (doc, variables) => {
      let value: Value | undefined;
      for (const arg of args) {
        value = arg(doc, variables);
        if (!isNullish(value)) return value;
      }
      return value;
    };
  },
};
