/** Chooses how a query reaches its documents. */

import { compareValues, rankOf } from '../bson/compare.ts';
import type { Value } from '../bson/values.ts';
import { type Collation, sameCollation } from '../collation.ts';
import type { Filter } from '../query/filter.ts';
import type { Collection } from '../storage/collection.ts';
import type { CollectionIndex } from '../storage/collection-index.ts';
import {
  ascending,
  descending,
  EVERYTHING,
  type Interval,
  intersect,
  type Selection,
  selectionOf,
} from './bounds.ts';

export interface SortField {
  path: string;
  direction: 1 | -1;
}

/** Keys from `low` to `high`, which is excluded. */
export interface KeyRange {
  low: Buffer;
  high: Buffer;
}

export interface IndexScan {
  stage: 'IXSCAN';
  index: CollectionIndex;
  ranges: KeyRange[];
  /** Per field of the index; for explain. */
  intervals: Interval[][];
  direction: 1 | -1;
  /** With several ranges: how many leading bytes of each are fixed, when their results must be merged in order. */
  mergeAfter: number[] | undefined;
  /** The predicates that the bounds express in full. */
  exact: Set<Filter>;
}

export interface CollectionScan {
  stage: 'COLLSCAN';
  direction: 1 | -1;
}

export interface UnionScan {
  stage: 'OR';
  scans: IndexScan[];
}

export type Access = IndexScan | CollectionScan | UnionScan;

export interface Plan {
  access: Access;
  /** What is left to test on each document; undefined when the bounds said it all. */
  residual: Filter | undefined;
  /** The access delivers the order that was asked for. */
  sorted: boolean;
}

export interface PlanRequest {
  filter: Filter;
  sort: SortField[] | undefined;
  collation: Collation | undefined;
  /** The only index that may be used. */
  hint: CollectionIndex | { natural: 1 | -1 } | undefined;
}

const MAX_RANGES = 512;

export function choosePlan(collection: Collection, request: PlanRequest): Plan {
  const { filter, hint } = request;
  if (hint && 'natural' in hint) {
    return {
      access: { stage: 'COLLSCAN', direction: hint.natural },
      residual: filter,
      sorted: !request.sort,
    };
  }
  const conjuncts = flatten(filter);
  const candidates = (hint ? [hint] : collection.indexes)
    .filter((index) => hint || !index.hidden)
    .map((index) => planIndex(index, conjuncts, request))
    .filter((candidate) => candidate !== undefined);
  const best = candidates.sort((a, b) => b.score - a.score)[0];
  if (best && (hint || best.score > 0)) return best.plan;
  if (hint) return fullIndexScan(hint, request, conjuncts);
  const unionPlan = planUnion(collection, conjuncts, request);
  if (unionPlan) return unionPlan;
  return { access: { stage: 'COLLSCAN', direction: 1 }, residual: filter, sorted: !request.sort };
}

export function flatten(filter: Filter): Filter[] {
  return filter.kind === 'and' ? filter.filters.flatMap(flatten) : [filter];
}

interface Candidate {
  plan: Plan;
  score: number;
}

