/** Small rules about stored documents and their index entries. */
import { type Document, ObjectId } from '../bson/values.ts';
import type { Entry } from './collection-index.ts';

export function contains(entries: Entry[], entry: Entry): boolean {
  return entries.some(
    (other) => other.bytes.equals(entry.bytes) && (other.types ?? EMPTY).equals(entry.types ?? EMPTY),
  );
}

const EMPTY = Buffer.alloc(0);

export function withIdFirst(doc: Document): Document {
  if (doc.keys().next().value === '_id') return doc;
  const id = doc.get('_id');
  const result: Document = new Map([['_id', id === undefined ? new ObjectId() : id]]);
  for (const [name, value] of doc) if (name !== '_id') result.set(name, value);
  return result;
}
