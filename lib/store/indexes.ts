/** Creating indexes is a step of deploying and of starting locally, never part of a request. */
import { collection, type IndexDescription } from '../mongo.ts';
import { conversationIndexes } from './conversations.ts';
import { messageIndexes } from './messages.ts';
import { userIndexes } from './users.ts';

/** Idempotent: an index that exists as described is left alone. @throws when one exists under other terms */
export async function createIndexes(): Promise<void> {
  for (const { collection: name, indexes } of [userIndexes, conversationIndexes, messageIndexes]) {
    if (indexes.length > 0) {
      await collection(name).createIndexes(indexes as unknown as IndexDescription[]);
    }
  }
}
