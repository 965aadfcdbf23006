/**
 * Replaces the index of the inbox by one with `kind` before the activity, which answers searches without the documents. The new one is
 * built first, because the code of before serves meanwhile.
 */
import { conversationIndexes } from '../conversations/store/conversations.ts';
import { createIndexesOf } from './indexes.ts';
import { dropIndexes } from './steps.ts';

export async function kindInTheInboxIndex(): Promise<void> {
  await createIndexesOf(conversationIndexes);
  await dropIndexes(conversationIndexes.collection, ['direct_inbox']);
}
