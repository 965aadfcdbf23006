import { integer } from '../bson/number.ts';
import type { Document } from '../bson/values.ts';
import { ServerError } from '../errors.ts';
import { PlannedQuery } from '../planner/query.ts';
import { PAUSE, type Pause } from '../turns.ts';
import { type Command, ok } from './command.ts';
import { distinctValues } from './distinct-values.ts';
import type { Invocation } from './invocation.ts';
import { addLet } from './let.ts';
import { countView, distinctView } from './views.ts';

/** The query of a count, for the command itself and for explain. */
export function prepareCount(invocation: Invocation): PlannedQuery {
  const skip = invocation.integer('skip') ?? 0;
  if (skip < 0) throw new ServerError(51024, `BSON field 'skip' value must be >= 0, actual value '${skip}'`);
  const collection = invocation.collection();
  const context = invocation.queryContext(invocation.collationFor(collection));
  return new PlannedQuery(
    collection,
    {
      filter: invocation.document('query'),
      hint: invocation.body.get('hint'),
      skip,
      limit: Math.abs(invocation.integer('limit') ?? 0),
    },
    context,
  );
}

export const count: Command = {
  name: 'count',
  fields: {
    query: 'object',
    limit: 'int',
    skip: 'int',
    hint: 'stringOrObject',
    collation: 'object',
    fields: 'any',
  },
  *run(invocation) {
    const collection = invocation.collection();
    if (collection?.options.has('viewOn')) return ok({ n: integer(yield* countView(invocation)) });
    const query = prepareCount(invocation);
    return ok({ n: integer(yield* query.count(invocation.execution())) });
  },
};

export const distinct: Command = {
  name: 'distinct',
  fields: { 'key!': 'string', query: 'object', collation: 'object', hint: 'stringOrObject' },
  *run(invocation) {
    const collection = invocation.collection();
    const key = invocation.string('key') as string;
    if (collection?.options.has('viewOn')) return ok({ values: yield* distinctView(invocation, key) });
    const query = prepareDistinct(invocation);
    const order = query.context.collation?.compare;
    return ok({ values: yield* distinctValues(documents(query, invocation), key, order) });
  },
};

export function prepareDistinct(invocation: Invocation): PlannedQuery {
  const collection = invocation.collection();
  const context = addLet(invocation, invocation.queryContext(invocation.collationFor(collection)));
  return new PlannedQuery(
    collection,
    { filter: invocation.document('query'), hint: invocation.body.get('hint') },
    context,
  );
}

function* documents(query: PlannedQuery, invocation: Invocation): Generator<Document | Pause> {
  for (const row of query.rows(invocation.execution())) yield row === PAUSE ? PAUSE : row.doc;
}