function planIndex(index: CollectionIndex, conjuncts: Filter[], request: PlanRequest): Candidate | undefined {
  const matching = sameCollation(index.collation, request.collation);
  if (!matching && conjuncts.some(dependsOnCollation)) {
    // Only predicates that no collation touches could use this index; simpler to leave it alone.
    if (index.collation || request.collation) return undefined;
  }
  if (index.partialFilter && !implies(conjuncts, index.partialFilter, request)) return undefined;
  const exact = new Set<Filter>();
  const intervals: Interval[][] = [];
  let bounded = 0;
  let points = 0;
  let open = true;
  for (const [i, field] of index.fields.entries()) {
    const selection: Selection | undefined = open
      ? fieldSelection(index, i, field, conjuncts, exact)
      : undefined;
    const chosen = selection?.intervals ?? [EVERYTHING];
    intervals.push(chosen);
    if (selection && chosen[0] !== EVERYTHING) {
      bounded++;
      if (chosen.every((interval) => interval.point)) points++;
      else open = false;
    } else {
      open = false;
    }
  }
  if (
    index.sparse &&
    bounded === 0 &&
    !conjuncts.some((part) => part.kind === 'exists' && index.fields.includes(part.path.join('.')))
  ) {
    return undefined;
  }
  const order =
    request.sort && (matching || !index.collation) ? sortedBy(index, intervals, request) : undefined;
  const ranges = toRanges(index, intervals);
  if (ranges === undefined) return undefined;
  const merge = order?.merge && ranges.length > 1 ? order.fixedFields : undefined;
  const direction = order?.direction ?? 1;
  if (direction < 0) ranges.reverse();
  const rest = conjuncts.filter((part) => !exact.has(part));
  const access: IndexScan = {
    stage: 'IXSCAN',
    index,
    ranges,
    intervals,
    direction,
    exact,
    mergeAfter: merge === undefined ? undefined : ranges.map((range) => range.low.length),
  };
  const sorted = !request.sort || order !== undefined;
  const full = index.unique && points === index.fields.length && ranges.length === 1 ? 50 : 0;
  const score =
    bounded === 0
      ? request.sort && sorted
        ? 3
        : 0
      : points * 10 + (bounded - points) * 6 + (request.sort && sorted ? 5 : 0) + full;
  const residual: Filter | undefined = rest.length === 0 ? undefined : { kind: 'and', filters: rest };
  return { plan: { access, residual, sorted }, score: score && score - index.fields.length * 0.01 };
}

/** Intersects what the predicates say about one field; a multikey field can honour only one of them. */
function fieldSelection(
  index: CollectionIndex,
  position: number,
  field: string,
  conjuncts: Filter[],
  exact: Set<Filter>,
): Selection | undefined {
  const multikey = index.multikey[position] as boolean;
  const context = { collation: index.collation, sparse: index.sparse, multikey };
  const found: { filter: Filter; selection: Selection }[] = [];
  for (const filter of conjuncts) {
    const onField = predicateOn(filter, field);
    const selection = onField && selectionOf(onField, context);
    if (selection)
      found.push({ filter, selection: onField === filter ? selection : { ...selection, exact: false } });
  }
  if (found.length === 0) return undefined;
  const used = multikey
    ? [found.sort((a, b) => rate(b.selection) - rate(a.selection))[0] as (typeof found)[0]]
    : found;
  for (const { filter, selection } of used) if (selection.exact) exact.add(filter);
  return {
    intervals: used.reduce<Interval[]>(
      (all, { selection }) => intersect(all, selection.intervals),
      [EVERYTHING],
    ),
    exact: used.every(({ selection }) => selection.exact),
  };
}

function rate({ intervals }: Selection): number {
  if (intervals.every((interval) => interval.point)) return 3 - intervals.length / 1000;
  return intervals[0] === EVERYTHING ? 0 : 1;
}

/** The predicate itself, or the one inside an $elemMatch on a prefix of the field. */
function predicateOn(filter: Filter, field: string): Filter | undefined {
  if (filter.kind === 'not')
    return predicateOn(filter.filter, field) === filter.filter ? filter : notOperators(filter, field);
  if (!('path' in filter)) return undefined;
  const path = filter.path.join('.');
  if (path === field) return filter;
  if (filter.kind !== 'elemMatchObject' || !field.startsWith(`${path}.`)) return undefined;
  const inner = field.slice(path.length + 1);
  return flatten(filter.filter).find((part) => predicateOn(part, inner) === part);
}

/** {$not: {$gt: 1}} parses to an `and` of one operator. */
function notOperators(filter: Extract<Filter, { kind: 'not' }>, field: string): Filter | undefined {
  const inner = filter.filter;
  if (inner.kind !== 'and' || inner.filters.length !== 1) return undefined;
  const only = inner.filters[0] as Filter;
  return predicateOn(only, field) === only ? { kind: 'not', filter: only } : undefined;
}

interface IndexOrder {
  direction: 1 | -1;
  /** Several points precede the sorted fields, so that their scans have to be merged. */
  merge: boolean;
  fixedFields: number;
}

