/** Which part of an index a predicate selects, as intervals of one encoded component. */
import { rankOf } from '../bson/compare.ts';
import { isNaNValue } from '../bson/number.ts';
import { BsonType, Double, isNumeric, MaxKey, MinKey, UNDEFINED, type Value } from '../bson/values.ts';
import type { Collation } from '../collation.ts';
import type { Comparison, ExprComparison, Filter } from '../query/filter.ts';
import { literalPrefix } from '../query/regex.ts';
import { encodeKey } from '../storage/index-key.ts';
import { complement, EVERYTHING, type Interval, intersect, type Position, union } from './intervals.ts';

export interface Selection {
  intervals: Interval[];
  /** Every entry in the intervals satisfies the predicate, and no other does. */
  exact: boolean;
}

const RANKS: Record<number, number> = {
  [BsonType.double]: 10,
  [BsonType.int]: 10,
  [BsonType.long]: 10,
  [BsonType.decimal]: 10,
  [BsonType.string]: 15,
  [BsonType.symbol]: 15,
  [BsonType.object]: 20,
  [BsonType.binData]: 30,
  [BsonType.objectId]: 35,
  [BsonType.bool]: 40,
  [BsonType.date]: 45,
  [BsonType.timestamp]: 47,
  [BsonType.regex]: 50,
};

const encode = (value: Value, collation: Collation | undefined): Buffer =>
  encodeKey([value], [1], collation).bytes;
const before = (bytes: Buffer): Position => ({ bytes, after: false });
const after = (bytes: Buffer): Position => ({ bytes, after: true });

function point(value: Value, collation: Collation | undefined): Interval {
  const bytes = encode(value, collation);
  return { low: before(bytes), high: after(bytes), point: true };
}

function ofRank(rank: number): Interval {
  return { low: before(Buffer.of(rank)), high: before(Buffer.of(rank + 1)), point: false };
}

export interface BoundsContext {
  collation: Collation | undefined;
  sparse: boolean;
  /** The field has held arrays. */
  multikey: boolean;
  /** The path names an array element by its index. */
  positional: boolean;
}

/**
 * What a comparison of an $expr selects. It compares whole values of all types, and a missing field, which the index
 * holds as null or not at all, is less than anything that is compared here.
 */
export function selectionOfExpr(
  { operator, value }: ExprComparison,
  { collation, sparse, multikey, positional }: BoundsContext,
): Selection | undefined {
  if (multikey || positional || rankOf(value) <= 5 || Array.isArray(value)) return undefined;
  if (operator === 'eq') return { intervals: [point(value, collation)], exact: false };
  if (collation && hasStrings(value)) return undefined;
  const bytes = encode(value, collation);
  const below = operator === 'lt' || operator === 'lte';
  if (below && sparse) return undefined;
  const end = operator === 'lt' || operator === 'gte' ? before(bytes) : after(bytes);
  const interval = below ? { low: EVERYTHING.low, high: end } : { low: end, high: EVERYTHING.high };
  return { intervals: [{ ...interval, point: false }], exact: false };
}

/** What a predicate on the indexed field selects; undefined when the index does not help it. */
export function selectionOf(filter: Filter, context: BoundsContext): Selection | undefined {
  const selection = selectionOfValue(filter, context);
  // The matcher also reads the number in the path as a field name in every element.
  return selection && context.positional ? { ...selection, exact: false } : selection;
}

function selectionOfValue(filter: Filter, context: BoundsContext): Selection | undefined {
  switch (filter.kind) {
    case 'compare':
      return comparisonSelection(filter.operator, filter.value, context);
    case 'in':
      return inSelection(filter.values, filter.patterns.length > 0, context);
    case 'regex': {
      if (context.collation) return undefined;
      const literal = literalPrefix(filter.pattern);
      const strings = literal ? prefixInterval(literal.prefix) : ofRank(15);
      return { intervals: [strings, point(filter.pattern, undefined)], exact: literal?.exact === true };
    }
    case 'exists':
      // In a sparse single-field index every entry exists; elsewhere null and missing look the same.
      return { intervals: [EVERYTHING], exact: false };
    case 'type':
      return typeSelection(filter.types, filter.anyNumber);
    case 'not':
      return negatedSelection(filter.filter, context);
    default:
      return undefined;
  }
}

