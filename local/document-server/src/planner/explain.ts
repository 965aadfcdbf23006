/** Plans and their statistics in the form that explain answers. */

import { integer } from '../bson/number.ts';
import { show } from '../bson/show.ts';
import { type Document, document, type Value } from '../bson/values.ts';
import type { Filter } from '../query/filter.ts';
import { decodeComponent } from '../storage/decode-key.ts';
import type { Access, IndexScan } from './access.ts';
import { ascending, type Interval } from './intervals.ts';
import type { PlannedQuery } from './query.ts';
import type { Counters } from './rows.ts';

/** What ran, when the verbosity asks for statistics. */
export interface Statistics {
  counters: Counters;
  returned: number;
  milliseconds: number;
}

/** The tree of stages, outermost first. */
export function describePlan(query: PlannedQuery, projection: string | undefined): Document {
  const { plan, sort, skip, limit } = query;
  if (!plan) return document({ stage: 'EOF' });
  let tree = describeAccess(plan.access);
  const covered = query.coveredPaths !== undefined;
  const fetches = plan.access.stage !== 'COLLSCAN' && !covered;
  if (fetches) tree = wrap('FETCH', tree, { filter: plan.residual && describeFilter(plan.residual) });
  else if (plan.residual && !isEmpty(plan.residual)) tree.set('filter', describeFilter(plan.residual));
  if (!plan.sorted && sort) {
    const sortPattern = new Map(sort.map(({ path, direction }) => [path, direction as Value]));
    tree = wrap('SORT', tree, {
      sortPattern,
      memLimit: 104857600,
      limitAmount: limit === undefined ? undefined : integer(limit + skip),
    });
  }
  if (skip > 0) tree = wrap('SKIP', tree, { skipAmount: integer(skip) });
  if (limit !== undefined) tree = wrap('LIMIT', tree, { limitAmount: integer(limit) });
  if (projection) tree = wrap(covered ? 'PROJECTION_COVERED' : projection, tree, {});
  return tree;
}

function wrap(stage: string, inputStage: Document, fields: Record<string, Value | undefined>): Document {
  return document({ stage, ...fields, inputStage });
}

function describeAccess(access: Access): Document {
  switch (access.stage) {
    case 'COLLSCAN':
      return document({ stage: 'COLLSCAN', direction: access.direction > 0 ? 'forward' : 'backward' });
    case 'OR':
      return document({ stage: 'OR', inputStages: access.scans.map(describeIndexScan) });
    default:
      return access.merge
        ? document({ stage: 'SORT_MERGE', inputStage: describeIndexScan(access) })
        : describeIndexScan(access);
  }
}

function describeIndexScan({ index, intervals, direction }: IndexScan): Document {
  return document({
    stage: 'IXSCAN',
    keyPattern: index.pattern,
    indexName: index.name,
    collation: index.collation?.spec,
    isMultiKey: index.isMultikey,
    isUnique: index.unique,
    isSparse: index.sparse,
    isPartial: index.partialFilter !== undefined,
    indexVersion: 2,
    direction: direction > 0 ? 'forward' : 'backward',
    indexBounds: new Map(
      index.fields.map((field, i) => [field, (intervals[i] as Interval[]).map(describeInterval)]),
    ),
  });
}

function describeInterval({ low, high, point }: Interval): string {
  const end = (bytes: Buffer, fallback: string): string => {
    if (bytes.length === 0) return fallback;
    const value = decodeComponent(bytes);
    return value === undefined ? fallback : show(value);
  };
  const from = end(low.bytes, 'MinKey');
  if (point) return `[${from}, ${from}]`;
  const to = end(high.bytes, 'MaxKey');
  return `${low.after ? '(' : '['}${from}, ${to}${high.after && ascending(high).length > 0 ? ']' : ')'}`;
}

function isEmpty(filter: Filter): boolean {
  return filter.kind === 'and' && filter.filters.every(isEmpty);
}

/** A filter in the notation of queries. */
export function describeFilter(filter: Filter): Document {
  switch (filter.kind) {
    case 'and':
      if (filter.filters.length === 1) return describeFilter(filter.filters[0] as Filter);
      return filter.filters.length === 0 ? new Map() : document({ $and: filter.filters.map(describeFilter) });
    case 'or':
    case 'nor':
      return document({ [`$${filter.kind}`]: filter.filters.map(describeFilter) });
    case 'not':
      return document({ $nor: [describeFilter(filter.filter)] });
    case 'compare':
      return onPath(filter.path, document({ [`$${filter.operator}`]: filter.value }));
    case 'in':
      return onPath(filter.path, document({ $in: [...filter.values, ...filter.patterns] }));
    case 'regex':
      return onPath(filter.path, document({ $regex: filter.pattern }));
    case 'exists':
      return onPath(filter.path, document({ $exists: true }));
    case 'elemMatchObject':
    case 'elemMatchValue':
      return onPath(filter.path, document({ $elemMatch: describeFilter(filter.filter) }));
    case 'predicate':
      return document({ [filter.name]: '…' });
    case 'never':
      return document({ $alwaysFalse: 1 });
    default:
      return onPath(filter.path, document({ [`$${filter.kind}`]: '…' }));
  }
}

function onPath(path: readonly string[], condition: Document): Document {
  return path.length === 0 ? condition : new Map([[path.join('.'), condition]]);
}

export function describeQuery(
  query: PlannedQuery,
  namespace: string,
  projection: string | undefined,
  statistics: Statistics | undefined,
): Document {
  const winningPlan = describePlan(query, projection);
  const queryPlanner = document({
    plannerVersion: 1,
    namespace,
    parsedQuery: describeFilter(query.filter),
    collation: query.context.collation?.spec,
    indexFilterSet: false,
    maxIndexedOrSolutionsReached: false,
    winningPlan,
    rejectedPlans: [],
  });
  if (!statistics) return document({ queryPlanner });
  return document({ queryPlanner, executionStats: describeStatistics(statistics, winningPlan) });
}

function describeStatistics({ counters, returned, milliseconds }: Statistics, plan: Document): Document {
  return document({
    executionSuccess: true,
    nReturned: integer(returned),
    executionTimeMillis: integer(milliseconds),
    totalKeysExamined: integer(counters.keysExamined),
    totalDocsExamined: integer(counters.docsExamined),
    executionStages: new Map<string, Value>([...plan, ['nReturned', integer(returned)]]),
  });
}
