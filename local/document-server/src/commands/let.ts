/** `let`: variables of a command, evaluated once before it runs. */
import { parseExpression } from '../aggregation/expression.ts';
import { type Document, isDocument, type Value } from '../bson/values.ts';
import { ServerError } from '../errors.ts';
import type { QueryContext } from '../query/filter.ts';
import type { Invocation } from './invocation.ts';

/** Adds the variables of the command's `let` to its context. */
export function addLet(invocation: Invocation, context: QueryContext): QueryContext {
  defineVariables(invocation.document('let'), context);
  return context;
}

export function defineVariables(definitions: Value | undefined, context: QueryContext): void {
  if (!isDocument(definitions)) return;
  const empty: Document = new Map();
  for (const [name, value] of definitions) {
    checkVariableName(name);
    const evaluated = parseExpression(value, context)(empty, context.variables);
    context.variables.set(name, evaluated ?? null);
  }
}

export function checkVariableName(name: string): void {
  if (/^[a-z\u0080-\uffff][A-Za-z0-9_\u0080-\uffff]*$/.test(name) || name === 'CURRENT') return;
  throw new ServerError(
    'FailedToParse',
    `'${name}' starts with an invalid character for a user variable name`,
  );
}
