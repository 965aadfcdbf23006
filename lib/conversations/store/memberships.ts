import { foldUsername } from '../../accounts/username.ts';
import { DELETED_ACCOUNT } from '../../messages/message.ts';
import { now } from '../../platform/clock.ts';
import { collection } from '../../platform/mongo.ts';
import type { ConversationKind } from '../conversation.ts';
import { GROUPS_MAX } from '../group.ts';
import { type Membership, membershipId } from '../membership.ts';

export const MEMBERSHIPS = 'memberships';

export const memberships = collection<Membership>(MEMBERSHIPS);

const KINDS: ConversationKind[] = ['direct', 'group'];

export const membershipIndexes = {
  collection: MEMBERSHIPS,
  indexes: [
    { name: 'own', key: { username: 1, kind: 1, _id: 1 } },
    {
      name: 'pinned',
      key: { username: 1, pinnedAt: 1 },
      partialFilterExpression: { pinnedAt: { $exists: true } },
    },
    { name: 'own_changes', key: { username: 1, changedAt: 1, _id: 1 } },
    {
      name: 'peer_reads',
      key: { peer: 1, readAt: 1, _id: 1 },
      partialFilterExpression: { peer: { $exists: true } },
    },
  ],
} as const;

/** Leaves existing memberships unchanged. */
export async function insertMemberships(list: Membership[]): Promise<void> {
  const upserts = list.map(({ _id, ...rest }) => ({
    updateOne: { filter: { _id }, update: { $setOnInsert: rest }, upsert: true },
  }));
  if (upserts.length > 0) await memberships.bulkWrite(upserts, { ordered: false });
}

/**
 * Moves a member's read mark forward, in one write to one document.
 * @param shown whether the peer sees it; otherwise the peer keeps seeing the mark that they see now
 * @returns whether it moved; false when the user is not a member
 */
export async function moveReadSeq(
  conversation: string,
  username: string,
  seq: number,
  shown: boolean,
): Promise<boolean> {
  const at = now();
  const { modifiedCount } = await memberships.updateOne(
    { _id: membershipId(conversation, username), readSeq: { $lt: seq } },
    shown
      ? { $set: { readSeq: seq }, $unset: { shownSeq: '' }, $max: { changedAt: at, readAt: at } }
      : [
          {
            $set: {
              shownSeq: { $ifNull: ['$shownSeq', '$readSeq'] },
              readSeq: seq,
              changedAt: { $max: ['$changedAt', at] },
            },
          },
        ],
  );
  return modifiedCount === 1;
}

/** Shows the peer how far a member has read. @returns the read mark, or undefined when the peer has seen it all along */
export async function showReadSeq(conversation: string, username: string): Promise<number | undefined> {
  const at = now();
  const before = await memberships.findOneAndUpdate(
    { _id: membershipId(conversation, username), shownSeq: { $exists: true } },
    { $unset: { shownSeq: '' }, $max: { readAt: at } },
    { projection: { readSeq: 1 } },
  );
  return before?.readSeq;
}

/** What a member changes for themselves; null removes a field. */
export type OwnChange = {
  [Field in 'mutedUntil' | 'archivedSeq' | 'pinnedAt' | 'notify' | 'unreadFrom']?:
    | Membership[Field]
    | null
    | undefined;
};

/** The member's other devices learn of it by sync. @returns null when the user is not a member */
export function changeOwnState(
  conversation: string,
  username: string,
  change: OwnChange,
): Promise<Membership | null> {
  const fields = Object.entries(change).filter(([, value]) => value !== undefined);
  const set = Object.fromEntries(fields.filter(([, value]) => value !== null));
  const unset = Object.fromEntries(
    fields.filter(([, value]) => value === null).map(([name]) => [name, '' as const]),
  );
  return memberships.findOneAndUpdate(
    { _id: membershipId(conversation, username) },
    {
      ...(Object.keys(set).length > 0 ? { $set: set } : {}),
      ...(Object.keys(unset).length > 0 ? { $unset: unset } : {}),
      $max: { changedAt: now() },
    },
    { returnDocument: 'after' },
  );
}

/** Two ranges of an index, which a scan merges in the order of the ids. */
export const allOf = (username: string) => ({ username, kind: { $in: KINDS } });

