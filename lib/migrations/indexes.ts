/** Indexes are created during a deployment and a local start, never in a request. */

import { inviteIndexes } from '../accounts/store/invites.ts';
import { userIndexes } from '../accounts/store/users.ts';
import { attachmentIndexes } from '../attachments/store/attachments.ts';
import { conversationIndexes } from '../conversations/store/conversations.ts';
import { membershipIndexes } from '../conversations/store/memberships.ts';
import { messageIndexes } from '../messages/store/messages.ts';
import { savedIndexes } from '../messages/store/saved.ts';
import { auditIndexes } from '../moderation/store/audit.ts';
import { reportIndexes } from '../moderation/store/reports.ts';
import { collection, type IndexDescription } from '../platform/mongo.ts';
import { previewIndexes } from '../previews/store/cache.ts';

const ALL = [
  userIndexes,
  inviteIndexes,
  conversationIndexes,
  membershipIndexes,
  messageIndexes,
  savedIndexes,
  attachmentIndexes,
  reportIndexes,
  auditIndexes,
  previewIndexes,
];

/** No time limit, because building an index can take long. The driver's commands accept the option; its types lack it. */
const UNTIL_BUILT = { socketTimeoutMS: 0 } as object;

export async function createIndexesOf({ collection: name, indexes }: (typeof ALL)[number]): Promise<void> {
  await collection(name).createIndexes(indexes as unknown as IndexDescription[], UNTIL_BUILT);
}

/** Idempotent. @throws when an index exists with other options */
export async function createIndexes(): Promise<void> {
  for (const each of ALL) await createIndexesOf(each);
}