function sortedBy(
  index: CollectionIndex,
  intervals: Interval[][],
  { sort, collation }: PlanRequest,
): IndexOrder | undefined {
  const wanted = sort as SortField[];
  if (collation) return undefined;
  const single = (i: number): boolean =>
    intervals[i]?.length === 1 && intervals[i][0]?.point === true && !index.multikey[i];
  const points = (i: number): boolean => intervals[i]?.every((interval) => interval.point) ?? false;
  const fixed = new Set(index.fields.filter((_, i) => single(i)));
  const needed = wanted.filter(({ path }) => !fixed.has(path));
  if (needed.length === 0) return { direction: 1, merge: false, fixedFields: 0 };
  let at = index.fields.indexOf((needed[0] as SortField).path);
  if (at === -1) return undefined;
  const start = at;
  let merge = false;
  for (let i = 0; i < start; i++) {
    if (!points(i)) return undefined;
    if ((intervals[i]?.length ?? 0) > 1) merge = true;
  }
  let direction: 1 | -1 | undefined;
  for (const { path, direction: asked } of needed) {
    while (index.fields[at] !== path && at < index.fields.length && single(at)) at++;
    if (index.fields[at] !== path || !orderedField(index, at, intervals)) return undefined;
    const here = asked === index.directions[at] ? 1 : -1;
    if (direction !== undefined && direction !== here) return undefined;
    direction = here;
    at++;
  }
  // Several intervals before the last sorted field would interleave.
  for (let i = start; i < at - 1; i++) if ((intervals[i]?.length ?? 0) > 1) merge = true;
  if (merge && intervals.slice(start).some((list) => list.length !== 1 || list[0] !== EVERYTHING))
    return undefined;
  return { direction: direction ?? 1, merge, fixedFields: start };
}

/** An array sorts by its least or greatest element, which bounds on any array field could hide. */
function orderedField(index: CollectionIndex, at: number, intervals: Interval[][]): boolean {
  if (!index.multikey[at]) return true;
  return intervals.every((list, i) => !index.multikey[i] || (list.length === 1 && list[0] === EVERYTHING));
}

/** The key ranges of all combinations; trailing fields after the first real interval are left to it. */
function toRanges(index: CollectionIndex, intervals: Interval[][]): KeyRange[] | undefined {
  let prefixes: Buffer[] = [Buffer.alloc(0)];
  for (const [i, list] of intervals.entries()) {
    const up = (index.directions[i] as number) > 0;
    const ordered = up ? list : [...list].reverse();
    if (prefixes.length * Math.max(list.length, 1) > MAX_RANGES * 8) return undefined;
    if (list.length > 0 && list.every((interval) => interval.point)) {
      prefixes = prefixes.flatMap((prefix) =>
        ordered.map(({ low }) => Buffer.concat([prefix, up ? low.bytes : low.bytes.map((byte) => ~byte)])),
      );
      continue;
    }
    return prefixes.flatMap((prefix) =>
      ordered.map(({ low, high }) => ({
        low: Buffer.concat([prefix, up ? ascending(low) : descending(high)]),
        high: Buffer.concat([prefix, up ? ascending(high) : descending(low)]),
      })),
    );
  }
  return prefixes.map((prefix) => ({ low: prefix, high: Buffer.concat([prefix, Buffer.of(0xff)]) }));
}

function fullIndexScan(index: CollectionIndex, request: PlanRequest, conjuncts: Filter[]): Plan {
  const intervals = index.fields.map(() => [EVERYTHING]);
  const order = request.sort && !index.collation ? sortedBy(index, intervals, request) : undefined;
  return {
    access: {
      stage: 'IXSCAN',
      index,
      ranges: [{ low: Buffer.alloc(0), high: Buffer.of(0xff) }],
      intervals,
      direction: order?.direction ?? 1,
      exact: new Set(),
      mergeAfter: undefined,
    },
    residual: { kind: 'and', filters: conjuncts },
    sorted: !request.sort || order !== undefined,
  };
}

/** A union of index scans, when every branch of an $or has one. */
function planUnion(collection: Collection, conjuncts: Filter[], request: PlanRequest): Plan | undefined {
  for (const filter of conjuncts) {
    if (filter.kind !== 'or') continue;
    const others = conjuncts.filter((other) => other !== filter);
    const scans: IndexScan[] = [];
    for (const branch of filter.filters) {
      const plan = bestIndex(collection, [...flatten(branch), ...others], { ...request, sort: undefined });
      if (!plan) break;
      scans.push(plan.access as IndexScan);
    }
    if (scans.length === filter.filters.length) {
      return { access: { stage: 'OR', scans }, residual: request.filter, sorted: !request.sort };
    }
  }
  return undefined;
}

