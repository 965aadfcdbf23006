import { encodeDocument } from '../../bson/encode.ts';
import { integer } from '../../bson/number.ts';
import { Binary, type Document, isDocument, typeName, type Value } from '../../bson/values.ts';
import { ServerError } from '../../errors.ts';
import { parseExpression } from '../expression.ts';
import { isNullish, type OperatorParser, type Operators } from '../types.ts';
import { fixed, parseNamed, unary } from './define.ts';

const MANY = Number.POSITIVE_INFINITY;

export function mergeInto(target: Document, value: Value | undefined): void {
  if (isNullish(value)) return;
  if (!isDocument(value))
    throw new ServerError(
      40400,
      `$mergeObjects requires object inputs, but input is of type ${typeName(value)}`,
    );
  for (const [name, field] of value) target.set(name, field);
}

/** The name of a field, which must be the same for all documents: a literal or a constant expression. */
function constantName(
  operand: Value | undefined,
  context: Parameters<OperatorParser>[1],
  name: string,
): string {
  const field =
    operand === undefined ? undefined : parseExpression(operand, context)(new Map(), context.variables);
  if (typeof field !== 'string')
    throw new ServerError(
      4161107,
      `${name} requires 'field' to evaluate to a constant string, but got ${typeName(field)}`,
    );
  return field;
}

const parseGetField: OperatorParser = (operand, context, name) => {
  const whole = isDocument(operand) && (operand.has('field') || operand.has('input'));
  const args = new Map(
    whole ? parseNamed(operand, name, ['field!', 'input']) : [['field', operand] as [string, Value]],
  );
  const given = args.get('field') as Value;
  if (typeof given === 'string' && given.startsWith('$')) {
    throw new ServerError(
      5654600,
      "A field path reference which is not a constant string is not allowed as the 'field' of $getField. Use $literal.",
    );
  }
  const field = parseExpression(given, context);
  const input = args.has('input') ? parseExpression(args.get('input') as Value, context) : undefined;
  return (doc, variables) => {
    const wanted = field(doc, variables);
    if (typeof wanted !== 'string')
      throw new ServerError(
        3041704,
        `$getField requires 'field' to evaluate to type String, but got ${typeName(wanted)}`,
      );
    const source = input ? input(doc, variables) : doc;
    if (isDocument(source)) return source.get(wanted);
    return source === null ? null : undefined;
  };
};

function setField(removing: boolean): OperatorParser {
  return (operand, context, name) => {
    const args = new Map(
      parseNamed(operand, name, removing ? ['field!', 'input!'] : ['field!', 'input!', 'value!']),
    );
    const field = constantName(args.get('field'), context, name);
    const input = parseExpression(args.get('input') as Value, context);
    const value = removing ? () => undefined : parseExpression(args.get('value') as Value, context);
    return (doc, variables) => {
      const source = input(doc, variables);
      if (isNullish(source)) return null;
      if (!isDocument(source))
        throw new ServerError(4161105, `${name} requires 'input' to evaluate to type Object`);
      const result: Document = new Map(source);
      const next = value(doc, variables);
      if (next === undefined) result.delete(field);
      else result.set(field, next);
      return result;
    };
  };
}

export const objectOperators: Operators = {
  $literal: (operand) => () => operand,
  $const: (operand) => () => operand,
  $mergeObjects: fixed(0, MANY, (args) => {
    const result: Document = new Map();
    const list = args.length === 1 && Array.isArray(args[0]) ? args[0] : args;
    for (const arg of list) mergeInto(result, arg);
    return result;
  }),
  $getField: parseGetField,
  $setField: setField(false),
  $unsetField: setField(true),
  $bsonSize: unary((arg) => {
    if (isNullish(arg)) return null;
    if (!isDocument(arg))
      throw new ServerError(31393, `$bsonSize requires a document input, found: ${typeName(arg)}`);
    return integer(encodeDocument(arg).length);
  }),
  $binarySize: unary((arg) => {
    if (isNullish(arg)) return null;
    if (typeof arg === 'string') return integer(Buffer.byteLength(arg));
    if (arg instanceof Binary) return integer(arg.bytes.length);
    throw new ServerError(
      51276,
      `$binarySize requires a string or BinData argument, found: ${typeName(arg)}`,
    );
  }),
};
