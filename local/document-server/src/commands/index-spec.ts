/** Checks and completes the specification of an index. */
import { toNumber } from '../bson/number.ts';
import { type Document, isDocument, isNumeric, typeName, type Value } from '../bson/values.ts';
import { parseCollation } from '../collation.ts';
import { ServerError } from '../errors.ts';
import type { Filter } from '../query/filter.ts';
import { parseFilter } from '../query/parse.ts';
import { truthy } from '../query/truthy.ts';

const KNOWN = [
  'key',
  'name',
  'v',
  'ns',
  'unique',
  'sparse',
  'background',
  'hidden',
  'expireAfterSeconds',
  'partialFilterExpression',
  'collation',
  'dropDups',
];
const SPECIAL_OPTIONS = [
  'weights',
  'default_language',
  'language_override',
  'textIndexVersion',
  '2dsphereIndexVersion',
  'bits',
  'min',
  'max',
  'wildcardProjection',
  'storageEngine',
  'clustered',
  'prepareUnique',
];

const cannot = (message: string): ServerError => new ServerError('CannotCreateIndex', message);

export function normalizeIndexSpec(spec: Document, defaultCollation: Document | undefined): Document {
  for (const name of spec.keys()) {
    if (SPECIAL_OPTIONS.includes(name)) throw cannot(`the index option ${name} is not supported`);
    if (!KNOWN.includes(name)) {
      throw new ServerError(
        'InvalidIndexSpecificationOption',
        `The field '${name}' is not valid for an index specification. Specification: ${name}`,
      );
    }
  }
  const key = spec.get('key');
  if (!isDocument(key))
    throw new ServerError(
      'FailedToParse',
      "The 'key' field is a required property of an index specification",
    );
  checkKey(key);
  const name = spec.get('name');
  if (name === undefined)
    throw new ServerError(
      'FailedToParse',
      "The 'name' field is a required property of an index specification",
    );
  if (typeof name !== 'string' || name === '') throw cannot('index name cannot be empty');
  if (name === '*') throw new ServerError('BadValue', "The index name '*' is not valid.");
  const isId = key.size === 1 && key.has('_id');
  const result: Document = new Map<string, Value>([
    ['v', 2],
    ['key', key],
    ['name', isId ? '_id_' : name],
  ]);
  if (isId) return withCollation(result, spec, defaultCollation);
  for (const flag of ['unique', 'sparse', 'hidden'] as const) {
    const value = spec.get(flag);
    if (value === undefined) continue;
    if (typeof value !== 'boolean' && !isNumeric(value)) {
      throw new ServerError(
        'TypeMismatch',
        `The field '${flag}' has value ${flag}: ${typeName(value)}, which is not convertible to bool`,
      );
    }
    if (truthy(value)) result.set(flag, true);
  }
  addPartialFilter(result, spec);
  addExpiry(result, spec, key);
  return withCollation(result, spec, defaultCollation);
}

function withCollation(result: Document, spec: Document, fallback: Document | undefined): Document {
  const given = spec.get('collation');
  const collation = given === undefined ? fallback : parseCollation(given)?.spec;
  if (collation) result.set('collation', collation);
  return result;
}

function checkKey(key: Document): void {
  if (key.size === 0) throw cannot('Index keys cannot be empty.');
  if (key.size > 32) throw cannot(`Index key pattern has too many fields: ${key.size}`);
  for (const [path, value] of key) {
    if (path === '' || path.startsWith('.') || path.endsWith('.') || path.includes('..')) {
      throw cannot(`Index keys cannot contain an empty field: '${path}'`);
    }
    if (path.includes('$**')) throw cannot('wildcard indexes are not supported');
    if (
      path.startsWith('$') ||
      path.split('.').some((part) => part.startsWith('$') && !['$id', '$ref', '$db'].includes(part))
    ) {
      throw cannot(`Index key contains an illegal field name: field name starts with '$'.`);
    }
    if (typeof value === 'string') throw cannot(`the index type '${value}' is not supported`);
    if (!isNumeric(value))
      throw cannot(
        `Values in v:2 index key pattern cannot be of type ${typeName(value)}. Only numbers > 0, numbers < 0, and strings are allowed.`,
      );
    const direction = toNumber(value);
    if (direction === 0 || Number.isNaN(direction))
      throw cannot('Values in the index key pattern cannot be 0.');
  }
}

const ALLOWED_IN_PARTIAL = ['compare', 'exists', 'type', 'in', 'and', 'or'];

function addPartialFilter(result: Document, spec: Document): void {
  const partial = spec.get('partialFilterExpression');
  if (partial === undefined) return;
  if (!isDocument(partial))
    throw new ServerError(
      'TypeMismatch',
      `The field 'partialFilterExpression' must be an object, but got ${typeName(partial)}`,
    );
  if (result.get('sparse') === true)
    throw cannot('cannot mix "partialFilterExpression" and "sparse" options');
  checkPartial(
    parseFilter(partial, { collation: parseCollation(spec.get('collation')), variables: new Map() }),
  );
  result.set('partialFilterExpression', partial);
}

function checkPartial(filter: Filter): void {
  if (!ALLOWED_IN_PARTIAL.includes(filter.kind))
    throw cannot(`Expression not supported in partial index: ${filter.kind}`);
  if ('filters' in filter) for (const inner of filter.filters) checkPartial(inner);
}

function addExpiry(result: Document, spec: Document, key: Document): void {
  const seconds = spec.get('expireAfterSeconds');
  if (seconds === undefined) return;
  if (!isNumeric(seconds)) {
    throw cannot(
      `TTL index 'expireAfterSeconds' option must be numeric, but received a type of ${typeName(seconds)}`,
    );
  }
  const value = toNumber(seconds);
  if (!(value >= 0 && value <= 0x7fffffff))
    throw cannot("TTL index 'expireAfterSeconds' option must be within an acceptable range");
  if (key.size > 1) throw cannot('TTL indexes are single-field indexes, compound indexes do not support TTL');
  result.set('expireAfterSeconds', seconds);
}
