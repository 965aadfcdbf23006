/** $rename: moves a value from one path to another. */
import { show } from '../bson/show.ts';
import { type Document, isDocument, type Value } from '../bson/values.ts';
import { ServerError } from '../errors.ts';
import { type Path, splitPath } from '../query/path.ts';
import type { Change } from './target.ts';

export interface Rename {
  /** Reads the source before anything is moved. */
  capture(doc: Document): void;
  assign: Change;
  remove: Change;
}

const bad = (message: string): ServerError => new ServerError('BadValue', message);

export function planRename(from: string, to: Value): { source: Path; destination: Path; rename: Rename } {
  if (typeof to !== 'string') throw bad(`The 'to' field for $rename must be a string: ${from}: ${show(to)}`);
  if (to.includes('\0')) throw bad("The 'to' field for $rename cannot contain an embedded null byte");
  const source = splitPath(from);
  const destination = splitPath(to);
  if (from === to) throw bad(`The source and target field for $rename must differ: ${from}: "${to}"`);
  for (const [path, role] of [
    [source, 'source'],
    [destination, 'destination'],
  ] as const) {
    if (path.some((part) => part === '')) {
      throw new ServerError(
        'EmptyFieldName',
        `The update path '${path.join('.')}' contains an empty field name, which is not allowed.`,
      );
    }
    if (path.some((part) => part.startsWith('$'))) {
      throw bad(`The ${role} field for $rename may not be dynamic: ${path.join('.')}`);
    }
  }
  if (`${to}.`.startsWith(`${from}.`) || `${from}.`.startsWith(`${to}.`)) {
    throw new ServerError(
      'ConflictingUpdateOperators',
      `Updating the path '${to}' would create a conflict at '${from}'`,
    );
  }
  let captured: Value | undefined;
  return {
    source,
    destination,
    rename: {
      capture(doc) {
        captured = read(doc, source, 'source');
        if (captured !== undefined) read(doc, destination, 'destination');
      },
      assign: { existingOnly: false, apply: (value) => (captured === undefined ? value : captured) },
      remove: { existingOnly: true, apply: () => undefined },
    },
  };
}

function read(doc: Document, path: Path, role: string): Value | undefined {
  let value: Value | undefined = doc;
  for (const [i, part] of path.entries()) {
    if (Array.isArray(value)) {
      throw bad(
        `The ${role} field cannot be an array element, '${path.join('.')}' in doc with _id: ${show(doc.get('_id'))} has an array field called '${path[i - 1]}'`,
      );
    }
    value = isDocument(value) ? value.get(part) : undefined;
  }
  return value;
}