function comparisonSelection(
  operator: Comparison,
  value: Value,
  context: BoundsContext,
): Selection | undefined {
  const { collation } = context;
  if (collation && hasStrings(value) && operator !== 'eq') return undefined;
  if (value === null) {
    if (operator === 'lt' || operator === 'gt') return { intervals: [], exact: true };
    // A positional path is also missing in each element that has no field of that name.
    if (context.sparse || context.positional) return undefined;
    // An empty array is found here too, and is neither missing nor null.
    return {
      intervals: [point(UNDEFINED, undefined), point(null, undefined)],
      exact: !context.multikey,
    };
  }
  if (operator === 'eq') {
    const exact = !(collation && hasStrings(value));
    if (!Array.isArray(value)) return { intervals: [point(value, collation)], exact };
    // An array in the index appears as its elements; [[1]] also as itself.
    const first = value.length === 0 ? UNDEFINED : (value[0] as Value);
    return { intervals: union([point(first, collation), point(value, collation)]), exact: false };
  }
  if (value instanceof MinKey || value instanceof MaxKey || Array.isArray(value)) return undefined;
  return { intervals: range(operator, value, collation), exact: rankOf(value) !== 20 };
}

function range(operator: Comparison, value: Value, collation: Collation | undefined): Interval[] {
  if (isNumeric(value) && isNaNValue(value)) {
    return operator === 'lte' || operator === 'gte' ? [point(value, collation)] : [];
  }
  const bracket = ofRank(rankOf(value));
  const bytes = encode(value, collation);
  // NaN is the least number, but no number is greater than it.
  const lowest = isNumeric(value) ? after(encode(new Double(Number.NaN), undefined)) : bracket.low;
  switch (operator) {
    case 'lt':
      return intersect([{ low: lowest, high: before(bytes), point: false }], [EVERYTHING]);
    case 'lte':
      return [{ low: lowest, high: after(bytes), point: false }];
    case 'gt':
      return [{ low: after(bytes), high: bracket.high, point: false }];
    default:
      return [{ low: before(bytes), high: bracket.high, point: false }];
  }
}

function inSelection(values: Value[], patterns: boolean, context: BoundsContext): Selection | undefined {
  if (patterns) return undefined;
  const parts = values.map((value) => comparisonSelection('eq', value, context));
  if (parts.includes(undefined)) return undefined;
  const selections = parts as Selection[];
  return {
    intervals: union(selections.flatMap((selection) => selection.intervals)),
    exact: selections.every((selection) => selection.exact),
  };
}

function typeSelection(types: number[], anyNumber: boolean): Selection | undefined {
  const ranks = types.map((type) => RANKS[type]);
  if (anyNumber) ranks.push(10);
  if (ranks.includes(undefined)) return undefined;
  return { intervals: union((ranks as number[]).map(ofRank)), exact: false };
}

function negatedSelection(filter: Filter, context: BoundsContext): Selection | undefined {
  if (context.multikey || context.sparse) return undefined;
  if (filter.kind === 'exists') {
    return { intervals: [point(UNDEFINED, undefined), point(null, undefined)], exact: false };
  }
  if (filter.kind !== 'compare' && filter.kind !== 'in') return undefined;
  const inner = selectionOf(filter, context);
  if (!inner?.exact) return undefined;
  return { intervals: complement(inner.intervals), exact: false };
}

function prefixInterval(prefix: string): Interval {
  // The encoding of a string ends with two bytes that a longer string does not share.
  const bytes = encode(prefix, undefined).subarray(0, -2);
  return { low: before(bytes), high: after(bytes), point: false };
}

/** A collation has a say about strings, wherever they are nested. */
export function hasStrings(value: Value): boolean {
  const rank = rankOf(value);
  return rank === 15 || rank === 20 || rank === 25;
}
