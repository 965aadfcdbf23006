import type { Document, Value } from '../bson/values.ts';
import { ServerError } from '../errors.ts';
import type { QueryContext } from '../query/filter.ts';

export type Variables = Map<string, Value>;
export type Expression = (doc: Document, variables: Variables) => Value | undefined;

export function parseExpression(_operand: Value, _context: QueryContext): Expression {
  throw new ServerError('CommandNotSupported', 'expressions are not supported yet');
}
