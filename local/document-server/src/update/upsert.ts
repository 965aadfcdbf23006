/** The document that an upsert starts from: the equalities of its query. */
import { type Document, isDocument, ObjectId, type Value } from '../bson/values.ts';
import { ServerError } from '../errors.ts';
import type { Filter } from '../query/filter.ts';
import type { Path } from '../query/path.ts';
import { checkId } from './names.ts';
import type { Update } from './types.ts';

export function buildUpsert(filter: Filter, update: Update): Document {
  const equalities: [Path, Value][] = [];
  collect(filter, equalities);
  const seed: Document = new Map();
  for (const [path, value] of equalities) {
    if (update.kind === 'replacement' && path[0] !== '_id') continue;
    place(seed, path, value);
  }
  const result = update.apply(seed, { matchedOffset: undefined, inserting: true });
  const id = result.get('_id');
  const complete: Document = new Map([['_id', id === undefined ? new ObjectId() : id]]);
  for (const [name, value] of result) if (name !== '_id') complete.set(name, value);
  checkId(complete.get('_id'));
  return complete;
}

function collect(filter: Filter, equalities: [Path, Value][]): void {
  switch (filter.kind) {
    case 'and':
      for (const inner of filter.filters) collect(inner, equalities);
      return;
    case 'or':
      if (filter.filters.length === 1) collect(filter.filters[0] as Filter, equalities);
      return;
    case 'compare':
      if (filter.operator === 'eq') equalities.push([filter.path, filter.value]);
      return;
    case 'in':
      if (filter.values.length === 1 && filter.patterns.length === 0) {
        equalities.push([filter.path, filter.values[0] as Value]);
      }
      return;
    default:
  }
}

function place(seed: Document, path: Path, value: Value): void {
  let target = seed;
  for (const part of path.slice(0, -1)) {
    let next = target.get(part);
    if (next === undefined) {
      next = new Map();
      target.set(part, next);
    }
    if (!isDocument(next)) throw ambiguous(path);
    target = next;
  }
  const last = path.at(-1) as string;
  if (target.has(last)) throw ambiguous(path);
  target.set(last, value);
}

function ambiguous(path: Path): ServerError {
  return new ServerError(
    'NotSingleValueField',
    `cannot infer query fields to set, path '${path.join('.')}' is matched twice`,
  );
}
