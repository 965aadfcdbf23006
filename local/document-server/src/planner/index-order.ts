/** Whether an index scan delivers the order that a query asks for. */
import type { CollectionIndex } from '../storage/collection-index.ts';
import type { PlanRequest, SortField } from './access.ts';
import { EVERYTHING, type Interval } from './intervals.ts';

export interface IndexOrder {
  direction: 1 | -1;
  /** Several points precede the sorted fields, so that their scans have to be merged. */
  merge: boolean;
}

export function sortedBy(
  index: CollectionIndex,
  intervals: Interval[][],
  { sort, collation }: PlanRequest,
): IndexOrder | undefined {
  const wanted = sort as SortField[];
  if (collation) return undefined;
  const single = (i: number): boolean =>
    intervals[i]?.length === 1 && intervals[i][0]?.point === true && !index.isMultikeyField(i);
  const points = (i: number): boolean => intervals[i]?.every((interval) => interval.point) ?? false;
  const fixed = new Set(index.fields.filter((_, i) => single(i)));
  const needed = wanted.filter(({ path }) => !fixed.has(path));
  if (needed.length === 0) return { direction: 1, merge: false };
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
  // Each of the scans that are merged has to be one range in the order of the sorted fields.
  if (merge && intervals.slice(start).some((list) => list.length !== 1)) return undefined;
  return { direction: direction ?? 1, merge };
}

/**
 * An array sorts by its least or greatest element. Bounds on any array field could hide that element, and a sparse
 * index leaves out those elements that have none of its fields.
 */
function orderedField(index: CollectionIndex, at: number, intervals: Interval[][]): boolean {
  if (!index.isMultikeyField(at)) return true;
  if (index.sparse) return false;
  return intervals.every(
    (list, i) => !index.isMultikeyField(i) || (list.length === 1 && list[0] === EVERYTHING),
  );
}
