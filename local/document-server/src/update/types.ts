import type { Document } from '../bson/values.ts';

export interface Application {
  /** Index of the array element that the query matched. */
  matchedOffset: number | undefined;
  /** The document is being inserted by an upsert: $setOnInsert applies. */
  inserting: boolean;
}

export interface Update {
  kind: 'operators' | 'replacement' | 'pipeline';
  /** The new document; `doc` is left as it is. The same object comes back when nothing changes. */
  apply(doc: Document, application: Application): Document;
}
