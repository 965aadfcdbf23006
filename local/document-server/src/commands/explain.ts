import { preparePipeline } from '../aggregation/pipeline.ts';
import { type Document, document, isDocument, type Value } from '../bson/values.ts';
import { ServerError } from '../errors.ts';
import { describeQuery, type Statistics } from '../planner/explain.ts';
import { PlannedQuery } from '../planner/query.ts';
import { PAUSE, type Paused } from '../turns.ts';
import { checkArguments } from './arguments.ts';
import { type Command, ok } from './command.ts';
import { prepareCount, prepareDistinct } from './count-distinct.ts';
import { aggregateTarget, environmentOf } from './environment.ts';
import { findResults, prepareFind } from './find.ts';
import { SERVER_VERSION } from './handshake.ts';
import { Invocation } from './invocation.ts';
import { statementContext } from './update-statement.ts';

const VERBOSITIES = ['queryPlanner', 'executionStats', 'allPlansExecution'];

export const explain: Command = {
  name: 'explain',
  fields: { verbosity: 'string' },
  *run(invocation) {
    const inner = invocation.document('explain');
    if (!inner)
      throw new ServerError(
        'TypeMismatch',
        "BSON field 'explain.explain' is the wrong type, expected type 'object'",
      );
    const verbosity = invocation.string('verbosity') ?? 'allPlansExecution';
    if (!VERBOSITIES.includes(verbosity)) {
      throw new ServerError(
        'BadValue',
        `Enumeration value '${verbosity}' for field 'explain.verbosity' is not a valid value.`,
      );
    }
    return yield* explainCommand(invocation, inner, verbosity !== 'queryPlanner');
  },
};

/** Explains a command document, without any lasting effect. */
export function* explainCommand(outer: Invocation, body: Document, execute: boolean): Paused<Document> {
  const [name = ''] = body.keys();
  const command = outer.server.command(name);
  if (!command) throw new ServerError('CommandNotFound', `Explain failed due to unknown command: ${name}`);
  const complete: Document = new Map([...body, ['$db', outer.database]]);
  checkArguments(name, complete, command.fields);
  const invocation = new Invocation(outer.server, command, name, complete, outer.connection);
  const explained = yield* explainQuery(invocation, command.name, execute);
  return ok({
    explainVersion: '1',
    ...Object.fromEntries(explained),
    command: body,
    serverInfo: document({ host: 'localhost', version: SERVER_VERSION }),
  });
}

function explainQuery(invocation: Invocation, name: string, execute: boolean): Paused<Document> {
  switch (name) {
    case 'find': {
      const prepared = prepareFind(invocation);
      const projection = prepared.projection
        ? prepared.projection.plainPaths
          ? 'PROJECTION_SIMPLE'
          : 'PROJECTION_DEFAULT'
        : undefined;
      const execution = invocation.execution();
      return describe(
        invocation,
        prepared.query,
        projection,
        execute,
        () => findResults(prepared, execution),
        execution.counters,
      );
    }
    case 'count':
      return describeRows(invocation, prepareCount(invocation), execute);
    case 'distinct':
      return describeRows(invocation, prepareDistinct(invocation), execute);
    case 'aggregate':
      return explainAggregate(invocation, execute);
    case 'update':
      return explainStatement(invocation, 'updates', execute);
    case 'delete':
      return explainStatement(invocation, 'deletes', execute);
    case 'findAndModify':
      return explainWrite(
        invocation,
        invocation.document('query'),
        invocation.document('sort'),
        invocation.body,
        1,
        execute,
      );
    default:
      throw new ServerError('CommandNotSupported', `explain does not support the command ${name}`);
  }
}

function* describe(
  invocation: Invocation,
  query: PlannedQuery,
  projection: string | undefined,
  execute: boolean,
  run: () => Iterable<unknown>,
  counters: Statistics['counters'],
): Paused<Document> {
  let statistics: Statistics | undefined;
  if (execute) {
    const started = Date.now();
    let returned = 0;
    for (const item of run()) {
      if (item === PAUSE) yield PAUSE;
      else returned++;
    }
    statistics = { counters, returned, milliseconds: Date.now() - started };
  }
  return describeQuery(query, invocation.namespace, projection, statistics);
}

function describeRows(invocation: Invocation, query: PlannedQuery, execute: boolean): Paused<Document> {
  const execution = invocation.execution();
  return describe(invocation, query, undefined, execute, () => query.rows(execution), execution.counters);
}

function* explainAggregate(invocation: Invocation, execute: boolean): Paused<Document> {
  const execution = invocation.execution();
  const pipeline = invocation.body.get('pipeline') as Value[];
  const writes =
    isDocument(pipeline.at(-1)) &&
    ['$out', '$merge'].includes((pipeline.at(-1) as Document).keys().next().value ?? '');
  const readOnly = writes ? pipeline.slice(0, -1) : pipeline;
  const environment = environmentOf(invocation, execution, aggregateTarget(invocation));
  const prepared = preparePipeline(environment, readOnly, invocation.body.get('hint'));
  if (!prepared.query)
    return document({ stages: prepared.names.map((name) => document({ [name]: document({}) })) });
  const described = yield* describe(
    invocation,
    prepared.query,
    undefined,
    execute,
    () => prepared.run(),
    execution.counters,
  );
  const rest = prepared.names.slice(prepared.pushed);
  if (rest.length === 0) return described;
  return document({
    stages: [document({ $cursor: described }), ...rest.map((name) => document({ [name]: document({}) }))],
  });
}

function explainStatement(invocation: Invocation, list: string, execute: boolean): Paused<Document> {
  const [statement] = invocation.documents(list);
  if (!statement) throw new ServerError('InvalidLength', `${list} must not be empty`);
  const single = statement.get('limit') === 1 || (list === 'updates' && statement.get('multi') !== true);
  return explainWrite(
    invocation,
    statement.get('q') as Document,
    statement.get('sort') as Document | undefined,
    statement,
    single ? 1 : 0,
    execute,
  );
}

function* explainWrite(
  invocation: Invocation,
  filter: Document | undefined,
  sort: Document | undefined,
  options: Document,
  limit: number,
  execute: boolean,
): Paused<Document> {
  const collection = invocation.collection();
  if (!collection)
    return document({
      queryPlanner: document({ namespace: invocation.namespace, winningPlan: document({ stage: 'EOF' }) }),
    });
  const context = statementContext(invocation, collection, options.get('collation'), undefined);
  return yield* describeRows(
    invocation,
    new PlannedQuery(collection, { filter, sort, hint: options.get('hint'), limit }, context),
    execute,
  );
}
