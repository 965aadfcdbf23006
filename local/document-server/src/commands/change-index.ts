/** The `index` of collMod: when documents expire, and whether the planner may use the index. */
import { equalValues } from '../bson/compare.ts';
import { integer, toNumber } from '../bson/number.ts';
import { show } from '../bson/show.ts';
import { type Document, isDocument, isNumeric, type Value } from '../bson/values.ts';
import { ServerError } from '../errors.ts';
import { truthy } from '../query/truthy.ts';
import type { Collection } from '../storage/collection.ts';
import type { CollectionIndex } from '../storage/collection-index.ts';
import { checkDocument } from './arguments.ts';
import { ok } from './command.ts';
import type { Invocation } from './invocation.ts';

export function changeIndex(invocation: Invocation, collection: Collection, change: Document): Document {
  checkDocument('collMod.index', change, {
    name: 'string',
    keyPattern: 'object',
    expireAfterSeconds: 'any',
    hidden: 'safeBool',
    unique: 'safeBool',
    prepareUnique: 'safeBool',
  });
  if (change.has('unique') || change.has('prepareUnique'))
    throw new ServerError('CommandNotSupported', 'collMod cannot make an index unique here');
  const [seconds, hidden] = [change.get('expireAfterSeconds'), change.get('hidden')];
  if (seconds === undefined && hidden === undefined) {
    throw new ServerError('InvalidOptions', 'no expireAfterSeconds, hidden, unique, or prepareUnique field');
  }
  const index = chosen(collection, change);
  const spec: Document = new Map(index.spec);
  const reply: Record<string, Value | undefined> = {};
  if (seconds !== undefined) {
    checkExpiry(index, seconds);
    const before = spec.get('expireAfterSeconds');
    if (isNumeric(before)) reply.expireAfterSeconds_old = BigInt(toNumber(before));
    reply.expireAfterSeconds_new = BigInt(toNumber(seconds as number));
    spec.set('expireAfterSeconds', integer(toNumber(seconds as number)));
  }
  if (hidden !== undefined && truthy(hidden) !== index.hidden) {
    if (index.isId) throw new ServerError('BadValue', "can't hide _id index");
    reply.hidden_old = index.hidden;
    reply.hidden_new = truthy(hidden);
    if (truthy(hidden)) spec.set('hidden', true);
    else spec.delete('hidden');
  }
  invocation.catalog.changeIndex(collection, index, spec);
  return ok(reply);
}

function chosen(collection: Collection, change: Document): CollectionIndex {
  const [name, pattern] = [change.get('name'), change.get('keyPattern')];
  if ((name === undefined) === (pattern === undefined)) {
    throw new ServerError(
      'InvalidOptions',
      name === undefined
        ? 'must specify either index name or key pattern'
        : 'must specify either index name or key pattern, but not both',
    );
  }
  const found =
    typeof name === 'string'
      ? collection.index(name)
      : collection.indexes.find((index) => isDocument(pattern) && equalValues(index.pattern, pattern));
  if (found) return found;
  const wanted = typeof name === 'string' ? name : show(pattern as Value);
  throw new ServerError('IndexNotFound', `cannot find index ${wanted} for ns ${collection.namespace}`);
}

function checkExpiry(index: CollectionIndex, seconds: Value): void {
  if (!isNumeric(seconds))
    throw new ServerError('InvalidOptions', 'expireAfterSeconds field must be a number');
  const value = toNumber(seconds);
  if (!(value >= 0 && value <= 0x7fffffff)) {
    throw new ServerError(
      'InvalidOptions',
      `TTL index 'expireAfterSeconds' option must be within an acceptable range, try a different number`,
    );
  }
  if (index.fields.length > 1 || index.isId) {
    throw new ServerError(
      'InvalidOptions',
      'TTL indexes are single-field indexes, compound indexes do not support TTL',
    );
  }
}
