import { type Document, isDocument, type Value } from '../../bson/values.ts';

/** A copy of a document with a value at a path; what stands in the way is replaced. */
export function setPath(doc: Document, path: string, value: Value): Document {
  const [first = '', ...rest] = path.split('.');
  const copy: Document = new Map(doc);
  if (rest.length === 0) copy.set(first, value);
  else {
    const inner = copy.get(first);
    copy.set(first, setPath(isDocument(inner) ? inner : new Map(), rest.join('.'), value));
  }
  return copy;
}
