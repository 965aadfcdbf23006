/** Walks an update path into a document, creating what is missing, and applies a change to each place it names. */
import { show } from '../bson/show.ts';
import { type Document, isDocument, type Value } from '../bson/values.ts';
import { ServerError } from '../errors.ts';
import { arrayIndex, type Path } from '../query/path.ts';

/** Tests an array element for `$[identifier]`. */
export type ElementTest = (element: Value) => boolean;

export interface Change {
  /** The new value; `undefined` removes the field. Returning `value` itself changes nothing. */
  apply(value: Value | undefined, path: string): Value | undefined;
  /** Leave the document alone instead of creating the way to the field. */
  existingOnly: boolean;
}

export interface TargetContext {
  arrayFilters: Map<string, ElementTest>;
  /** What the positional operator stands for. */
  matchedOffset: number | undefined;
  /** Paths that were really changed, for the check of immutable fields. */
  changed: string[];
}

const MAX_PADDING = 1_500_000;

/** Applies the change to every place that `path` names in `doc`. */
export function applyChange(doc: Document, path: Path, change: Change, context: TargetContext): void {
  intoDocument(doc, path, 0, change, context, []);
}

function intoDocument(
  doc: Document,
  path: Path,
  at: number,
  change: Change,
  context: TargetContext,
  trail: string[],
): void {
  const name = path[at] as string;
  if (name === '$[]' || name.startsWith('$[')) throw notAnArray(name, doc, trail);
  const field = name === '$' ? String(positional(context)) : name;
  const here = [...trail, field];
  const value = doc.get(field);
  if (at === path.length - 1) {
    const next = change.apply(value, here.join('.'));
    if (next === value) return;
    context.changed.push(here.join('.'));
    if (next === undefined) doc.delete(field);
    else doc.set(field, next);
    return;
  }
  if (value === undefined) {
    if (change.existingOnly) return;
    const created = create(path, at + 1, change, context, here);
    if (created !== undefined) doc.set(field, created);
    return;
  }
  descend(value, field, path, at + 1, change, context, here);
}

function descend(
  value: Value,
  field: string,
  path: Path,
  at: number,
  change: Change,
  context: TargetContext,
  trail: string[],
): void {
  if (isDocument(value)) {
    intoDocument(value, path, at, change, context, trail);
    return;
  }
  if (Array.isArray(value)) {
    intoArray(value, field, path, at, change, context, trail);
    return;
  }
  const name = path[at] as string;
  if (name.startsWith('$[')) throw notAnArray(name, value, trail);
  if (change.existingOnly) return;
  throw new ServerError(
    'PathNotViable',
    `Cannot create field '${name}' in element {${field}: ${show(value)}}`,
  );
}

function intoArray(
  array: Value[],
  field: string,
  path: Path,
  at: number,
  change: Change,
  context: TargetContext,
  trail: string[],
): void {
  const name = path[at] as string;
  const test = name.startsWith('$[') ? elementTest(name, context) : undefined;
  if (test) {
    for (let i = 0; i < array.length; i++) {
      if (test(array[i] as Value)) element(array, i, field, path, at, change, context, trail);
    }
    return;
  }
  const index = name === '$' ? positional(context) : arrayIndex(name);
  if (index === undefined) {
    if (change.existingOnly) return;
    throw new ServerError(
      'PathNotViable',
      `Cannot create field '${name}' in element {${field}: ${show(array)}}`,
    );
  }
  element(array, index, field, path, at, change, context, trail);
}

function element(
  array: Value[],
  index: number,
  field: string,
  path: Path,
  at: number,
  change: Change,
  context: TargetContext,
  trail: string[],
): void {
  const here = [...trail, String(index)];
  const value = array[index];
  if (at < path.length - 1 && value !== undefined) {
    descend(value, String(index), path, at + 1, change, context, here);
    return;
  }
  if (value === undefined && change.existingOnly) return;
  const next =
    at === path.length - 1
      ? change.apply(value, here.join('.'))
      : create(path, at + 1, change, context, here);
  if (next === value) return;
  if (index - array.length > MAX_PADDING) {
    throw new ServerError(
      'CannotBackfillArray',
      `can't backfill more than ${MAX_PADDING} elements: ${field}`,
    );
  }
  if (at === path.length - 1) context.changed.push(here.join('.'));
  while (array.length < index) array.push(null);
  // Removing an element would shift the others; the server leaves null in its place.
  array[index] = next === undefined ? null : next;
}

/** The value for a field that does not exist yet, with everything between it and the end of the path. */
function create(
  path: Path,
  at: number,
  change: Change,
  context: TargetContext,
  trail: string[],
): Value | undefined {
  const name = path[at] as string;
  if (name.startsWith('$[')) {
    throw new ServerError(
      'BadValue',
      `The path '${trail.join('.')}' must exist in the document in order to apply array updates.`,
    );
  }
  const doc: Document = new Map();
  intoDocument(doc, path, at, change, context, trail);
  return doc.size === 0 ? undefined : doc;
}

function positional(context: TargetContext): number {
  if (context.matchedOffset === undefined) {
    throw new ServerError(
      'BadValue',
      'The positional operator did not find the match needed from the query.',
    );
  }
  return context.matchedOffset;
}

function elementTest(name: string, context: TargetContext): ElementTest {
  if (name === '$[]') return () => true;
  return context.arrayFilters.get(name.slice(2, -1)) as ElementTest;
}

function notAnArray(name: string, value: Value, trail: string[]): ServerError {
  const field = trail.at(-1);
  const what = field === undefined ? 'a document' : `non-array element ${field}: ${show(value)}`;
  return new ServerError('BadValue', `Cannot apply array updates to ${what} (${name})`);
}
