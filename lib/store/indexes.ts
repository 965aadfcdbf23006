/** Creating indexes is a step of deploying and of starting locally, never part of a request. */
import { collection, type IndexDescription } from '../mongo.ts';
import { auditIndexes } from './audit.ts';
import { conversationIndexes } from './conversations.ts';
import { messageIndexes } from './messages.ts';
import { reportIndexes } from './reports.ts';
import { userIndexes } from './users.ts';

const ALL = [userIndexes, conversationIndexes, messageIndexes, reportIndexes, auditIndexes];

/** Idempotent: an index that exists as described is left alone. @throws when one exists under other terms */
export async function createIndexes(): Promise<void> {
  for (const { collection: name, indexes } of ALL) {
    if (indexes.length > 0) {
      await collection(name).createIndexes(indexes as unknown as IndexDescription[]);
    }
  }
}
