/** Whether a query is certain to stay inside of what a partial index holds. */
import { compareValues, rankOf } from '../bson/compare.ts';
import { isNaNValue } from '../bson/number.ts';
import { isNumeric, type Value } from '../bson/values.ts';
import type { Collation } from '../collation.ts';
import type { Filter } from '../query/filter.ts';
import { flatten } from './conjuncts.ts';

/**
 * Whether every document that satisfies the query also satisfies the filter of a partial index. Under a collation
 * neither side is compared: the two may order strings differently.
 */
export function implies(
  conjuncts: Filter[],
  condition: Filter,
  collations: (Collation | undefined)[],
): boolean {
  if (collations.some((collation) => collation !== undefined)) return false;
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
  if (rankOf(a) !== rankOf(b) || [a, b].some((value) => isNumeric(value) && isNaNValue(value)))
    return undefined;
  return compareValues(a, b);
}
