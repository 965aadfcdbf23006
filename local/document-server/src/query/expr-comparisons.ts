/** Finds in an $expr the comparisons of a field with a constant, which an index can serve. */
import { parseExpression } from '../aggregation/expression.ts';
import { isDocument, type Value } from '../bson/values.ts';
import type { Comparison, ExprComparison, QueryContext } from './filter.ts';
import { splitPath } from './path.ts';

const OPERATORS: Record<string, Comparison> = { $eq: 'eq', $lt: 'lt', $lte: 'lte', $gt: 'gt', $gte: 'gte' };
const MIRRORED: Record<Comparison, Comparison> = { eq: 'eq', lt: 'gt', lte: 'gte', gt: 'lt', gte: 'lte' };

/** What must be true whenever the expression is. */
export function comparisonsIn(expression: Value, context: QueryContext): ExprComparison[] {
  if (!isDocument(expression)) return [];
  const [[name, operands]] = expression as unknown as [[string, Value]];
  if (!Array.isArray(operands)) return [];
  if (name === '$and') return operands.flatMap((operand) => comparisonsIn(operand, context));
  const operator = OPERATORS[name];
  const [left, right] = operands;
  if (!operator || left === undefined || right === undefined) return [];
  return [
    ...comparison(left, operator, right, context),
    ...comparison(right, MIRRORED[operator], left, context),
  ];
}

function comparison(
  field: Value,
  operator: Comparison,
  constant: Value,
  context: QueryContext,
): ExprComparison[] {
  if (typeof field !== 'string' || !/^\$[^$]/.test(field) || !isConstant(constant, context)) return [];
  const value = parseExpression(constant, context)(new Map(), context.variables);
  return value === undefined ? [] : [{ path: splitPath(field.slice(1)), operator, value }];
}

/** A plain value, a $literal, or a variable of `let`. */
function isConstant(operand: Value, { variables }: QueryContext): boolean {
  if (typeof operand === 'string' && operand.startsWith('$')) {
    const [, name] = /^\$\$([^.]+)/.exec(operand) ?? [];
    return name !== undefined && variables.has(name);
  }
  if (isDocument(operand)) return operand.size === 1 && operand.has('$literal');
  return !Array.isArray(operand);
}
