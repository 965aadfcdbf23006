/** Sets computed fields at dotted paths, through arrays, as $addFields does. */
import { type Document, isDocument, type Value } from '../../bson/values.ts';
import { ServerError } from '../../errors.ts';
import type { QueryContext } from '../../query/filter.ts';
import { parseExpression } from '../expression.ts';
import type { Expression, Variables } from '../types.ts';

/** What to do with each field: compute it, or look into it. */
export type Assignments = Map<string, Expression | Assignments>;

export function parseAssignments(spec: Document, context: QueryContext): Assignments {
  const root: Assignments = new Map();
  collect(spec, [], root, context);
  return root;
}

function collect(spec: Document, prefix: string[], root: Assignments, context: QueryContext): void {
  for (const [name, value] of spec) {
    const parts = name.split('.');
    if (parts.some((part) => part === ''))
      throw new ServerError(40353, "FieldPath must not end with a '.' or hold an empty part.");
    if (parts.some((part) => part.startsWith('$'))) {
      throw new ServerError(
        16410,
        `FieldPath field names may not start with '$'. Consider using $getField or $setField.`,
      );
    }
    const path = [...prefix, ...parts];
    const nested =
      isDocument(value) && value.size > 0 && !(value.keys().next().value as string).startsWith('$');
    if (nested) collect(value, path, root, context);
    else place(root, path, parseExpression(value, context));
  }
}

function place(root: Assignments, path: string[], expression: Expression): void {
  let target = root;
  for (const part of path.slice(0, -1)) {
    const next = target.get(part) ?? new Map();
    if (!(next instanceof Map)) throw collision(path);
    target.set(part, next);
    target = next;
  }
  const last = path.at(-1) as string;
  if (target.has(last)) throw collision(path);
  target.set(last, expression);
}

function collision(path: string[]): ServerError {
  return new ServerError(
    40176,
    `Invalid $addFields :: caused by :: specification contains two conflicting paths. Cannot specify both '${path.join('.')}' and another path through it`,
  );
}

/** A copy of `value` with the assignments made; `root` is the document that expressions see. */
export function assign(
  root: Document,
  value: Value | undefined,
  assignments: Assignments,
  variables: Variables,
): Value {
  if (Array.isArray(value)) return value.map((element) => assign(root, element, assignments, variables));
  const copy: Document = isDocument(value) ? new Map(value) : new Map();
  for (const [name, assignment] of assignments) {
    if (assignment instanceof Map) {
      copy.set(name, assign(root, copy.get(name), assignment, variables));
      continue;
    }
    const computed = assignment(root, variables);
    if (computed === undefined) copy.delete(name);
    else copy.set(name, computed);
  }
  return copy;
}
