/** What one index can do for a query: bounds, order, and how good that is. */
import { rankOf } from '../bson/compare.ts';
import type { Value } from '../bson/values.ts';
import { sameCollation } from '../collation.ts';
import type { Filter } from '../query/filter.ts';
import type { CollectionIndex } from '../storage/collection-index.ts';
import { type Assignment, assignments, mayMeet } from './assignment.ts';
import type { Selection } from './bounds.ts';
import { implies } from './implication.ts';
import { sortedBy } from './index-order.ts';
import { ascending, descending, EVERYTHING, type Interval, intersect } from './intervals.ts';
import type { IndexScan, KeyRange, Plan, PlanRequest } from './plan.ts';

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
