/** Applies parsed projections to documents. */
import type { Expression, Variables } from '../aggregation/types.ts';
import { type Document, isDocument, type Value } from '../bson/values.ts';
import { ServerError } from '../errors.ts';

/** What happens to one field: kept, dropped, computed, or looked into. */
export type Node =
  | { kind: 'include' }
  | { kind: 'exclude' }
  | { kind: 'expression'; evaluate: Expression }
  | { kind: 'slice'; skip: number | undefined; limit: number }
  | { kind: 'elemMatch'; matches: (doc: Document) => boolean; field: string }
  | { kind: 'positional' }
  | { kind: 'tree'; fields: Map<string, Node> };

export function project(
  root: Document,
  doc: Document,
  fields: Map<string, Node>,
  inclusion: boolean,
  variables: Variables,
  matchedOffset: number | undefined,
): Document {
  const result: Document = new Map();
  for (const [name, value] of doc) {
    const node = fields.get(name);
    if (node === undefined) {
      if (!inclusion) result.set(name, value);
      continue;
    }
    const projected = applyNode(node, root, value, inclusion, variables, matchedOffset);
    if (projected !== undefined) result.set(name, projected);
  }
  if (inclusion) addComputed(root, fields, result, doc, variables);
  return result;
}

/** Computed fields that the document does not have are added at its end. */
function addComputed(
  root: Document,
  fields: Map<string, Node>,
  result: Document,
  doc: Document,
  variables: Variables,
): void {
  for (const [name, node] of fields) {
    if (doc.has(name)) continue;
    if (node.kind === 'expression') {
      const value = node.evaluate(root, variables);
      if (value !== undefined) result.set(name, value);
    } else if (node.kind === 'tree' && hasComputed(node.fields)) {
      const inner: Document = new Map();
      addComputed(root, node.fields, inner, new Map(), variables);
      result.set(name, inner);
    }
  }
}

function hasComputed(fields: Map<string, Node>): boolean {
  return [...fields.values()].some(
    (node) => node.kind === 'expression' || (node.kind === 'tree' && hasComputed(node.fields)),
  );
}

function applyNode(
  node: Node,
  root: Document,
  value: Value,
  inclusion: boolean,
  variables: Variables,
  matchedOffset: number | undefined,
): Value | undefined {
  switch (node.kind) {
    case 'include':
      return value;
    case 'exclude':
      return undefined;
    case 'expression':
      return node.evaluate(root, variables);
    case 'slice':
      return Array.isArray(value) ? slice(value, node.skip, node.limit) : value;
    case 'elemMatch': {
      if (!Array.isArray(value)) return undefined;
      const found = value.find((element) => node.matches(new Map([[node.field, [element]]])));
      return found === undefined ? undefined : [found];
    }
    case 'positional':
      if (!Array.isArray(value)) return value;
      if (matchedOffset === undefined || value[matchedOffset] === undefined) {
        throw new ServerError(
          51246,
          "Executor error during find command :: caused by :: positional operator '.$' couldn't find a matching element in the array",
        );
      }
      return [value[matchedOffset]];
    default:
      return intoTree(node.fields, root, value, inclusion, variables, matchedOffset);
  }
}

function intoTree(
  fields: Map<string, Node>,
  root: Document,
  value: Value,
  inclusion: boolean,
  variables: Variables,
  matchedOffset: number | undefined,
): Value | undefined {
  if (isDocument(value)) return project(root, value, fields, inclusion, variables, matchedOffset);
  if (Array.isArray(value)) {
    const parts: Value[] = [];
    for (const element of value) {
      const projected = intoTree(fields, root, element, inclusion, variables, matchedOffset);
      if (projected !== undefined) parts.push(projected);
    }
    return parts;
  }
  if (!inclusion) return value;
  if (!hasComputed(fields)) return undefined;
  const computed: Document = new Map();
  addComputed(root, fields, computed, new Map(), variables);
  return computed;
}

function slice(array: Value[], skip: number | undefined, limit: number): Value[] {
  if (skip === undefined) return limit >= 0 ? array.slice(0, limit) : array.slice(limit);
  const start = skip >= 0 ? skip : Math.max(array.length + skip, 0);
  return array.slice(start, start + limit);
}
