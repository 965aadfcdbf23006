/** Projections of find and findAndModify, and the inclusion and exclusion part of $project. */
import { parseExpression, type Variables } from '../aggregation/expression.ts';
import { type Numeric, toExactInteger, toNumber } from '../bson/number.ts';
import { type Paths, selectFields } from '../bson/select.ts';
import { type Document, isDocument, isNumeric, type Value } from '../bson/values.ts';
import { ServerError } from '../errors.ts';
import type { QueryContext } from './filter.ts';
import { compileFilter } from './match.ts';
import { parseFilter } from './parse.ts';
import { splitPath } from './path.ts';
import { type Node, project } from './project.ts';
import { truthy } from './truthy.ts';

export interface Projection {
  mode: 'inclusion' | 'exclusion';
  fields: Map<string, Node>;
  /** The paths of a plain inclusion, for covered queries; undefined when anything is computed. */
  plainPaths: string[] | undefined;
  needsMatchedOffset: boolean;
  /** Does the same to encoded documents, which is faster; undefined when anything is computed. */
  select: ((bytes: Uint8Array) => Uint8Array) | undefined;
  apply(doc: Document, variables: Variables, matchedOffset?: number): Document;
}

export interface ProjectionRules {
  /** $slice, $elemMatch and the positional operator belong to find alone. */
  find: boolean;
}

class Parser {
  readonly root = new Map<string, Node>();
  readonly context: QueryContext;
  readonly rules: ProjectionRules;
  mode: 'inclusion' | 'exclusion' | undefined;
  idMode: 'inclusion' | 'exclusion' | undefined;
  computed = false;
  readonly plainPaths: string[] = [];
  positional: string | undefined;

  constructor(context: QueryContext, rules: ProjectionRules) {
    this.context = context;
    this.rules = rules;
  }

  parse(spec: Document, prefix: string): void {
    for (const [name, value] of spec) {
      const path = prefix === '' ? name : `${prefix}.${name}`;
      this.field(path, value);
    }
  }

  field(given: string, value: Value): void {
    let path = given;
    if (this.rules.find && path.endsWith('.$')) {
      path = path.slice(0, -2);
      if (this.positional !== undefined) {
        throw new ServerError(31276, 'Cannot specify more than one positional projection per query.');
      }
      this.positional = path;
      this.setMode('inclusion', path);
      this.place(path, { kind: 'positional' });
      return;
    }
    checkPath(path);
    if (isDocument(value)) {
      this.documentValue(path, value);
      return;
    }
    if (isNumeric(value) || typeof value === 'boolean') {
      const mode = truthy(value) ? 'inclusion' : 'exclusion';
      this.setMode(mode, path);
      if (mode === 'inclusion') this.plainPaths.push(path);
      this.place(path, { kind: mode === 'inclusion' ? 'include' : 'exclude' });
      return;
    }
    this.expression(path, value);
  }

  documentValue(path: string, value: Document): void {
    const first = value.keys().next().value;
    if (first === undefined)
      throw new ServerError(
        51270,
        'An empty sub-projection is not a valid value. Found empty object at path',
      );
    if (this.rules.find && first === '$slice') {
      const slice = parseSlice(value.get('$slice') as Value);
      if (slice) {
        this.computed = true;
        this.place(path, slice);
        return;
      }
    }
    if (this.rules.find && first === '$elemMatch') {
      this.elemMatch(path, value.get('$elemMatch') as Value);
      return;
    }
    if (first === '$meta') throw new ServerError('CommandNotSupported', 'projecting $meta is not supported');
    if (first.startsWith('$')) {
      this.expression(path, value);
      return;
    }
    this.parse(value, path);
  }

  elemMatch(path: string, condition: Value): void {
    if (!isDocument(condition)) throw new ServerError(31274, 'elemMatch: Invalid argument, object required');
    if (path.includes('.'))
      throw new ServerError(31275, 'Cannot use $elemMatch projection on a nested field.');
    const filter = parseFilter(new Map([[path, new Map([['$elemMatch', condition]])]]), this.context);
    const matches = compileFilter(filter, this.context.collation?.compare);
    this.setMode('inclusion', path);
    this.computed = true;
    this.place(path, { kind: 'elemMatch', matches, field: path });
  }

  expression(path: string, value: Value): void {
    this.setMode('inclusion', path);
    this.computed = true;
    this.place(path, { kind: 'expression', evaluate: parseExpression(value, this.context) });
  }

