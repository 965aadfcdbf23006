/** Parses query documents into filters, with the server's errors for what it refuses. */
import { BsonUndefined, type Document, isDocument, Regex, type Value } from '../bson/values.ts';
import { ServerError } from '../errors.ts';
import type { Comparison, Filter, QueryContext } from './filter.ts';
import { parseBits } from './parse-bits.ts';
import { parseMod, parseRegexOperator, parseType, regexFilter, sizeOperand } from './parse-operands.ts';
import { parseTopLevelOperator } from './parse-top-level.ts';
import { type Path, splitPath } from './path.ts';
import { compileRegex } from './regex.ts';
import { truthy } from './truthy.ts';

const bad = (message: string): ServerError => new ServerError('BadValue', message);

/** Parses a whole query document, or with `embedded` the conditions on an array's element, which may be a DBRef. */
export function parseFilter(query: Document, context: QueryContext, embedded = false): Filter {
  const filters: Filter[] = [];
  for (const [name, value] of query) {
    if (embedded && DBREF_FIELDS.includes(name)) {
      filters.push(comparison([name], 'eq', value));
    } else if (name.startsWith('$')) {
      const filter = parseTopLevelOperator(name, value, context, parseFilter);
      if (filter) filters.push(filter);
    } else {
      filters.push(...parseField(splitPath(name), value, context));
    }
  }
  return { kind: 'and', filters };
}

const DBREF_FIELDS = ['$ref', '$id', '$db'];

/** True for {$gt: 1} and the like: a document whose first field is an operator; DBRefs are plain values. */
export function isOperatorDocument(value: Value | undefined): value is Document {
  if (!isDocument(value) || value.size === 0) return false;
  const first = value.keys().next().value as string;
  return first.startsWith('$') && !DBREF_FIELDS.includes(first);
}

function parseField(path: Path, value: Value, context: QueryContext): Filter[] {
  if (value instanceof Regex) return [regexFilter(path, value)];
  if (isOperatorDocument(value)) return parseOperators(path, value, context);
  return [comparison(path, 'eq', value)];
}

/** Parses the operators on one path; the empty path stands for the value itself. */
export function parseOperators(path: Path, operators: Document, context: QueryContext): Filter[] {
  const filters: Filter[] = [];
  for (const [name, operand] of operators) {
    if (!name.startsWith('$')) throw bad(`unknown operator: ${name}`);
    const filter = parseOperator(path, name, operand, operators, context);
    if (filter) filters.push(filter);
  }
  return filters;
}

const COMPARISONS: Record<string, Comparison> = { $eq: 'eq', $lt: 'lt', $lte: 'lte', $gt: 'gt', $gte: 'gte' };

const UNSUPPORTED = [
  '$near',
  '$nearSphere',
  '$geoWithin',
  '$geoIntersects',
  '$within',
  '$maxDistance',
  '$minDistance',
];

function parseOperator(
  path: Path,
  name: string,
  operand: Value,
  siblings: Document,
  context: QueryContext,
): Filter | undefined {
  const order = COMPARISONS[name];
  if (order) return comparison(path, order, operand);
  switch (name) {
    case '$ne':
      if (operand instanceof Regex) throw bad("Can't have regex as arg to $ne.");
      return { kind: 'not', filter: comparison(path, 'eq', operand) };
    case '$in':
      return inFilter(path, name, operand);
    case '$nin':
      return { kind: 'not', filter: inFilter(path, name, operand) };
    case '$not':
      return parseNot(path, operand, context);
    case '$exists':
      return truthy(operand) ? { kind: 'exists', path } : { kind: 'not', filter: { kind: 'exists', path } };
    case '$type':
      return parseType(path, operand);
    case '$size':
      return { kind: 'size', path, size: sizeOperand(operand) };
    case '$all':
      return parseAll(path, operand, context);
    case '$elemMatch':
      return parseElemMatch(path, operand, context);
    case '$mod':
      return parseMod(path, operand);
    case '$regex':
      return parseRegexOperator(path, operand, siblings.get('$options'));
    case '$options':
      if (!siblings.has('$regex')) throw bad('$options needs a $regex');
      return undefined;
    case '$bitsAllSet':
    case '$bitsAllClear':
    case '$bitsAnySet':
    case '$bitsAnyClear':
      return parseBits(path, name, operand);
    default:
      if (UNSUPPORTED.includes(name)) {
        throw new ServerError('CommandNotSupported', `the query operator ${name} is not supported`);
      }
      throw bad(`unknown operator: ${name}`);
  }
}

export function comparison(path: Path, operator: Comparison, value: Value): Filter {
  if (value instanceof BsonUndefined) throw bad('cannot compare to undefined');
  if (value instanceof Regex && operator !== 'eq') {
    throw bad(`Can't have RegEx as arg to predicate over field '${path.join('.')}'.`);
  }
  return { kind: 'compare', path, operator, value };
}

function inFilter(path: Path, name: string, operand: Value): Filter {
  if (!Array.isArray(operand)) throw bad(`${name} needs an array`);
  const values: Value[] = [];
  const patterns: Regex[] = [];
  for (const value of operand) {
    if (value instanceof Regex) {
      compileRegex(value);
      patterns.push(value);
    } else if (value instanceof BsonUndefined) {
      throw bad('InMatchExpression equality cannot be undefined');
    } else if (isOperatorDocument(value)) {
      throw bad(`cannot nest $ under ${name}`);
    } else {
      values.push(value);
    }
  }
  return { kind: 'in', path, values, patterns };
}

function parseNot(path: Path, operand: Value, context: QueryContext): Filter {
  if (operand instanceof Regex) return { kind: 'not', filter: regexFilter(path, operand) };
  if (!isDocument(operand)) throw bad('$not needs a regex or a document');
  if (operand.size === 0) throw bad('$not cannot be empty');
  const [first] = operand.keys();
  if (!isOperatorDocument(operand)) throw bad(`unknown operator: ${first}`);
  return { kind: 'not', filter: { kind: 'and', filters: parseOperators(path, operand, context) } };
}

function parseAll(path: Path, operand: Value, context: QueryContext): Filter {
  if (!Array.isArray(operand)) throw bad('$all needs an array');
  if (operand.length === 0) return { kind: 'never' };
  const elemMatches = operand.map((value) => isDocument(value) && value.keys().next().value === '$elemMatch');
  if (elemMatches.includes(true) && elemMatches.includes(false)) throw bad('no $ expressions in $all');
  const filters = operand.map((value): Filter => {
    if (isDocument(value) && elemMatches[0])
      return parseElemMatch(path, value.get('$elemMatch') as Value, context);
    if (value instanceof Regex) return regexFilter(path, value);
    if (isOperatorDocument(value)) throw bad('no $ expressions in $all');
    return comparison(path, 'eq', value);
  });
  return { kind: 'and', filters };
}

function parseElemMatch(path: Path, operand: Value, context: QueryContext): Filter {
  if (!isDocument(operand)) throw bad('$elemMatch needs an Object');
  const first = operand.keys().next().value;
  const onValue =
    isOperatorDocument(operand) && !['$and', '$or', '$nor', '$where', '$expr'].includes(first ?? '');
  if (onValue) {
    return {
      kind: 'elemMatchValue',
      path,
      filter: { kind: 'and', filters: parseOperators([], operand, context) },
    };
  }
  return { kind: 'elemMatchObject', path, filter: parseFilter(operand, context, true) };
}
