/** Sort specifications, and sorting in memory where no index gives the order. */
import { compareValues, type StringOrder } from '../bson/compare.ts';
import { type Numeric, toNumber } from '../bson/number.ts';
import { type Document, isDocument, isNumeric, UNDEFINED, type Value } from '../bson/values.ts';
import { ServerError } from '../errors.ts';
import type { SortField } from '../planner/access.ts';
import { generateKeys } from '../storage/key-generator.ts';
import { PAUSE, type Pause, type Paused, sorted } from '../turns.ts';
import { arrayIndex, type Path, splitPath } from './path.ts';

export interface ParsedSort {
  fields: SortField[];
  /** {$natural: ±1} asks for a collection scan instead. */
  natural: 1 | -1 | undefined;
}

export function parseSort(spec: Document | undefined): ParsedSort | undefined {
  if (!spec || spec.size === 0) return undefined;
  const fields: SortField[] = [];
  let natural: 1 | -1 | undefined;
  for (const [path, value] of spec) {
    if (isDocument(value)) {
      if (value.has('$meta'))
        throw new ServerError('CommandNotSupported', 'sorting by $meta is not supported');
      throw new ServerError(15974, `Illegal key in $sort specification: ${path}`);
    }
    const direction = isNumeric(value) ? toNumber(value as Numeric) : Number.NaN;
    if (!isNumeric(value))
      throw new ServerError(15974, `Illegal key in $sort specification: ${path}: must be 1 or -1`);
    if (direction !== 1 && direction !== -1) {
      throw new ServerError(15975, '$sort key ordering must be 1 (for ascending) or -1 (for descending)');
    }
    if (path === '$natural') {
      natural = direction;
      continue;
    }
    if (path === '') throw new ServerError(40352, 'FieldPath cannot be constructed with empty string');
    if (path.startsWith('$'))
      throw new ServerError(
        16410,
        `FieldPath field names may not start with '$'. Consider using $getField or $setField.`,
      );
    if (fields.some((field) => field.path === path)) continue;
    fields.push({ path, direction });
  }
  return { fields, natural };
}

/** The value that a document sorts by: of an array the least element, or the greatest when descending. */
export function sortValue(
  doc: Document,
  path: Path,
  direction: 1 | -1,
  order?: StringOrder,
): Value | undefined {
  const value = reach(doc, path, 0, direction, order);
  return value ?? null;
}

function reach(
  value: Value | undefined,
  path: Path,
  at: number,
  direction: 1 | -1,
  order: StringOrder | undefined,
): Value | undefined {
  if (Array.isArray(value)) {
    if (value.length === 0) return at === path.length ? UNDEFINED : undefined;
    const index = arrayIndex(path[at]);
    if (index !== undefined) return reach(value[index], path, at + 1, direction, order);
    let best: Value | undefined;
    for (const [i, element] of value.entries()) {
      const candidate =
        at === path.length
          ? element
          : ((isDocument(element) ? reach(element, path, at, direction, order) : undefined) ?? null);
      if (i === 0 || compareValues(candidate, best, order) * direction < 0) best = candidate;
    }
    return best;
  }
  if (at === path.length) return value;
  return isDocument(value) ? reach(value.get(path[at] as string), path, at + 1, direction, order) : undefined;
}

/** Compares documents by the sort fields. */
export type SortKey = (Value | undefined)[];

/**
 * The key of a document. Fields that pass the same array take their values from the same element: of all such
 * combinations, which are the entries of an index on the fields, the first one in the order counts.
 */
export function sortKeyOf(fields: readonly SortField[], order?: StringOrder): (doc: Document) => SortKey {
  const paths = fields.map(({ path }) => splitPath(path));
  const apart = (doc: Document): SortKey =>
    fields.map(({ direction }, i) => sortValue(doc, paths[i] as Path, direction, order));
  if (fields.length === 1) return apart;
  const compare = compareSortKeys(fields, order);
  return (doc) => {
    const keys = combinations(doc, paths);
    return keys ? keys.reduce((least, key) => (compare(key, least) < 0 ? key : least)) : apart(doc);
  };
}

/** Undefined where no index could hold the document, because its arrays lie side by side. */
function combinations(doc: Document, paths: readonly Path[]): SortKey[] | undefined {
  try {
    return generateKeys(doc, paths, false).tuples;
  } catch (error) {
    if (error instanceof ServerError) return undefined;
    throw error;
  }
}

export function compareSortKeys(
  fields: readonly SortField[],
  order?: StringOrder,
): (a: SortKey, b: SortKey) => number {
  return (a, b) => {
    for (let i = 0; i < fields.length; i++) {
      const difference = compareValues(a[i], b[i], order);
      if (difference !== 0) return difference * (fields[i] as SortField).direction;
    }
    return 0;
  };
}

/** Sorts documents in memory. Those with equal keys keep their order. */
export function* sortDocuments(
  docs: Iterable<Document | Pause>,
  fields: readonly SortField[],
  order?: StringOrder,
): Paused<Document[]> {
  const keyOf = sortKeyOf(fields, order);
  const compare = compareSortKeys(fields, order);
  const keyed: { doc: Document; key: SortKey }[] = [];
  for (const doc of docs) {
    if (doc === PAUSE) yield PAUSE;
    else keyed.push({ doc, key: keyOf(doc) });
  }
  return (yield* sorted(keyed, (a, b) => compare(a.key, b.key))).map(({ doc }) => doc);
}
