/** Parses pipelines and runs them on collections, leaving to the planner what the planner can do. */
import { decodeDocument } from '../bson/decode.ts';
import { type Document, isDocument, type Value } from '../bson/values.ts';
import { ServerError } from '../errors.ts';
import { PlannedQuery } from '../planner/query.ts';
import type { ScannedRow } from '../planner/rows.ts';
import type { QueryContext } from '../query/filter.ts';
import { type Projection, parseProjection } from '../query/projection.ts';
import { PAUSE, type Pause, sliceIsOver } from '../turns.ts';
import type { Environment, Stage, StageParser, StageTable } from './environment.ts';

const MAX_STAGES = 1000;
const MAX_VIEW_DEPTH = 20;

/** Stages can contain pipelines: the table of all stages is filled in from outside, so that no import is circular. */
export const stageTable: StageTable = { parsers: {}, firstOnly: [], lastOnly: [], unsupported: [] };

export function registerStages(stages: StageTable): void {
  Object.assign(stageTable, stages);
}

export interface NamedStage {
  name: string;
  operand: Value;
}

/** The list of stages, each with its one name. */
export function splitStages(pipeline: Value | undefined): NamedStage[] {
  if (!Array.isArray(pipeline))
    throw new ServerError('TypeMismatch', "'pipeline' option must be specified as an array");
  if (pipeline.length > MAX_STAGES)
    throw new ServerError(7749501, `Pipeline length must be no longer than ${MAX_STAGES} stages.`);
  const stages = pipeline.map((stage) => {
    if (!isDocument(stage))
      throw new ServerError('TypeMismatch', "Each element of the 'pipeline' array must be an object");
    if (stage.size !== 1) {
      throw new ServerError(40323, 'A pipeline stage specification object must contain exactly one field.');
    }
    const [[name, operand]] = stage as unknown as [[string, Value]];
    return { name, operand };
  });
  for (const [i, { name }] of stages.entries()) {
    if (stageTable.unsupported.includes(name)) {
      throw new ServerError('CommandNotSupported', `the aggregation stage ${name} is not supported`);
    }
    if (!stageTable.parsers[name])
      throw new ServerError(40324, `Unrecognized pipeline stage name: '${name}'`);
    if (i > 0 && stageTable.firstOnly.includes(name)) {
      throw new ServerError(40602, `${name} is only valid as the first stage in a pipeline.`);
    }
    if (i < stages.length - 1 && stageTable.lastOnly.includes(name)) {
      throw new ServerError(40601, `${name} can only be the final stage in the pipeline`);
    }
  }
  return stages;
}

export function parseStages(stages: readonly NamedStage[], environment: Environment): Stage[] {
  return stages.map(({ name, operand }) =>
    (stageTable.parsers[name] as StageParser)(operand, environment, name),
  );
}

export function runStages(
  stages: readonly Stage[],
  source: Iterable<Document | Pause>,
): Iterable<Document | Pause> {
  return stages.reduce((input, stage, i) => stage(i === 0 ? input : pausing(input)), source);
}

/** Pauses between the documents that one stage hands to the next. The first stage reads a scan, which pauses itself. */
export function* pausing(source: Iterable<Document | Pause>): Generator<Document | Pause> {
  for (const item of source) {
    yield item;
    if (sliceIsOver()) yield PAUSE;
  }
}

/** A pipeline on a collection, split into a planned query and the stages that follow it. */
export interface PreparedPipeline {
  query: PlannedQuery | undefined;
  /** Names of the stages that the query took over, for explain. */
  pushed: number;
  names: string[];
  run(): Iterable<Document | Pause>;
}

