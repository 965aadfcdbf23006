/** Requests, stored in the conversation, where the first query of every send reads them. */
import { foldUsername } from '../../accounts/username.ts';
import { now } from '../../platform/clock.ts';
import type { Circle } from '../visibility.ts';
import { ownChangesWith } from './blocks.ts';
import { circleOf, conversations, FOR_CIRCLE } from './conversations.ts';

const asked = (conversation: string, username: string) => ({
  _id: conversation,
  'request.to': foldUsername(username),
});

/** Both members learn of it by sync. @returns the conversation's circle after it; null when no request waits for this member */
export async function acceptRequest(conversation: string, username: string): Promise<Circle | null> {
  const accepted = await conversations.findOneAndUpdate(
    asked(conversation, username),
    { $unset: { request: '' }, $max: { changedAt: now() } },
    { projection: FOR_CIRCLE, returnDocument: 'after' },
  );
  return accepted && circleOf(accepted);
}

/** Only the member's other devices learn of it by sync. @returns false when no request waits for this member, or it is ignored */
export async function ignoreRequest(conversation: string, username: string): Promise<boolean> {
  const { modifiedCount } = await conversations.updateOne(
    { ...asked(conversation, username), 'request.ignoredAt': { $exists: false } },
    [{ $set: { 'request.ignoredAt': now(), ownChanges: ownChangesWith(foldUsername(username)) } }],
  );
  return modifiedCount === 1;
}
