/**
 * Members of groups. The list of members in the document is authoritative and changes with its version: version v is sent to
 * exactly the members at v. A membership is inserted before its owner enters the list, and deleted after the owner leaves it.
 */
import { now } from '../../platform/clock.ts';
import { newConversationId } from '../conversation.ts';
import { newMembership, type Role } from '../membership.ts';
import { change, conversations } from './conversations.ts';
import { deleteMembership, insertMemberships } from './memberships.ts';

export const MEMBERS_MAX = 1_000;

export interface NewMember {
  /** as its owner spells it */
  username: string;
  role: Role;
}

/** @param people at most MEMBERS_MAX; they must exist @returns the id */
export async function insertGroup(people: NewMember[]): Promise<string> {
  const conversation = newConversationId();
  const at = now();
  await insertMemberships(
    people.map(({ username, role }) => newMembership({ conversation, kind: 'group' }, username, { role })),
  );
  await conversations.insertOne({
    _id: conversation,
    kind: 'group',
    members: people.map(({ username }) => username),
    version: 1,
    lastSeq: 0,
    createdAt: at,
    activityAt: at,
    changedAt: at,
    lastMessages: [],
  });
  return conversation;
}

/** @returns false when there is no such group or it is full; true also for an existing member */
export async function joinGroup(id: string, { username, role }: NewMember): Promise<boolean> {
  const group = await conversations.findOne({ _id: id, kind: 'group' }, { projection: { lastSeq: 1 } });
  if (!group) return false;
  const { lastSeq: joinedSeq } = group;
  const more = { role, joinedSeq, readSeq: joinedSeq };
  await insertMemberships([newMembership({ conversation: id, kind: 'group' }, username, more)]);
  await conversations.updateOne(
    { _id: id, members: { $ne: username }, [`members.${MEMBERS_MAX - 1}`]: { $exists: false } },
    { ...change(1), $push: { members: username } },
  );
  const isListed = (await conversations.countDocuments({ _id: id, members: username }, { limit: 1 })) === 1;
  if (!isListed) await deleteMembership(id, username);
  return isListed;
}

/** Idempotent. */
export async function leaveGroup(id: string, username: string): Promise<void> {
  await conversations.updateOne(
    { _id: id, kind: 'group', members: username },
    { ...change(1), $pull: { members: username } },
  );
  await deleteMembership(id, username);
}
