import { type Numeric, toNumber } from '../bson/number.ts';
import type { Document, Value } from '../bson/values.ts';
import { ServerError } from '../errors.ts';
import { PlannedQuery } from '../planner/query.ts';
import type { MatchDetails } from '../query/match.ts';
import type { Collection } from '../storage/collection.ts';
import { PAUSE, type Paused } from '../turns.ts';
import { checkDocument, type FieldTypes } from './arguments.ts';
import { type Command, ok } from './command.ts';
import type { Invocation } from './invocation.ts';
import { rowsToWrite } from './rows-to-write.ts';
import { statementContext } from './update-statement.ts';
import { runStatements, unlessEmpty } from './write-result.ts';

const statementFields: FieldTypes = {
  'q!': 'object',
  'limit!': 'int',
  collation: 'object',
  hint: 'stringOrObject',
};

export interface DeleteStatement {
  filter: Document;
  multi: boolean;
  collation?: Value | undefined;
  hint?: Value | undefined;
  sort?: Document | undefined;
}

/** Deletes and answers how many; the last deleted document goes to `deleted`. */
export function* runDelete(
  invocation: Invocation,
  collection: Collection | undefined,
  { filter, multi, collation, hint, sort }: DeleteStatement,
  deleted: (doc: Document, offset: number | undefined) => void = () => {},
): Paused<number> {
  const context = statementContext(invocation, collection, collation, undefined);
  const query = new PlannedQuery(collection, { filter, hint, sort, limit: multi ? 0 : 1 }, context);
  if (multi && filter.size === 0 && hint === undefined && collection) return collection.clear();
  let n = 0;
  const details: MatchDetails = {};
  for (const row of rowsToWrite(invocation, query, details)) {
    if (row === PAUSE) {
      yield PAUSE;
      continue;
    }
    deleted(row.doc, details.offset);
    collection?.remove(row.record, row.doc);
    n++;
  }
  return n;
}

export const remove: Command = {
  name: 'delete',
  fields: { 'deletes!': 'array', ordered: 'safeBool', let: 'object' },
  retryable: true,
  *run(invocation) {
    const statements = invocation.documents('deletes');
    for (const statement of statements) {
      checkDocument('delete.deletes', statement, statementFields);
      const limit = toNumber(statement.get('limit') as Numeric);
      if (limit !== 0 && limit !== 1) {
        throw new ServerError(
          'FailedToParse',
          `The limit field in delete objects must be 0 or 1. Got ${limit}`,
        );
      }
    }
    const collection = invocation.collection();
    invocation.refuseView(collection);
    const batch = yield* runStatements(invocation, statements, 'deletes', function* (statement, _, batch) {
      const deleted = yield* runDelete(invocation, collection, {
        filter: statement.get('q') as Document,
        multi: toNumber(statement.get('limit') as Numeric) === 0,
        collation: statement.get('collation'),
        hint: statement.get('hint'),
      });
      batch.n += deleted;
    });
    return ok({ n: batch.n, writeErrors: unlessEmpty(batch.writeErrors) });
  },
};
