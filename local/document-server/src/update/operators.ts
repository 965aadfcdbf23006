/** Parses {$set: …, $inc: …} into changes, one per path, and applies them in the order of their paths. */
import { equalValues } from '../bson/compare.ts';
import { show } from '../bson/show.ts';
import { type Document, isDocument, typeName, type Value } from '../bson/values.ts';
import { ServerError } from '../errors.ts';
import type { QueryContext } from '../query/filter.ts';
import { type Path, splitPath } from '../query/path.ts';
import { parseArrayFilters } from './array-filters.ts';
import { addToSet, pop, pull, pullAll, push } from './array-operators.ts';
import { arithmetic, bit, currentDate, extreme, set, unset } from './field-operators.ts';
import { dollarPrefixed } from './names.ts';
import { planRename, type Rename } from './rename.ts';
import { applyChange, type Change, type TargetContext } from './target.ts';
import type { Update } from './types.ts';

interface FieldChange {
  path: Path;
  change: Change;
  onInsertOnly: boolean;
  rename?: Rename;
}

const OPERATORS = new Set([
  '$set',
  '$unset',
  '$inc',
  '$mul',
  '$min',
  '$max',
  '$rename',
  '$setOnInsert',
  '$currentDate',
  '$push',
  '$pushAll',
  '$addToSet',
  '$pull',
  '$pullAll',
  '$pop',
  '$bit',
]);

export function parseOperatorUpdate(
  update: Document,
  arrayFilters: Value | undefined,
  context: QueryContext,
): Update {
  const changes: FieldChange[] = [];
  for (const [operator, fields] of update) {
    if (!OPERATORS.has(operator) || operator === '$pushAll') {
      throw new ServerError(
        'FailedToParse',
        operator.startsWith('$')
          ? `Unknown modifier: ${operator}. Expected a valid update modifier or pipeline-style update specified as an array`
          : `The update operator document must contain only update operators: ${operator}`,
      );
    }
    if (!isDocument(fields)) {
      throw new ServerError(
        'FailedToParse',
        `Modifiers operate on fields but we found type ${typeName(fields)} instead. For example: {$mod: {<field>: ...}} not {${operator}: ${show(fields)}}`,
      );
    }
    for (const [field, operand] of fields)
      changes.push(...parseFieldChange(operator, field, operand, context));
  }
  checkConflicts(changes.map(({ path }) => path));
  changes.sort((a, b) => comparePaths(a.path, b.path));
  const filters = parseArrayFilters(
    arrayFilters,
    changes.map(({ path }) => path),
    context,
  );
  return {
    kind: 'operators',
    apply(doc, { matchedOffset, inserting }) {
      const copy = cloneDocument(doc);
      const target: TargetContext = { arrayFilters: filters, matchedOffset, changed: [] };
      for (const { rename } of changes) rename?.capture(copy);
      for (const { path, change, onInsertOnly } of changes) {
        if (onInsertOnly && !inserting) continue;
        if (path[0]?.startsWith('$') && !inserting) throw dollarPrefixed(path[0]);
        applyChange(copy, path, change, target);
      }
      if (target.changed.length === 0) return doc;
      checkIdUnchanged(doc, copy);
      return copy;
    },
  };
}

function checkIdUnchanged(before: Document, after: Document): void {
  const id = before.get('_id');
  if (id !== undefined && !equalValues(id, after.get('_id'))) {
    throw new ServerError(
      'ImmutableField',
      "Performing an update on the path '_id' would modify the immutable field '_id'",
    );
  }
}

function parseFieldChange(
  operator: string,
  field: string,
  operand: Value,
  context: QueryContext,
): FieldChange[] {
  const path = parsePath(field);
  if (operator === '$rename') {
    const { source, destination, rename } = planRename(field, operand);
    return [
      { path: destination, change: rename.assign, onInsertOnly: false, rename },
      { path: source, change: rename.remove, onInsertOnly: false },
    ];
  }
  const change = changeFor(operator, field, operand, context);
  return [{ path, change, onInsertOnly: operator === '$setOnInsert' }];
}

function changeFor(operator: string, field: string, operand: Value, context: QueryContext): Change {
  const order = context.collation?.compare;
  switch (operator) {
    case '$set':
    case '$setOnInsert':
      return set(operand);
    case '$unset':
      return unset();
    case '$inc':
    case '$mul':
      return arithmetic(operator, operand, field);
    case '$min':
    case '$max':
      return extreme(operator, operand, order);
    case '$currentDate':
      return currentDate(operand);
    case '$push':
      return push(operand, context);
    case '$addToSet':
      return addToSet(operand, order);
    case '$pull':
      return pull(operand, context);
    case '$pullAll':
      return pullAll(operand, order);
    case '$pop':
      return pop(operand);
    default:
      return bit(operand, field);
  }
}

/** Splits an update path and refuses what the server refuses in it. */
export function parsePath(field: string): Path {
  if (field === '') {
    throw new ServerError('EmptyFieldName', 'An empty update path is not valid.');
  }
  const path = splitPath(field);
  for (const [i, part] of path.entries()) {
    if (part === '') {
      throw new ServerError(
        'EmptyFieldName',
        `The update path '${field}' contains an empty field name, which is not allowed.`,
      );
    }
    if (!part.startsWith('$')) continue;
    const positional = part === '$' || /^\$\[.*\]$/.test(part);
    if (positional && i === 0) {
      throw new ServerError(
        'BadValue',
        `Cannot have ${part === '$' ? "positional (i.e. '$')" : "array filter identifier (i.e. '$[<id>]')"} element in the first position in path '${field}'`,
      );
    }
    // A first name is refused where it is applied: an upsert may use it.
    if (!positional && i > 0 && !['$ref', '$id', '$db'].includes(part)) throw dollarPrefixed(part);
  }
  if (path.filter((part) => part === '$').length > 1) {
    throw new ServerError('BadValue', `Too many positional (i.e. '$') elements found in path '${field}'`);
  }
  return path;
}

/** No path may be changed twice, nor together with something inside of it. */
function checkConflicts(paths: Path[]): void {
  const sorted = paths.map((path) => path.join('.')).sort((a, b) => (`${a}.` < `${b}.` ? -1 : 1));
  for (let i = 1; i < sorted.length; i++) {
    const [shorter, longer] = [sorted[i - 1] as string, sorted[i] as string];
    if (longer === shorter || longer.startsWith(`${shorter}.`)) {
      throw new ServerError(
        'ConflictingUpdateOperators',
        `Updating the path '${longer}' would create a conflict at '${shorter}'`,
      );
    }
  }
}

/** Names in lexicographic order, numbers in numeric order, as new fields are to be added. */
function comparePaths(a: Path, b: Path): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const [x, y] = [a[i] as string, b[i] as string];
    if (x === y) continue;
    if (/^\d+$/.test(x) && /^\d+$/.test(y)) return Number(x) - Number(y);
    return x < y ? -1 : 1;
  }
  return a.length - b.length;
}

export function cloneDocument(doc: Document): Document {
  const copy: Document = new Map();
  for (const [name, value] of doc) copy.set(name, cloneValue(value));
  return copy;
}

function cloneValue(value: Value): Value {
  if (Array.isArray(value)) return value.map(cloneValue);
  return value instanceof Map ? cloneDocument(value) : value;
}