export function preparePipeline(
  environment: Environment,
  pipeline: Value | undefined,
  hint?: Value | undefined,
): PreparedPipeline {
  if (environment.depth > MAX_VIEW_DEPTH)
    throw new ServerError('ViewDepthLimitExceeded', 'too many nested views or sub-pipelines');
  const all = resolveView(environment, splitStages(pipeline));
  const names = all.stages.map(({ name }) => name);
  const first = names[0];
  if (first !== undefined && stageTable.firstOnly.includes(first)) {
    const stages = parseStages(all.stages, all.environment);
    return { query: undefined, pushed: 0, names, run: () => runStages(stages, []) };
  }
  const { database, collectionName, context, execution } = all.environment;
  if (collectionName === undefined) {
    throw new ServerError(
      'InvalidNamespace',
      `{aggregate: 1} is not valid for '${first ?? ''}'; a collection is required.`,
    );
  }
  const push = pushDown(all.stages);
  const collection = environment.server.catalog.get(database, collectionName);
  const query = new PlannedQuery(collection, { ...push.request, hint }, context);
  const rest = all.stages.slice(push.taken);
  const parsed = parseStages(rest, all.environment);
  const countOnly = onlyCounts(rest[0]);
  const select = plainProjection(rest[0], context);
  const stages = select ? parsed.slice(1) : parsed;
  const documentOf = (row: ScannedRow): Document => (select ? decodeDocument(select(row.bytes)) : row.doc);
  return {
    query,
    pushed: push.taken,
    names,
    run: () =>
      runStages(
        stages,
        (function* (): Generator<Document | Pause> {
          if (countOnly) for (let n = yield* query.count(execution); n > 0; n--) yield EMPTY;
          else for (const row of query.rows(execution)) yield row === PAUSE ? PAUSE : documentOf(row);
        })(),
      ),
  };
}

/** A first stage that only keeps or leaves out fields: what it leaves out need not be decoded. */
function plainProjection(stage: NamedStage | undefined, context: QueryContext): Projection['select'] {
  if (stage?.name !== '$project' || !isDocument(stage.operand)) return undefined;
  return parseProjection(stage.operand, context, { find: false })?.select;
}

const EMPTY: Document = new Map();

/** countDocuments sends {$group: {_id: 1, n: {$sum: 1}}}, which looks at no field. */
function onlyCounts(stage: NamedStage | undefined): boolean {
  if (stage?.name === '$count') return true;
  if (stage?.name !== '$group' || !isDocument(stage.operand)) return false;
  return [...stage.operand].every(([field, spec]) =>
    field === '_id' ? spec === null || typeof spec === 'number' : isDocument(spec) && spec.get('$sum') === 1,
  );
}

/** Follows a view to its collection, prepending its pipeline. */
function resolveView(
  environment: Environment,
  stages: NamedStage[],
): { environment: Environment; stages: NamedStage[] } {
  const { server, database, collectionName, depth } = environment;
  const collection = collectionName === undefined ? undefined : server.catalog.get(database, collectionName);
  const source = collection?.options.get('viewOn');
  if (!collection || typeof source !== 'string') return { environment, stages };
  if (depth > MAX_VIEW_DEPTH) throw new ServerError('ViewDepthLimitExceeded', 'View depth too deep');
  const context = {
    ...environment.context,
    collation: collection.collation ?? environment.context.collation,
  };
  return resolveView({ ...environment, collectionName: source, context, depth: depth + 1 }, [
    ...splitStages(collection.options.get('pipeline')),
    ...stages,
  ]);
}

/** $match, $sort, $skip and $limit at the front, in an order that a query can express. */
function pushDown(stages: readonly NamedStage[]): {
  request: { filter: Document | undefined; sort?: Document; skip?: number; limit?: number };
  taken: number;
} {
  const conditions: Document[] = [];
  let sort: Document | undefined;
  let taken = 0;
  let skip: number | undefined;
  let limit: number | undefined;
  for (const { name, operand } of stages) {
    if (name === '$match' && isDocument(operand) && skip === undefined && limit === undefined)
      conditions.push(operand);
    else if (
      name === '$sort' &&
      isDocument(operand) &&
      !sort &&
      skip === undefined &&
      limit === undefined &&
      plainSort(operand)
    ) {
      sort = operand;
    } else if (name === '$skip' && isCount(operand, 0) && skip === undefined && limit === undefined)
      skip = Number(operand);
    else if (name === '$limit' && isCount(operand, 1) && limit === undefined) limit = Number(operand);
    else break;
    taken++;
  }
  const filter = conditions.length > 1 ? new Map<string, Value>([['$and', conditions]]) : conditions[0];
  return {
    request: {
      filter,
      ...(sort && { sort }),
      ...(skip !== undefined && { skip }),
      ...(limit !== undefined && { limit }),
    },
    taken,
  };
}

function plainSort(operand: Document): boolean {
  return operand.size > 0 && [...operand.values()].every((value) => value === 1 || value === -1);
}

function isCount(operand: Value, least: number): boolean {
  return (typeof operand === 'number' || typeof operand === 'bigint') && Number(operand) >= least;
}