function bestIndex(collection: Collection, conjuncts: Filter[], request: PlanRequest): Plan | undefined {
  const candidates = collection.indexes
    .filter((index) => !index.hidden)
    .map((index) => planIndex(index, conjuncts, request))
    .filter((candidate) => candidate !== undefined && candidate.score > 0) as Candidate[];
  return candidates.sort((a, b) => b.score - a.score)[0]?.plan;
}

function dependsOnCollation(filter: Filter): boolean {
  const strings = (value: Value): boolean => [15, 20, 25].includes(rankOf(value));
  if (filter.kind === 'compare') return strings(filter.value);
  if (filter.kind === 'in') return filter.values.some(strings);
  return true;
}

/** Whether every document that satisfies the query also satisfies the filter of a partial index. */
export function implies(
  conjuncts: Filter[],
  condition: Filter,
  request: { collation: Collation | undefined },
): boolean {
  if (request.collation) return false;
  return flatten(condition).every((needed) => conjuncts.some((given) => impliesOne(given, needed)));
}

function impliesOne(given: Filter, needed: Filter): boolean {
  if (!('path' in given) || !('path' in needed)) return false;
  if (given.path.join('.') !== needed.path.join('.')) return false;
  switch (needed.kind) {
    case 'exists':
      if (given.kind === 'compare') return given.value !== null;
      if (given.kind === 'in') return !given.values.includes(null);
      return given.kind === 'exists' || given.kind === 'type' || given.kind === 'regex';
    case 'type':
      if (given.kind === 'compare') {
        const other: Filter = { ...given };
        return given.value !== null && typeAllows(needed, other.value);
      }
      if (given.kind === 'in')
        return given.patterns.length === 0 && given.values.every((value) => typeAllows(needed, value));
      return (
        given.kind === 'type' &&
        given.types.every((type) => needed.types.includes(type)) &&
        (!given.anyNumber || needed.anyNumber)
      );
    case 'compare':
      if (given.kind === 'in') {
        return (
          given.patterns.length === 0 &&
          given.values.every((value) =>
            impliesOne({ kind: 'compare', path: given.path, operator: 'eq', value }, needed),
          )
        );
      }
      return given.kind === 'compare' && comparisonImplies(given, needed);
    default:
      return false;
  }
}

/** Only for types whose rank holds a single type: an int may compare equal to a double. */
function typeAllows(needed: Extract<Filter, { kind: 'type' }>, value: Value): boolean {
  const rank = rankOf(value);
  if (rank === 10) return needed.anyNumber;
  if (Array.isArray(value)) return false;
  const byRank: Record<number, number[]> = {
    15: [2, 14],
    20: [3],
    30: [5],
    35: [7],
    40: [8],
    45: [9],
    47: [17],
  };
  const possible = byRank[rank];
  // Symbols are as good as extinct; a string stands for both.
  return possible !== undefined && needed.types.includes(possible[0] as number);
}

function comparisonImplies(
  given: Extract<Filter, { kind: 'compare' }>,
  needed: Extract<Filter, { kind: 'compare' }>,
): boolean {
  const difference = compareRanked(given.value, needed.value);
  if (difference === undefined) return false;
  switch (needed.operator) {
    case 'eq':
      return given.operator === 'eq' && difference === 0;
    case 'gt':
      return (
        (given.operator === 'gt' && difference >= 0) ||
        ((given.operator === 'gte' || given.operator === 'eq') && difference > 0)
      );
    case 'gte':
      return (
        (given.operator === 'gt' || given.operator === 'gte' || given.operator === 'eq') && difference >= 0
      );
    case 'lt':
      return (
        (given.operator === 'lt' && difference <= 0) ||
        ((given.operator === 'lte' || given.operator === 'eq') && difference < 0)
      );
    default:
      return (
        (given.operator === 'lt' || given.operator === 'lte' || given.operator === 'eq') && difference <= 0
      );
  }
}

function compareRanked(a: Value, b: Value): number | undefined {
  return rankOf(a) === rankOf(b) ? compareValues(a, b) : undefined;
}
