/** What one index can do for a query: bounds, order, and how good that is. */
import { rankOf } from '../bson/compare.ts';
import type { Value } from '../bson/values.ts';
import { sameCollation } from '../collation.ts';
import type { Filter } from '../query/filter.ts';
import type { CollectionIndex } from '../storage/collection-index.ts';
import type { IndexScan, Plan, PlanRequest } from './access.ts';
import { type Assignment, assignments, mayMeet } from './assignment.ts';
import type { Selection } from './bounds.ts';
import { implies } from './implication.ts';
import { sortedBy } from './index-order.ts';
import { EVERYTHING, type Interval, intersect } from './intervals.ts';
import { KeyRanges } from './key-ranges.ts';

/** Each range that is merged holds a chunk of keys in memory. */
const MAX_MERGED = 4096;

export interface Candidate {
  plan: Plan;
  score: number;
  /** It reads one document at most. */
  full: boolean;
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
  if (index.partialFilter && !implies(conjuncts, index.partialFilter, [index.collation, request.collation]))
    return undefined;
  const chosen: Assignment[] = [];
  const intervals: Interval[][] = [];
  let bounded = 0;
  let points = 0;
  let open = true;
  for (const position of index.fields.keys()) {
    const selected = open ? fieldIntervals(index, position, conjuncts, chosen) : undefined;
    intervals.push(selected ?? [EVERYTHING]);
    if (selected) bounded++;
    if (selected?.every((interval) => interval.point)) points++;
    else open = false;
  }
  const exact = new Set(
    chosen
      .filter(({ conjunct, predicate, selection }) => conjunct === predicate && selection.exact)
      .map(({ conjunct }) => conjunct),
  );
  if (
    index.sparse &&
    bounded === 0 &&
    !conjuncts.some((part) => part.kind === 'exists' && index.fields.includes(part.path.join('.')))
  ) {
    return undefined;
  }
  const ranges = new KeyRanges(index, intervals);
  const possible =
    request.sort && (matching || !index.collation) ? sortedBy(index, intervals, request) : undefined;
  const order = possible?.merge && ranges.count > MAX_MERGED ? undefined : possible;
  const rest = conjuncts.filter((part) => !exact.has(part));
  const access: IndexScan = {
    stage: 'IXSCAN',
    index,
    ranges,
    intervals,
    direction: order?.direction ?? 1,
    exact,
    merge: order?.merge === true && ranges.count > 1,
  };
  const sorted = !request.sort || order !== undefined;
  const full = index.unique && points === index.fields.length && ranges.count === 1;
  const score =
    bounded === 0
      ? request.sort && sorted
        ? 3
        : 0
      : points * 10 + (bounded - points) * 6 + (request.sort && sorted ? 5 : 0) + (full ? 50 : 0);
  const residual: Filter | undefined = rest.length === 0 ? undefined : { kind: 'and', filters: rest };
  return { plan: { access, residual, sorted }, score: score && score - index.fields.length * 0.01, full };
}

/** Adds the predicates on one field to the chosen ones, as far as they can go together, and intersects them. */
function fieldIntervals(
  index: CollectionIndex,
  position: number,
  conjuncts: Filter[],
  chosen: Assignment[],
): Interval[] | undefined {
  const found = conjuncts
    .flatMap((conjunct) => assignments(index, position, conjunct))
    .sort((a, b) => rate(b.selection) - rate(a.selection));
  const used: Assignment[] = [];
  for (const assignment of found) {
    if (!chosen.every((other) => mayMeet(index, assignment, other))) continue;
    used.push(assignment);
    chosen.push(assignment);
  }
  if (used.length === 0) return undefined;
  return used.reduce<Interval[]>((all, { selection }) => intersect(all, selection.intervals), [EVERYTHING]);
}

function rate({ intervals }: Selection): number {
  if (intervals.every((interval) => interval.point)) return 3 - intervals.length / 1000;
  return intervals[0] === EVERYTHING ? 0 : 1;
}

export function fullIndexScan(index: CollectionIndex, request: PlanRequest, conjuncts: Filter[]): Plan {
  const intervals = index.fields.map(() => [EVERYTHING]);
  const order = request.sort && !index.collation ? sortedBy(index, intervals, request) : undefined;
  return {
    access: {
      stage: 'IXSCAN',
      index,
      ranges: new KeyRanges(index, intervals),
      intervals,
      direction: order?.direction ?? 1,
      exact: new Set(),
      merge: false,
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