/** Of conversations that the member has not left. */
export const pinnedOf = (username: string) => ({ ...allOf(username), pinnedAt: { $exists: true } });

export const countPinned = (username: string): Promise<number> =>
  memberships.countDocuments(pinnedOf(username));

/** In the order of the conversations' ids. @param after id of a conversation; the page starts behind it, '' starts at the beginning */
export const listMemberships = (username: string, after: string, limit: number): Promise<Membership[]> =>
  memberships
    .find({ ...allOf(username), _id: { $gt: after === '' ? '' : membershipId(after, username) } })
    .sort({ _id: 1 })
    .limit(limit)
    .toArray();

/** A read limit: people who join several groups at once can have a few more than they may. */
export const GROUPS_READ = GROUPS_MAX + 100;

/** Also those that the person has left. */
export async function listGroupIds(username: string, limit: number): Promise<string[]> {
  const found = await memberships
    .find({ username, kind: { $in: ['group', 'left'] } }, { projection: { _id: 0, conversation: 1 } })
    .limit(limit)
    .toArray();
  return found.map(({ conversation }) => conversation);
}

/** All of a conversation: their ids begin with its id. "0" follows "/". */
export async function deleteMembershipsIn(conversation: string): Promise<void> {
  await memberships.deleteMany({ _id: { $gt: `${conversation}/`, $lt: `${conversation}0` } });
}

/**
 * The members who had joined before a message and have read it, as far as they show it, in the order of their folded names.
 * @param after a folded name; the page starts behind it, '' starts at the beginning
 */
export async function listReaders(
  conversation: string,
  seq: number,
  after: string,
  limit: number,
): Promise<string[]> {
  const found = await memberships
    .find(
      {
        // The ids of a conversation's memberships: "0" follows "/".
        _id: { $gt: `${conversation}/${after}`, $lt: `${conversation}0` },
        joinedSeq: { $lt: seq },
        $or: [{ shownSeq: { $gte: seq } }, { shownSeq: { $exists: false }, readSeq: { $gte: seq } }],
      },
      { projection: { _id: 0, username: 1 } },
    )
    .sort({ _id: 1 })
    .limit(limit)
    .batchSize(limit)
    .toArray();
  return found.map(({ username }) => username);
}

/** After which seq these members see messages, by the ids of their memberships. */
export async function listJoinedSeqs(
  conversation: string,
  usernames: readonly string[],
): Promise<Map<string, number>> {
  const ids = usernames.map((username) => membershipId(conversation, username));
  const found = await memberships
    .find({ _id: { $in: ids } }, { projection: { joinedSeq: 1 } })
    .limit(ids.length)
    .batchSize(ids.length)
    .toArray();
  return new Map(found.map(({ _id, joinedSeq }) => [_id, joinedSeq]));
}

/** Of these members, by folded name. */
export async function findMemberships(
  conversation: string,
  usernames: readonly string[],
): Promise<Map<string, Membership>> {
  const found = await memberships
    .find({ _id: { $in: usernames.map((username) => membershipId(conversation, username)) } })
    .toArray();
  return new Map(found.map((membership) => [foldUsername(membership.username), membership]));
}

/** Changes of memberships that are looked at: others make some of them, by adding and removing. */
const CHANGES_READ = 20;

/** When the person last read something, as far as the latest changes say. */
export async function findLastRead(username: string): Promise<Date | undefined> {
  const found = await memberships
    .find(
      { username, changedAt: { $exists: true } },
      { projection: { _id: 0, kind: 1, readSeq: 1, joinedSeq: 1, changedAt: 1 } },
    )
    .sort({ changedAt: -1 })
    .limit(CHANGES_READ)
    .toArray();
  return found.find(({ kind, readSeq, joinedSeq }) => kind !== 'left' && readSeq > joinedSeq)?.changedAt;
}

/** Deletes an account's memberships and its name in those of its peers. */
export async function deleteMembershipsOf(username: string): Promise<void> {
  await memberships.deleteMany({ username });
  await memberships.updateMany({ peer: username }, { $set: { peer: DELETED_ACCOUNT } });
}

export async function deleteMembership(conversation: string, username: string): Promise<void> {
  await memberships.deleteOne({ _id: membershipId(conversation, username) });
}
