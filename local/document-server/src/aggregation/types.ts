import { BsonUndefined, type Document, type Value } from '../bson/values.ts';
import type { QueryContext } from '../query/filter.ts';

export type Variables = Map<string, Value>;

/** `undefined` is a missing value. */
export type Expression = (doc: Document, variables: Variables) => Value | undefined;

export type OperatorParser = (operand: Value, context: QueryContext, name: string) => Expression;

export type Operators = Record<string, OperatorParser>;

/** null, undefined and missing all make most operators answer null. */
export function isNullish(value: Value | undefined): value is null | undefined | BsonUndefined {
  return value === undefined || value === null || value instanceof BsonUndefined;
}
