/** The operators that stand beside field names in a query: $and, $or, $nor, $expr, … */
import { parseExpression } from '../aggregation/expression.ts';
import { type Document, isDocument, type Value } from '../bson/values.ts';
import { ServerError } from '../errors.ts';
import { comparisonsIn } from './expr-comparisons.ts';
import type { Filter, QueryContext } from './filter.ts';
import { parseJsonSchema } from './json-schema.ts';
import { truthy } from './truthy.ts';

type FilterParser = (query: Document, context: QueryContext) => Filter;

const UNSUPPORTED = ['$where', '$text'];

/** Parses one top-level operator; `undefined` when it places no condition ($comment). */
export function parseTopLevelOperator(
  name: string,
  operand: Value,
  context: QueryContext,
  parseFilter: FilterParser,
): Filter | undefined {
  switch (name) {
    case '$and':
    case '$or':
    case '$nor':
      return {
        kind: name.slice(1) as 'and' | 'or' | 'nor',
        filters: parseList(name, operand, context, parseFilter),
      };
    case '$expr': {
      const expression = parseExpression(operand, context);
      const implied = comparisonsIn(operand, context);
      return { kind: 'predicate', name, test: (doc) => truthy(expression(doc, context.variables)), implied };
    }
    case '$jsonSchema': {
      const test = parseJsonSchema(operand);
      return { kind: 'predicate', name, test: (doc) => test(doc) };
    }
    case '$sampleRate':
      return { kind: 'predicate', name, test: sampleRate(operand) };
    case '$comment':
      return undefined;
    case '$alwaysTrue':
      return undefined;
    case '$alwaysFalse':
      return { kind: 'never' };
    default:
      if (UNSUPPORTED.includes(name)) {
        throw new ServerError('CommandNotSupported', `the query operator ${name} is not supported`);
      }
      throw new ServerError(
        'BadValue',
        `unknown top level operator: ${name}. If you have a field name that starts with a '$' symbol, consider using $getField or $setField.`,
      );
  }
}

function parseList(name: string, operand: Value, context: QueryContext, parseFilter: FilterParser): Filter[] {
  if (!Array.isArray(operand)) throw new ServerError('BadValue', `${name} must be an array`);
  if (operand.length === 0) throw new ServerError('BadValue', `$and/$or/$nor must be a nonempty array`);
  return operand.map((clause) => {
    if (!isDocument(clause)) {
      throw new ServerError('BadValue', `$or/$and/$nor entries need to be full objects`);
    }
    return parseFilter(clause, context);
  });
}

function sampleRate(operand: Value): () => boolean {
  const rate = typeof operand === 'number' ? operand : Number((operand as { value?: number } | null)?.value);
  if (!(rate >= 0 && rate <= 1))
    throw new ServerError('BadValue', 'numeric argument to $sampleRate must be in [0, 1]');
  return () => Math.random() < rate;
}
