/** How a dotted path of a query reaches into a document, through arrays, as the server's ElementPath does. */
import { type Document, isDocument, type Value } from '../bson/values.ts';

export type Path = readonly string[];

/**
 * Receives each value that a path leads to; `undefined` is a missing field. `offset` is the index in the outermost
 * array that was passed. Answering true ends the walk.
 */
export type Visitor = (value: Value | undefined, offset: number | undefined) => boolean;

const INDEX = /^(0|[1-9]\d*)$/;

export function splitPath(path: string): Path {
  return path.split('.');
}

export function arrayIndex(part: string | undefined): number | undefined {
  return part !== undefined && INDEX.test(part) ? Number(part) : undefined;
}

/**
 * Visits the values at `path`. An array at the end is visited element by element and then as a whole, or only as a
 * whole when `wholeArrays` is set ($size, $elemMatch).
 */
export function visitPath(doc: Document, path: Path, wholeArrays: boolean, visit: Visitor): boolean {
  return walk(doc, path, 0, wholeArrays, undefined, visit);
}

function walk(
  doc: Document,
  path: Path,
  start: number,
  wholeArrays: boolean,
  offset: number | undefined,
  visit: Visitor,
): boolean {
  let current: Document = doc;
  for (let part = start; part < path.length; part++) {
    const value = current.get(path[part] as string);
    if (Array.isArray(value)) return walkArray(value, path, part + 1, wholeArrays, offset, visit);
    if (part === path.length - 1) return visit(value, offset);
    if (!isDocument(value)) return visit(undefined, offset);
    current = value;
  }
  return false;
}

/** `next` is the position of the path's part after the array. */
function walkArray(
  array: Value[],
  path: Path,
  next: number,
  wholeArrays: boolean,
  outer: number | undefined,
  visit: Visitor,
): boolean {
  if (next === path.length) {
    if (wholeArrays) return visit(array, outer);
    for (let i = 0; i < array.length; i++) {
      if (visit(array[i], outer ?? i)) return true;
    }
    return visit(array, outer);
  }
  const wanted = arrayIndex(path[next]);
  for (let i = 0; i < array.length; i++) {
    const element = array[i] as Value;
    if (isDocument(element) && walk(element, path, next, wholeArrays, outer ?? i, visit)) return true;
    if (wanted === i && visitIndexed(element, path, next + 1, wholeArrays, outer ?? i, visit)) return true;
  }
  return false;
}

/** An element that the path names by its index is not expanded again when the path ends there. */
function visitIndexed(
  element: Value,
  path: Path,
  next: number,
  wholeArrays: boolean,
  offset: number,
  visit: Visitor,
): boolean {
  if (next === path.length) return visit(element, offset);
  if (isDocument(element)) return walk(element, path, next, wholeArrays, offset, visit);
  return Array.isArray(element) && walkArray(element, path, next, wholeArrays, offset, visit);
}
