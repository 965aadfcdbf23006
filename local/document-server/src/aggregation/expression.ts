/** Aggregation expressions: parsed once into closures. */
import { type Document, isDocument, type Value } from '../bson/values.ts';
import { ServerError } from '../errors.ts';
import type { QueryContext } from '../query/filter.ts';
import type { Expression, Operators, Variables } from './types.ts';

export type { Expression, Variables } from './types.ts';

/** Operators parse expressions themselves: their table is filled in from outside, so that no import is circular. */
const operators: Operators = {};

export function registerOperators(table: Operators): void {
  Object.assign(operators, table);
}

export const UNSUPPORTED_EXPRESSIONS = ['$function', '$accumulator', '$meta', '$toHashedIndexKey'];

export function parseExpression(operand: Value, context: QueryContext): Expression {
  if (typeof operand === 'string' && operand.startsWith('$')) return parsePathOrVariable(operand, context);
  if (Array.isArray(operand)) {
    const elements = operand.map((element) => parseExpression(element, context));
    return (doc, variables) => elements.map((element) => element(doc, variables) ?? null);
  }
  if (isDocument(operand)) return parseDocument(operand, context);
  return () => operand;
}

function parseDocument(operand: Document, context: QueryContext): Expression {
  const [first] = operand.keys();
  if (first?.startsWith('$')) return parseOperator(first, operand, context);
  const fields: [string, Expression][] = [];
  for (const [name, value] of operand) {
    if (name.startsWith('$')) {
      throw new ServerError(15983, 'an object representing an expression must have exactly one field');
    }
    if (name.includes('.')) {
      throw new ServerError(
        16412,
        "FieldPath field names may not contain '.'. Consider using $getField or $setField.",
      );
    }
    fields.push([name, parseExpression(value, context)]);
  }
  return (doc, variables) => {
    const result: Document = new Map();
    for (const [name, evaluate] of fields) {
      const value = evaluate(doc, variables);
      if (value !== undefined) result.set(name, value);
    }
    return result;
  };
}

function parseOperator(name: string, operand: Document, context: QueryContext): Expression {
  if (operand.size !== 1) {
    throw new ServerError(
      15983,
      `an expression specification must contain exactly one field, the name of the expression. Found ${operand.size} fields`,
    );
  }
  const parse = operators[name];
  if (parse) return parse(operand.get(name) as Value, context, name);
  if (UNSUPPORTED_EXPRESSIONS.includes(name)) {
    throw new ServerError('CommandNotSupported', `the expression ${name} is not supported`);
  }
  throw new ServerError('InvalidPipelineOperator', `Unrecognized expression '${name}'`);
}

function parsePathOrVariable(text: string, context: QueryContext): Expression {
  if (!text.startsWith('$$')) {
    const path = fieldPath(text.slice(1));
    return path.length === 1 ? (doc) => doc.get(path[0] as string) : (doc) => reach(doc, path, 0);
  }
  const [name = '', ...rest] = fieldPath(text.slice(2));
  switch (name) {
    case 'ROOT':
    case 'CURRENT':
      return rest.length === 0 ? (doc) => doc : (doc) => reach(doc, rest, 0);
    case 'REMOVE':
      return () => undefined;
    case 'KEEP':
    case 'PRUNE':
    case 'DESCEND':
      return () => `$$${name}`;
    default:
      if (!context.variables.has(name)) throw new ServerError(17276, `Use of undefined variable: ${name}`);
      return (_doc, variables: Variables) => reach(variables.get(name), rest, 0);
  }
}

function fieldPath(text: string): string[] {
  if (text === '') throw new ServerError(16872, "'$' by itself is not a valid FieldPath");
  const path = text.split('.');
  for (const part of path) {
    if (part === '') throw new ServerError(15998, 'FieldPath field names may not be empty strings.');
    if (part.startsWith('$')) {
      throw new ServerError(
        16410,
        "FieldPath field names may not start with '$'. Consider using $getField or $setField.",
      );
    }
  }
  return path;
}

/** An array on the way stands for all its elements. */
export function reach(value: Value | undefined, path: readonly string[], at: number): Value | undefined {
  if (at === path.length) return value;
  if (isDocument(value)) return reach(value.get(path[at] as string), path, at + 1);
  if (!Array.isArray(value)) return undefined;
  const found: Value[] = [];
  for (const element of value) {
    const inner = isDocument(element) || Array.isArray(element) ? reach(element, path, at) : undefined;
    if (inner !== undefined) found.push(inner);
  }
  return found;
}

/** The context in which an inner expression may use further variables. */
export function withVariables(context: QueryContext, names: readonly string[]): QueryContext {
  const variables = new Map(context.variables);
  for (const name of names) variables.set(name, null);
  return { ...context, variables };
}
