/** What one index can do for a query: bounds, order, and how good that is. */
import { rankOf } from '../bson/compare.ts';
import type { Value } from '../bson/values.ts';
import { sameCollation } from '../collation.ts';
import type { Filter } from '../query/filter.ts';
import type { CollectionIndex } from '../storage/collection-index.ts';
import { type Selection, selectionOf } from './bounds.ts';
import { implies } from './implication.ts';
import { sortedBy } from './index-order.ts';
import { ascending, descending, EVERYTHING, type Interval, intersect } from './intervals.ts';
import { flatten, type IndexScan, type KeyRange, type Plan, type PlanRequest } from './plan.ts';

const MAX_RANGES = 512;

export interface Candidate {
  plan: Plan;
  score: number;
}

export function planIndex(
  index: CollectionIndex,
  conjuncts: Filter[],
  request: PlanRequest,
): Candidate | undefined {
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
    mergeAfter: merge === undefined ? undefined : ranges.map((range) => range.prefix),
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
        prefix: prefix.length,
      })),
    );
  }
  return prefixes.map((prefix) => ({
    low: prefix,
    high: Buffer.concat([prefix, Buffer.of(0xff)]),
    prefix: prefix.length,
  }));
}

export function fullIndexScan(index: CollectionIndex, request: PlanRequest, conjuncts: Filter[]): Plan {
  const intervals = index.fields.map(() => [EVERYTHING]);
  const order = request.sort && !index.collation ? sortedBy(index, intervals, request) : undefined;
  return {
    access: {
      stage: 'IXSCAN',
      index,
      ranges: [{ low: Buffer.alloc(0), high: Buffer.of(0xff), prefix: 0 }],
      intervals,
      direction: order?.direction ?? 1,
      exact: new Set(),
      mergeAfter: undefined,
    },
    residual: { kind: 'and', filters: conjuncts },
    sorted: !request.sort || order !== undefined,
  };
}

function dependsOnCollation(filter: Filter): boolean {
  const strings = (value: Value): boolean => [15, 20, 25].includes(rankOf(value));
  if (filter.kind === 'compare') return strings(filter.value);
  if (filter.kind === 'in') return filter.values.some(strings);
  return true;
}
