/**
 * Groups. The list of members in the document is authoritative and changes with its version: version v is sent to
 * exactly the members at v. A membership is inserted before its owner enters the list.
 */
import { now } from '../../platform/clock.ts';
import { insertOnce } from '../../platform/mongo.ts';
import { waitForAll } from '../../platform/wait-for-all.ts';
import { GROUPS_MAX, type GroupLook, type GroupRoles, type GroupSettings, listedName } from '../group.ts';
import { newMembership } from '../membership.ts';
import { type Allocation, toAllocation } from './allocation.ts';
import { CONVERSATIONS, type Conversation, conversations, type GroupFields } from './conversations.ts';
import type { SentMessage } from './last-messages.ts';
import { GROUPS_READ, insertMemberships, memberships } from './memberships.ts';

export interface NewGroup extends GroupLook, GroupSettings, GroupRoles {
  id: string;
  /** as spelled at registration, at most MEMBERS_MAX; they must exist */
  members: string[];
  /** digest of the request, which identifies a repetition */
  madeFrom: string;
}

/**
 * @param created the first message
 * @returns null, without a change, when the group exists
 */
export async function insertGroup(
  { id, ...group }: NewGroup,
  created: SentMessage,
): Promise<Allocation | null> {
  await insertMemberships(
    group.members.map((username) => newMembership({ conversation: id, kind: 'group' }, username)),
  );
  const at = now();
  const numbers = { version: 1, lastSeq: 1 };
  const times = { createdAt: at, activityAt: at, changedAt: at };
  const { owners, admins } = { owners: [...group.owners], admins: [...group.admins] };
  const nameInList = listedName(group);
  const whole: Conversation = {
    _id: id,
    kind: 'group',
    ...group,
    owners,
    admins,
    ...(nameInList === undefined ? {} : { listedName: nameInList }),
    ...numbers,
    ...times,
    lastMessages: [{ ...created, seq: 1, version: 1, editedAt: null, deletedAt: null, onlyFor: null }],
  };
  return (await insertOnce(conversations, whole)) ? toAllocation(whole) : null;
}

/** A group as its members see it. */
export interface GroupDocument
  extends GroupFields,
    Pick<Conversation, '_id' | 'members' | 'createdAt' | 'lastSeq'> {}

const FOR_GROUP = {
  members: 1,
  owners: 1,
  admins: 1,
  name: 1,
  topic: 1,
  avatar: 1,
  history: 1,
  post: 1,
  add: 1,
  listed: 1,
  closedAt: 1,
  invites: 1,
  createdAt: 1,
  lastSeq: 1,
  madeFrom: 1,
} as const;

/** @returns null when there is none */
export const findGroup = (id: string): Promise<GroupDocument | null> =>
  conversations.findOne<GroupDocument>({ _id: id, kind: 'group' }, { projection: FOR_GROUP });

/** @returns null when there is no such group */
export async function findGroupName(id: string): Promise<string | null> {
  const found = await conversations.findOne({ _id: id, kind: 'group' }, { projection: { name: 1 } });
  return found?.name ?? null;
}

/** A group in the list of groups. */
export interface ListedGroup extends GroupLook {
  _id: string;
  listedName: string;
  memberCount: number;
}

/** Greater than every character of a name. */
const HIGHEST = '\u{10ffff}';

/** In the order of their names. @param prefix folded, '' for all @param after end of the page before */
export const listGroups = (
  prefix: string,
  after: { name: string; id: string } | undefined,
  limit: number,
): Promise<ListedGroup[]> => {
  const later = after && {
    $or: [{ listedName: { $gt: after.name } }, { listedName: after.name, _id: { $gt: after.id } }],
  };
  const first = after && after.name > prefix ? after.name : prefix;
  return conversations
    .aggregate<ListedGroup>([
      { $match: { listedName: { $gte: first, $lt: prefix + HIGHEST }, ...later } },
      { $sort: { listedName: 1, _id: 1 } },
      { $limit: limit },
      { $project: { listedName: 1, name: 1, topic: 1, avatar: 1, memberCount: { $size: '$members' } } },
    ])
    .toArray();
};

/** Of so many people who seem to be in too many groups, the groups are looked up. */
const LOOKED_UP = 10;

/** By the lists of members, which are the truth: a group that was never made, or a member's removal that was cut off, leaves a membership. */
async function countListed(username: string): Promise<number> {
  const found = await memberships
    .aggregate([
      { $match: { username, kind: 'group' } },
      { $limit: GROUPS_READ },
      {
        $lookup: {
          from: CONVERSATIONS,
          localField: 'conversation',
          foreignField: '_id',
          pipeline: [{ $match: { members: username } }, { $project: { _id: 1 } }],
          as: 'of',
        },
      },
      { $unwind: '$of' },
      { $replaceWith: '$of' },
    ])
    .toArray();
  return found.length;
}

/** How many groups each of these people is in; those who are in none are left out. */
export async function countGroupsOf(usernames: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const found = await memberships
    .aggregate<{ _id: string; count: number }>([
      { $match: { username: { $in: usernames }, kind: 'group' } },
      { $group: { _id: '$username', count: { $sum: 1 } } },
    ])
    .toArray();
  const full = found.filter(({ count }) => count >= GROUPS_MAX).slice(0, LOOKED_UP);
  const listed = await waitForAll(
    full.map(async ({ _id }): Promise<[string, number]> => [_id, await countListed(_id)]),
  );
  return new Map([...found.map(({ _id, count }): [string, number] => [_id, count]), ...listed]);
}
