/** Small rules about stored documents and their index entries. */
import { type Document, ObjectId, Timestamp, type Value } from '../bson/values.ts';
import { nextTimestamp } from '../update/field-operators.ts';
import type { Entry } from './collection-index.ts';

/** The entries that are not among the others. */
export function entriesBeyond(entries: Entry[], others: Entry[]): Entry[] {
  const known = new Map(others.map(({ bytes, types }) => [bytes.toString('latin1'), types ?? EMPTY]));
  return entries.filter(({ bytes, types }) => !known.get(bytes.toString('latin1'))?.equals(types ?? EMPTY));
}

const EMPTY = Buffer.alloc(0);

/** A new document as it is stored: with an _id, which comes first, and the time in place of empty timestamps. */
export function completed(doc: Document): Document {
  const complete = withIdFirst(doc);
  const empty = (name: string, value: Value): boolean =>
    value instanceof Timestamp && value.value === 0n && name !== '_id';
  if (![...complete].some(([name, value]) => empty(name, value))) return complete;
  return new Map([...complete].map(([name, value]) => [name, empty(name, value) ? nextTimestamp() : value]));
}

function withIdFirst(doc: Document): Document {
  if (doc.keys().next().value === '_id') return doc;
  const id = doc.get('_id');
  const result: Document = new Map([['_id', id === undefined ? new ObjectId() : id]]);
  for (const [name, value] of doc) if (name !== '_id') result.set(name, value);
  return result;
}
