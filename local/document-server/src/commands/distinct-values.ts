import { compareValues, type StringOrder } from '../bson/compare.ts';
import type { Document, Value } from '../bson/values.ts';
import { splitPath, visitPath } from '../query/path.ts';
import { PAUSE, type Pause, type Paused } from '../turns.ts';

/** The distinct values at a path, arrays taken apart, in ascending order. */
export function* distinctValues(
  docs: Iterable<Document | Pause>,
  key: string,
  order: StringOrder | undefined,
): Paused<Value[]> {
  const path = splitPath(key);
  const sorted: Value[] = [];
  for (const doc of docs) {
    if (doc === PAUSE) {
      yield PAUSE;
      continue;
    }
    visitPath(doc, path, true, (value) => {
      if (Array.isArray(value)) for (const element of value) add(sorted, element, order);
      else if (value !== undefined) add(sorted, value, order);
      return false;
    });
  }
  return sorted;
}

function add(sorted: Value[], value: Value, order: StringOrder | undefined): void {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const difference = compareValues(sorted[middle], value, order);
    if (difference === 0) return;
    if (difference < 0) low = middle + 1;
    else high = middle;
  }
  sorted.splice(low, 0, value);
}
