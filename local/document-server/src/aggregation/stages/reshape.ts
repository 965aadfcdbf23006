/** Stages that change the shape of documents: $project, $addFields, $unset, $unwind, $replaceRoot, $redact. */
import { type Document, isDocument, typeName, type Value } from '../../bson/values.ts';
import { ServerError } from '../../errors.ts';
import { splitPath } from '../../query/path.ts';
import { parseProjection } from '../../query/projection.ts';
import { PAUSE } from '../../turns.ts';
import type { StageParser } from '../environment.ts';
import { parseExpression } from '../expression.ts';
import { isNullish } from '../types.ts';
import { type Assignments, assign, parseAssignments } from './assign.ts';

const project: StageParser = (operand, { context }) => {
  if (!isDocument(operand)) throw new ServerError(15969, '$project specification must be an object');
  const projection = parseProjection(operand, context, { find: false });
  if (!projection)
    throw new ServerError(
      51272,
      'Invalid $project :: caused by :: projection specification must have at least one field',
    );
  return function* (source) {
    for (const doc of source) yield doc === PAUSE ? PAUSE : projection.apply(doc, context.variables);
  };
};

const addFields: StageParser = (operand, { context }, name) => {
  if (!isDocument(operand))
    throw new ServerError(40272, `${name} specification stage must be an object, got ${typeName(operand)}`);
  if (operand.size === 0)
    throw new ServerError(
      40177,
      'Invalid $addFields :: caused by :: specification must have at least one field',
    );
  const assignments: Assignments = parseAssignments(operand, context);
  return function* (source) {
    for (const doc of source) {
      yield doc === PAUSE ? PAUSE : (assign(doc, doc, assignments, context.variables) as Document);
    }
  };
};

const unset: StageParser = (operand, environment, name) => {
  const fields = Array.isArray(operand) ? operand : [operand];
  if (fields.length === 0)
    throw new ServerError(
      31119,
      `${name} specification must be a string or an array with at least one field`,
    );
  if (!fields.every((field) => typeof field === 'string')) {
    throw new ServerError(
      31120,
      `${name} specification must be a string or an array containing only string values`,
    );
  }
  return project(new Map(fields.map((field) => [field as string, 0])), environment, name);
};

const unwind: StageParser = (operand) => {
  const options = isDocument(operand) ? operand : new Map<string, Value>([['path', operand]]);
  for (const option of options.keys()) {
    if (!['path', 'includeArrayIndex', 'preserveNullAndEmptyArrays'].includes(option)) {
      throw new ServerError(28811, `unrecognized option to $unwind stage: ${option}`);
    }
  }
  const path = options.get('path');
  if (typeof path !== 'string')
    throw new ServerError(28808, `expected a string as the path for $unwind stage, got ${typeName(path)}`);
  if (path === '') throw new ServerError(28812, 'no path specified to $unwind stage');
  if (!path.startsWith('$'))
    throw new ServerError(28818, `path option to $unwind stage should be prefixed with a '$': ${path}`);
  const index = options.get('includeArrayIndex');
  if (index !== undefined && typeof index !== 'string')
    throw new ServerError(
      28810,
      'expected a non-empty string for the includeArrayIndex option to $unwind stage',
    );
  const keepEmpty = options.get('preserveNullAndEmptyArrays') === true;
  const parts = splitPath(path.slice(1));
  return function* (source) {
    for (const doc of source) {
      if (doc === PAUSE) {
        yield PAUSE;
        continue;
      }
      const value = reachPlain(doc, parts);
      if (Array.isArray(value) && value.length > 0) {
        for (const [i, element] of value.entries()) {
          const copy = replaceAt(doc, parts, 0, element);
          yield index === undefined ? copy : replaceAt(copy, splitPath(index), 0, BigInt(i));
        }
      } else if (!Array.isArray(value) && !isNullish(value)) {
        yield index === undefined ? doc : replaceAt(doc, splitPath(index), 0, null);
      } else if (keepEmpty) {
        const copy = Array.isArray(value) ? replaceAt(doc, parts, 0, undefined) : doc;
        yield index === undefined ? copy : replaceAt(copy, splitPath(index), 0, null);
      }
    }
  };
};

function reachPlain(doc: Document, path: readonly string[]): Value | undefined {
  let value: Value | undefined = doc;
  for (const part of path) value = isDocument(value) ? value.get(part) : undefined;
  return value;
}

/** A copy of the document with the value at the path set, or removed when undefined. */
function replaceAt(doc: Document, path: readonly string[], at: number, value: Value | undefined): Document {
  const copy: Document = new Map(doc);
  const name = path[at] as string;
  if (at < path.length - 1) {
    const inner = copy.get(name);
    copy.set(name, replaceAt(isDocument(inner) ? inner : new Map(), path, at + 1, value));
  } else if (value === undefined) copy.delete(name);
  else copy.set(name, value);
  return copy;
}

const replaceRoot: StageParser = (operand, { context }, name) => {
  let root: Value = operand;
  if (name === '$replaceRoot') {
    if (!isDocument(operand))
      throw new ServerError(40229, 'expected an object as specification for $replaceRoot stage');
    const newRoot = operand.get('newRoot');
    if (newRoot === undefined || operand.size > 1)
      throw new ServerError(40231, 'no newRoot specified for the $replaceRoot stage');
    root = newRoot;
  }
  const expression = parseExpression(root, context);
  return function* (source) {
    for (const doc of source) {
      if (doc === PAUSE) {
        yield PAUSE;
        continue;
      }
      const value = expression(doc, context.variables);
      if (!isDocument(value)) {
        throw new ServerError(
          40228,
          `'newRoot' expression must evaluate to an object, but resulting value was: ${typeName(value).toUpperCase()}`,
        );
      }
      yield value;
    }
  };
};

const redact: StageParser = (operand, { context }) => {
  const expression = parseExpression(operand, context);
  const visit = (doc: Document): Document | undefined => {
    const verdict = expression(doc, context.variables);
    if (verdict === '$$KEEP') return doc;
    if (verdict === '$$PRUNE') return undefined;
    if (verdict !== '$$DESCEND')
      throw new ServerError(
        17053,
        "$redact's expression should not return anything aside from the variables $$KEEP, $$DESCEND, and $$PRUNE",
      );
    const result: Document = new Map();
    for (const [name, value] of doc) {
      const kept = descend(value);
      if (kept !== undefined) result.set(name, kept);
    }
    return result;
  };
  const descend = (value: Value): Value | undefined => {
    if (isDocument(value)) return visit(value);
    if (Array.isArray(value)) return value.map(descend).filter((element) => element !== undefined);
    return value;
  };
  return function* (source) {
    for (const doc of source) {
      const kept = doc === PAUSE ? PAUSE : visit(doc);
      if (kept) yield kept;
    }
  };
};

export const reshapeStages: Record<string, StageParser> = {
  $project: project,
  $addFields: addFields,
  $set: addFields,
  $unset: unset,
  $unwind: unwind,
  $replaceRoot: replaceRoot,
  $replaceWith: replaceRoot,
  $redact: redact,
};
