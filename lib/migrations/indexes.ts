/** Creating indexes is a step of deploying and of starting locally, never part of a request. */

import { userIndexes } from '../accounts/store/users.ts';
import { conversationIndexes } from '../conversations/store/conversations.ts';
import { membershipIndexes } from '../conversations/store/memberships.ts';
import { messageIndexes } from '../messages/store/messages.ts';
import { auditIndexes } from '../moderation/store/audit.ts';
import { reportIndexes } from '../moderation/store/reports.ts';
import { collection, type IndexDescription } from '../platform/mongo.ts';

const ALL = [
  userIndexes,
  conversationIndexes,
  membershipIndexes,
  messageIndexes,
  reportIndexes,
  auditIndexes,
];

/** Of the driver's commands, though not of its types: building an index takes as long as it takes. */
const UNTIL_BUILT = { socketTimeoutMS: 0 } as object;

export async function createIndexesOf({ collection: name, indexes }: (typeof ALL)[number]): Promise<void> {
  await collection(name).createIndexes(indexes as unknown as IndexDescription[], UNTIL_BUILT);
}

/** Idempotent: an index that exists as described is left alone. @throws when one exists under other terms */
export async function createIndexes(): Promise<void> {
  for (const each of ALL) await createIndexesOf(each);
}
