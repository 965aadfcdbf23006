import type { Filter } from '../query/filter.ts';

/** The conditions that must all hold. */
export function flatten(filter: Filter): Filter[] {
  return filter.kind === 'and' ? filter.filters.flatMap(flatten) : [filter];
}
