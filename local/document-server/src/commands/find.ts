import { document, typeName } from '../bson/values.ts';
import type { Result } from '../cursors.ts';
import { ServerError } from '../errors.ts';
import { PlannedQuery } from '../planner/query.ts';
import type { ExecutionContext } from '../planner/rows.ts';
import type { MatchDetails } from '../query/match.ts';
import { type Projection, parseProjection } from '../query/projection.ts';
import { PAUSE, type Pause } from '../turns.ts';
import { type Command, ok } from './command.ts';
import { cursorReply } from './cursor-reply.ts';
import type { Invocation } from './invocation.ts';
import { addLet } from './let.ts';
import { findInView } from './views.ts';

export const findFields = {
  filter: 'object',
  projection: 'object',
  sort: 'object',
  hint: 'stringOrObject',
  skip: 'int',
  limit: 'int',
  batchSize: 'int',
  singleBatch: 'safeBool',
  max: 'object',
  min: 'object',
  returnKey: 'safeBool',
  showRecordId: 'safeBool',
  tailable: 'safeBool',
  awaitData: 'safeBool',
  oplogReplay: 'safeBool',
  noCursorTimeout: 'safeBool',
  allowPartialResults: 'safeBool',
  allowDiskUse: 'safeBool',
  collation: 'object',
  let: 'object',
  term: 'any',
  runtimeConstants: 'any',
} as const;

/** A find that is parsed and planned, for the command itself and for explain. */
export interface PreparedFind {
  query: PlannedQuery;
  projection: Projection | undefined;
}

export function prepareFind(invocation: Invocation): PreparedFind {
  for (const option of ['max', 'min', 'returnKey', 'showRecordId', 'tailable', 'awaitData']) {
    const value = invocation.body.get(option);
    if (value === undefined || value === false || value === null) continue;
    throw new ServerError('CommandNotSupported', `the option ${option} of find is not supported`);
  }
  const [skip, limit] = [invocation.integer('skip') ?? 0, invocation.integer('limit') ?? 0];
  if (skip < 0) throw outOfRange('skip', skip);
  if (limit < 0) throw outOfRange('limit', limit);
  const collection = invocation.collection();
  const context = addLet(invocation, invocation.queryContext(invocation.collationFor(collection)));
  const query = new PlannedQuery(
    collection,
    {
      filter: invocation.document('filter'),
      sort: invocation.document('sort'),
      hint: invocation.body.get('hint'),
      skip,
      limit,
    },
    context,
  );
  const spec = invocation.document('projection');
  const projection = spec && parseProjection(spec, context, { find: true });
  if (projection?.plainPaths) query.cover(projection.plainPaths);
  return { query, projection };
}

function outOfRange(field: string, value: number): ServerError {
  return new ServerError(51024, `BSON field '${field}' value must be >= 0, actual value '${value}'`);
}

export function* findResults(
  { query, projection }: PreparedFind,
  execution: ExecutionContext,
): Generator<Result | Pause> {
  if (projection && query.coveredPaths) {
    yield* query.covered((doc) => projection.apply(doc, query.context.variables), execution);
    return;
  }
  const details: MatchDetails | undefined = projection?.needsMatchedOffset ? {} : undefined;
  for (const row of query.rows(execution, details)) {
    if (row === PAUSE) {
      yield PAUSE;
      continue;
    }
    if (!projection) yield row.bytes;
    else if (projection.select) yield projection.select(row.bytes);
    else yield projection.apply(row.doc, query.context.variables, details?.offset);
  }
}

export const find: Command = {
  name: 'find',
  fields: findFields,
  run(invocation) {
    if (invocation.collection()?.options.has('viewOn')) return findInView(invocation);
    const prepared = prepareFind(invocation);
    const execution = invocation.execution();
    return cursorReply(invocation, findResults(prepared, execution), {
      batchSize: invocation.integer('batchSize'),
      single: invocation.flag('singleBatch'),
    });
  },
};

export const getMore: Command = {
  name: 'getMore',
  fields: { 'collection!': 'string', batchSize: 'int', term: 'any', lastKnownCommittedOpTime: 'any' },
  *run(invocation) {
    const id = invocation.body.get('getMore');
    if (typeof id !== 'bigint') {
      throw new ServerError(
        'TypeMismatch',
        `BSON field 'getMore.getMore' is the wrong type '${typeName(id)}', expected type 'long'`,
      );
    }
    const namespace = `${invocation.database}.${invocation.string('collection')}`;
    const { cursors } = invocation.server;
    const cursor = cursors.get(id, namespace);
    invocation.time.limitTo(cursor.remaining);
    const batchSize = invocation.integer('batchSize');
    if (batchSize !== undefined && batchSize < 0) throw outOfRange('batchSize', batchSize);
    try {
      const { documents, exhausted } = yield* cursors.fill(cursor, batchSize || undefined);
      return ok({ cursor: document({ nextBatch: documents, id: exhausted ? 0n : id, ns: namespace }) });
    } catch (error) {
      if (!(error instanceof ServerError && error.codeName === 'CursorInUse')) cursors.kill(id);
      throw error;
    }
  },
};

export const killCursors: Command = {
  name: 'killCursors',
  fields: { 'cursors!': 'array' },
  run(invocation) {
    const ids = invocation.body.get('cursors') as bigint[];
    const { cursors } = invocation.server;
    const cursorsKilled: bigint[] = [];
    const cursorsNotFound: bigint[] = [];
    for (const id of ids) (cursors.kill(id) ? cursorsKilled : cursorsNotFound).push(id);
    return ok({ cursorsKilled, cursorsNotFound, cursorsAlive: [], cursorsUnknown: [] });
  },
};
