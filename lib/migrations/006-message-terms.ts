/** Stores the terms by which searches find messages. A message with `terms` is migrated; deleted and system messages stay without. */
import { collection, type Document, type ObjectId } from '../platform/mongo.ts';
import { termsOfMessage } from '../search/terms.ts';

/** The schema at this version. */
type Message = Document & { _id: ObjectId; from: string; text: string; frozen?: { text: string } };

const WITHOUT = { deletedAt: null, system: { $exists: false }, terms: { $exists: false } };

const BATCH = 500;

/** The author finds a message by its text, others by the state that they see. */
function setOf({ from, text, frozen }: Message): Document {
  const own = termsOfMessage({ from, text });
  if (!frozen) return { terms: own };
  const shown = termsOfMessage({ from, text: frozen.text });
  return { terms: [...new Set([...own, ...shown])], 'frozen.terms': shown };
}

export async function storeMessageTerms(): Promise<void> {
  const messages = collection<Message>('messages');
  let after: ObjectId | undefined;
  for (;;) {
    const found = await messages
      .find(
        { ...(after ? { _id: { $gt: after } } : {}), ...WITHOUT },
        { projection: { from: 1, text: 1, 'frozen.text': 1 } },
      )
      .sort({ _id: 1 })
      .limit(BATCH)
      .toArray();
    const updates = found.map((message) => ({
      updateOne: {
        // An edit or a deletion meanwhile has set or removed them.
        filter: { _id: message._id, text: message.text, ...WITHOUT },
        update: { $set: setOf(message) },
      },
    }));
    if (updates.length > 0) await messages.bulkWrite(updates, { ordered: false });
    const last = found.at(-1);
    if (!last || found.length < BATCH) return;
    after = last._id;
  }
}
