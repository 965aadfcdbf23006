/** Operators that bind variables: $map, $filter, $reduce, $let. */

import { toExactInteger } from '../../bson/number.ts';
import { isDocument, isNumeric, typeName, type Value } from '../../bson/values.ts';
import { ServerError } from '../../errors.ts';
import { truthy } from '../../query/truthy.ts';
import { checkTime } from '../../turns.ts';
import { parseExpression, withVariables } from '../expression.ts';
import { isNullish, type OperatorParser, type Operators } from '../types.ts';
import { parseNamed } from './define.ts';

function variableName(value: Value | undefined, fallback: string): string {
  if (value === undefined) return fallback;
  if (typeof value !== 'string' || !/^[a-z\u0080-\uffff][A-Za-z0-9_\u0080-\uffff]*$/.test(value)) {
    throw new ServerError(
      'FailedToParse',
      `'${String(value)}' starts with an invalid character for a user variable name`,
    );
  }
  return value;
}

function list(value: Value, name: string, code: number): Value[] {
  if (!Array.isArray(value))
    throw new ServerError(code, `input to ${name} must be an array not ${typeName(value)}`);
  return value;
}

const parseMap: OperatorParser = (operand, context, name) => {
  const args = new Map(parseNamed(operand, name, ['input!', 'as', 'in!']));
  const input = parseExpression(args.get('input') as Value, context);
  const as = variableName(args.get('as'), 'this');
  const body = parseExpression(args.get('in') as Value, withVariables(context, [as]));
  return (doc, variables) => {
    const source = input(doc, variables);
    if (isNullish(source)) return null;
    const inner = new Map(variables);
    return list(source, name, 16883).map((element) => {
      checkTime();
      return body(doc, inner.set(as, element)) ?? null;
    });
  };
};

const parseFilter: OperatorParser = (operand, context, name) => {
  const args = new Map(parseNamed(operand, name, ['input!', 'as', 'cond!', 'limit']));
  const input = parseExpression(args.get('input') as Value, context);
  const as = variableName(args.get('as'), 'this');
  const condition = parseExpression(args.get('cond') as Value, withVariables(context, [as]));
  const limitArg = args.has('limit') ? parseExpression(args.get('limit') as Value, context) : undefined;
  return (doc, variables) => {
    const source = input(doc, variables);
    if (isNullish(source)) return null;
    const limitValue = limitArg?.(doc, variables);
    const limit = isNumeric(limitValue) ? Number(toExactInteger(limitValue) ?? 0n) : Number.POSITIVE_INFINITY;
    if (limitValue !== undefined && !isNullish(limitValue) && !(limit >= 1)) {
      throw new ServerError(327392, `$filter: limit must be represented as a positive 32-bit integral value`);
    }
    const inner = new Map(variables);
    const kept: Value[] = [];
    for (const element of list(source, name, 28651)) {
      if (kept.length >= limit) break;
      checkTime();
      if (truthy(condition(doc, inner.set(as, element)))) kept.push(element);
    }
    return kept;
  };
};

const parseReduce: OperatorParser = (operand, context, name) => {
  const args = new Map(parseNamed(operand, name, ['input!', 'initialValue!', 'in!']));
  const input = parseExpression(args.get('input') as Value, context);
  const initial = parseExpression(args.get('initialValue') as Value, context);
  const body = parseExpression(args.get('in') as Value, withVariables(context, ['this', 'value']));
  return (doc, variables) => {
    const source = input(doc, variables);
    if (isNullish(source)) return null;
    const inner = new Map(variables);
    let value = initial(doc, variables);
    for (const element of list(source, name, 40080)) {
      checkTime();
      value = body(doc, inner.set('this', element).set('value', value ?? null));
    }
    return value;
  };
};

const parseLet: OperatorParser = (operand, context, name) => {
  const args = new Map(parseNamed(operand, name, ['vars!', 'in!']));
  const definitions = args.get('vars');
  if (!isDocument(definitions)) throw new ServerError(16874, 'invalid parameter: expected an object (vars)');
  const bindings = [...definitions].map(
    ([variable, value]) => [variableName(variable, variable), parseExpression(value, context)] as const,
  );
  const body = parseExpression(
    args.get('in') as Value,
    withVariables(
      context,
      bindings.map(([variable]) => variable),
    ),
  );
  return (doc, variables) => {
    const inner = new Map(variables);
    for (const [variable, value] of bindings) {
      const evaluated = value(doc, variables);
      if (evaluated === undefined) inner.delete(variable);
      else inner.set(variable, evaluated);
    }
    return body(doc, inner);
  };
};

export const iterationOperators: Operators = {
  $map: parseMap,
  $filter: parseFilter,
  $reduce: parseReduce,
  $let: parseLet,
};
