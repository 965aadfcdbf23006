/** What migrations have in common. */
import { collection, type Document, type ObjectId } from '../platform/mongo.ts';

/** So small that a batch is done long before the driver's time-out. */
const BATCH = 500;

/** Updates what a filter finds until it finds nothing: the update must take a document out of it. Can be cut off anywhere. */
export async function inBatches(
  name: string,
  filter: Document,
  update: Document | Document[],
): Promise<void> {
  const documents = collection<Document & { _id: ObjectId }>(name);
  for (;;) {
    const found = await documents
      .find(filter, { projection: { _id: 1 } })
      .limit(BATCH)
      .toArray();
    if (found.length === 0) return;
    await documents.updateMany({ _id: { $in: found.map(({ _id }) => _id) } }, update);
  }
}

/** NamespaceNotFound and IndexNotFound. */
const NOT_THERE: unknown[] = [26, 27];

/** Those that are there. Listing them first would take a part of the driver that functions leave out (build/omitted.ts). */
export async function dropIndexes(name: string, unwanted: string[]): Promise<void> {
  for (const index of unwanted) {
    await collection(name)
      .dropIndex(index)
      .catch((error: { code?: unknown }) => {
        if (!NOT_THERE.includes(error.code)) throw error;
      });
  }
}
