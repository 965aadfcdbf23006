/** Ways to define operators: by a function of evaluated arguments, or of named ones. */
import { type Document, isDocument, type Value } from '../../bson/values.ts';
import { ServerError } from '../../errors.ts';
import type { QueryContext } from '../../query/filter.ts';
import { parseExpression } from '../expression.ts';
import { type Expression, isNullish, type OperatorParser } from '../types.ts';

export type Argument = Value | undefined;

/** Parses the list of arguments; a single one may stand without its brackets. */
export function parseArguments(
  operand: Value,
  context: QueryContext,
  name: string,
  minimum: number,
  maximum = minimum,
): Expression[] {
  const list = Array.isArray(operand) ? operand : [operand];
  if (list.length < minimum || list.length > maximum) {
    if (minimum === maximum) {
      throw new ServerError(
        16020,
        `Expression ${name} takes exactly ${minimum} arguments. ${list.length} were passed in.`,
      );
    }
    throw new ServerError(
      28667,
      `Expression ${name} takes at least ${minimum} arguments, and at most ${maximum}, but ${list.length} were passed in.`,
    );
  }
  return list.map((argument) => parseExpression(argument, context));
}

/** An operator that is a function of its arguments. */
export function fixed(
  minimum: number,
  maximum: number,
  evaluate: (args: Argument[], name: string, context: QueryContext) => Argument,
): OperatorParser {
  return (operand, context, name) => {
    const args = parseArguments(operand, context, name, minimum, maximum);
    return (doc, variables) =>
      evaluate(
        args.map((arg) => arg(doc, variables)),
        name,
        context,
      );
  };
}

export function unary(
  evaluate: (arg: Argument, name: string, context: QueryContext) => Argument,
): OperatorParser {
  return fixed(1, 1, ([arg], name, context) => evaluate(arg, name, context));
}

/** Answers null when any argument is nullish. */
export function strict(
  minimum: number,
  maximum: number,
  evaluate: (args: Value[], name: string, context: QueryContext) => Argument,
): OperatorParser {
  return fixed(minimum, maximum, (args, name, context) =>
    args.some(isNullish) ? null : evaluate(args as Value[], name, context),
  );
}

export type NamedArguments = Record<string, Argument>;

/** An operator whose arguments have names. A trailing `!` makes one mandatory. */
export function named(
  fields: readonly string[],
  evaluate: (args: NamedArguments, name: string, context: QueryContext) => Argument,
): OperatorParser {
  return (operand, context, name) => {
    const entries = parseNamed(operand, name, fields).map(
      ([field, value]) => [field, parseExpression(value, context)] as const,
    );
    return (doc, variables) => {
      const args: NamedArguments = {};
      for (const [field, expression] of entries) args[field] = expression(doc, variables);
      return evaluate(args, name, context);
    };
  };
}

export function parseNamed(operand: Value, name: string, fields: readonly string[]): [string, Value][] {
  if (!isDocument(operand))
    throw new ServerError('FailedToParse', `${name} only supports an object as its argument`);
  for (const field of (operand as Document).keys()) {
    if (!fields.includes(field) && !fields.includes(`${field}!`)) {
      throw new ServerError('FailedToParse', `Unrecognized argument to ${name}: ${field}`);
    }
  }
  for (const field of fields) {
    if (field.endsWith('!') && !operand.has(field.slice(0, -1))) {
      throw new ServerError('FailedToParse', `Missing '${field.slice(0, -1)}' parameter to ${name}`);
    }
  }
  return [...operand];
}