  setMode(mode: 'inclusion' | 'exclusion', path: string): void {
    if (path === '_id') {
      this.idMode = mode;
      return;
    }
    if (this.mode !== undefined && this.mode !== mode) {
      throw mode === 'exclusion'
        ? new ServerError(31254, `Cannot do exclusion on field ${path} in inclusion projection`)
        : new ServerError(31253, `Cannot do inclusion on field ${path} in exclusion projection`);
    }
    this.mode = mode;
  }

  place(path: string, node: Node): void {
    const parts = splitPath(path);
    let fields = this.root;
    for (const [i, part] of parts.entries()) {
      const existing = fields.get(part);
      if (i === parts.length - 1) {
        if (existing) throw new ServerError(31250, `Path collision at ${path}`);
        fields.set(part, node);
        return;
      }
      if (existing && existing.kind !== 'tree') {
        throw new ServerError(
          31249,
          `Path collision at ${path} remaining portion ${parts.slice(i + 1).join('.')}`,
        );
      }
      const tree = existing ?? { kind: 'tree' as const, fields: new Map<string, Node>() };
      fields.set(part, tree);
      fields = tree.fields;
    }
  }
}

function checkPath(path: string): void {
  if (path === '') throw new ServerError(40352, 'FieldPath cannot be constructed with empty string');
  if (path.startsWith('.') || path.endsWith('.'))
    throw new ServerError(40353, "FieldPath must not end with a '.'.");
  for (const part of path.split('.')) {
    if (part === '') throw new ServerError(15998, 'FieldPath field names may not be empty strings.');
    if (part.startsWith('$')) {
      throw new ServerError(
        16410,
        `FieldPath field names may not start with '$'. Consider using $getField or $setField.`,
      );
    }
  }
}

function parseSlice(operand: Value): Node | undefined {
  const whole = (value: Value | undefined): number =>
    Number(toExactInteger(value as Numeric) ?? Math.trunc(toNumber(value as Numeric)));
  if (isNumeric(operand)) return { kind: 'slice', skip: undefined, limit: whole(operand) };
  if (!Array.isArray(operand))
    throw new ServerError(28667, 'Invalid $slice syntax. The given syntax did not match the find() syntax');
  if (operand.length !== 2 || !operand.every(isNumeric)) return undefined;
  const limit = whole(operand[1]);
  if (limit <= 0)
    throw new ServerError(28724, `First argument to $slice must be an array, but is of type: int`);
  return { kind: 'slice', skip: whole(operand[0]), limit };
}

/** @returns undefined when anything is computed */
function pathsOf(fields: Map<string, Node>): Paths | undefined {
  const paths: { name: Uint8Array; inside: Paths | undefined }[] = [];
  for (const [field, node] of fields) {
    const name = Buffer.from(field);
    if (node.kind === 'include' || node.kind === 'exclude') paths.push({ name, inside: undefined });
    else if (node.kind === 'tree') {
      const inside = pathsOf(node.fields);
      if (!inside) return undefined;
      paths.push({ name, inside });
    } else return undefined;
  }
  return paths;
}

export function parseProjection(
  spec: Document,
  context: QueryContext,
  rules: ProjectionRules,
): Projection | undefined {
  if (spec.size === 0) return undefined;
  const parser = new Parser(context, rules);
  parser.parse(spec, '');
  const mode = parser.mode ?? (parser.idMode === 'inclusion' ? 'inclusion' : 'exclusion');
  const fields = parser.root;
  if (mode === 'inclusion' && parser.idMode === undefined && !fields.has('_id'))
    fields.set('_id', { kind: 'include' });
  if (mode === 'inclusion' && parser.idMode === 'exclusion') fields.delete('_id');
  const sliceOnly = parser.mode === undefined && [...fields.values()].some((node) => node.kind === 'slice');
  const inclusion = mode === 'inclusion';
  const plain = inclusion && !parser.computed && parser.positional === undefined && !sliceOnly;
  const paths = pathsOf(fields);
  return {
    mode,
    fields,
    plainPaths: plain
      ? [...new Set([...parser.plainPaths, ...(parser.idMode === 'exclusion' ? [] : ['_id'])])]
      : undefined,
    needsMatchedOffset: parser.positional !== undefined,
    select: paths && ((bytes) => selectFields(bytes, paths, inclusion)),
    apply: (doc, variables, matchedOffset) => project(doc, doc, fields, inclusion, variables, matchedOffset),
  };
}
