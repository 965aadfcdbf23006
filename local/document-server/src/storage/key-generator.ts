/** The index entries of a document: one tuple of values per combination that its arrays give rise to. */
import { type Document, isDocument, UNDEFINED, type Value } from '../bson/values.ts';
import { ServerError } from '../errors.ts';
import { arrayIndex, type Path } from '../query/path.ts';

export interface GeneratedKeys {
  tuples: Value[][];
  /** Per field, per part of its path: is there an array whose elements make entries? Undefined when there is none. */
  arrays: boolean[][] | undefined;
}

interface Pending {
  path: Path;
  /** Set once the value is known; `undefined` means missing. */
  done: boolean;
  value: Value | undefined;
}

/** Extracts the tuples. With `sparse`, a tuple whose fields are all missing is left out. */
export function generateKeys(doc: Document, paths: readonly Path[], sparse: boolean): GeneratedKeys {
  const simple = scalarTuple(doc, paths);
  if (simple) {
    return { tuples: sparse && simple.missing === paths.length ? [] : [simple.values], arrays: undefined };
  }
  const arrays = paths.map((path) => path.map(() => false));
  const tuples: Value[][] = [];
  const pending = paths.map((path): Pending => ({ path, done: false, value: undefined }));
  expand(doc, pending, arrays, sparse, tuples);
  return { tuples, arrays };
}

/** The common case: no array on any path. */
function scalarTuple(
  doc: Document,
  paths: readonly Path[],
): { values: Value[]; missing: number } | undefined {
  const values: Value[] = [];
  let missing = 0;
  for (const path of paths) {
    let value: Value | undefined = doc.get(path[0] as string);
    for (let i = 1; i < path.length && value !== undefined; i++) {
      if (Array.isArray(value)) return undefined;
      value = isDocument(value) ? value.get(path[i] as string) : undefined;
    }
    if (Array.isArray(value)) return undefined;
    if (value === undefined) missing++;
    values.push(value ?? null);
  }
  return { values, missing };
}

/** A number in a path is a position; elements that have it as a field name would make it mean two things. */
function refuseAmbiguous(array: Value[], part: string): void {
  if (array.some((element) => isDocument(element) && element.has(part))) {
    throw new ServerError(
      16746,
      `Ambiguous field name found in array (do not use numeric field names in embedded elements in an array), field: '${part}'`,
    );
  }
}

interface Found {
  array: Value[];
  rest: Path;
}

/** Follows a path to its value, or to the first array on it. */
function follow(doc: Document, path: Path): { value: Value | undefined } | Found {
  let value: Value | undefined = doc;
  for (let i = 0; i < path.length; i++) {
    if (Array.isArray(value)) {
      const index = arrayIndex(path[i]);
      if (index === undefined) return { array: value, rest: path.slice(i) };
      refuseAmbiguous(value, path[i] as string);
      value = value[index];
    } else {
      value = isDocument(value) ? value.get(path[i] as string) : undefined;
    }
  }
  return Array.isArray(value) ? { array: value, rest: [] } : { value };
}

function expand(
  doc: Document,
  fields: Pending[],
  arrays: boolean[][],
  sparse: boolean,
  out: Value[][],
): void {
  const next = fields.map((field) => ({ ...field }));
  const through: { index: number; rest: Path }[] = [];
  let shared: Value[] | undefined;
  for (const [index, field] of next.entries()) {
    if (field.done) continue;
    const found = follow(doc, field.path);
    if ('value' in found) {
      field.done = true;
      field.value = found.value;
      continue;
    }
    if (shared !== undefined && shared !== found.array) {
      throw new ServerError('CannotIndexParallelArrays', 'cannot index parallel arrays');
    }
    shared = found.array;
    const parts = arrays[index] as boolean[];
    parts[parts.length - found.rest.length - 1] = true;
    through.push({ index, rest: found.rest });
  }
  if (shared === undefined) {
    if (!sparse || next.some((field) => field.value !== undefined))
      out.push(next.map((field) => field.value ?? null));
    return;
  }
  if (shared.length === 0) {
    for (const { index, rest } of through)
      settle(next[index] as Pending, rest.length === 0 ? UNDEFINED : undefined);
    if (!sparse || next.some((field) => field.value !== undefined))
      out.push(next.map((field) => field.value ?? null));
    return;
  }
  for (const element of shared) {
    const inner = next.map((field) => ({ ...field }));
    for (const { index, rest } of through) {
      const field = inner[index] as Pending;
      if (rest.length === 0) settle(field, element);
      else if (isDocument(element)) field.path = rest;
      else settle(field, undefined);
    }
    expand(isDocument(element) ? element : new Map(), inner, arrays, sparse, out);
  }
}

function settle(field: Pending, value: Value | undefined): void {
  field.done = true;
  field.value = value;
}
