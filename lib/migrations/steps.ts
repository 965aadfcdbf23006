/** Shared steps of migrations. */
import { collection, type Document, type ObjectId } from '../platform/mongo.ts';

/** Small enough to finish long before the driver's time-out. */
const BATCH = 500;

/** Repeats an update until its filter matches nothing, so the update must make documents stop matching. Can be interrupted anywhere. */
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

/** Ignores missing indexes. Listing them first would need a part of the driver that bundles omit (build/omitted.ts). */
export async function dropIndexes(name: string, unwanted: string[]): Promise<void> {
  for (const index of unwanted) {
    await collection(name)
      .dropIndex(index)
      .catch((error: { code?: unknown }) => {
        if (!NOT_THERE.includes(error.code)) throw error;
      });
  }
}
