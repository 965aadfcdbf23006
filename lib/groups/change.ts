/**
 * Changes a group. The decision is made on the group as it was read; the update checks it again, and when another change came first
 * the decision is made again.
 */
import { foldUsername } from '../accounts/username.ts';
import {
  beginMembership,
  endMembership,
  findGroup,
  type GroupDocument,
  type GroupUpdate,
  keepMembership,
  newSystemMessage,
  settleMembership,
  updateGroup,
} from '../conversations/groups.ts';
import { conversationLeft } from '../events/subscribers.ts';
import { ApiError, type ProblemCode } from '../http/errors.ts';
import { eraseIfGone } from '../messages/erasure.ts';
import { writeSystemMessage } from '../messages/group-messages.ts';
import { isLate } from '../messages/late-writes.ts';
import type { System } from '../messages/system.ts';
import { now } from '../platform/clock.ts';

export interface GroupChange extends GroupUpdate {
  system: System;
  /** who enters the list of members, or leaves it: as spelled at registration */
  enters?: string;
  leaves?: string;
}

/** @returns what to do, or undefined when nothing is to be done @throws ApiError why the actor may not */
type Decide = (group: GroupDocument) => GroupChange | undefined;

/** Each attempt after the first follows a change that another request has made. */
const ATTEMPTS = 20;

async function attempt(group: GroupDocument, actor: string, change: GroupChange): Promise<boolean> {
  const { system, enters, leaves, ...update } = change;
  const { _id: id, lastSeq } = group;
  const startedAt = now();
  if (enters !== undefined) await beginMembership(id, enters, lastSeq);
  const message = newSystemMessage(actor, system);
  const allocated = await updateGroup(id, update, message);
  if (!allocated) return false;
  if (enters !== undefined) await settleMembership(id, enters, allocated.lastSeq);
  if (leaves !== undefined) await endMembership(id, leaves, allocated.lastSeq);
  const written = await writeSystemMessage(message, allocated, startedAt);
  if (isLate(startedAt)) await eraseIfGone(written);
  if (leaves !== undefined)
    await conversationLeft({ conversation: id, username: leaves, message: written.id });
  return true;
}

/** For a person who wants to enter a group, and may be in its list already. @param username in any spelling */
export async function keepListed({ _id, members, lastSeq }: GroupDocument, username: string): Promise<void> {
  const listed = members.find((member) => foldUsername(member) === foldUsername(username));
  if (listed !== undefined) await keepMembership(_id, listed, lastSeq);
}

/**
 * @param actor as spelled at registration @param unknown the problem when there is no such group
 * @returns the group as the decision saw it last, which is before the change
 * @throws ApiError `unknown`; what the decision throws
 */
export async function changeGroup(
  id: string,
  actor: string,
  decide: Decide,
  unknown: ProblemCode = 'conversation_not_found',
): Promise<GroupDocument> {
  for (let attempts = 0; attempts < ATTEMPTS; attempts++) {
    const group = await findGroup(id);
    if (!group) throw new ApiError(unknown);
    const change = decide(group);
    if (!change || (await attempt(group, actor, change))) return group;
  }
  throw new Error('A group changes faster than it can be read');
}
