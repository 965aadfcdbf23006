/** A joining and a removal of one person whose writes interleave: what the membership keeps in each order. */
import { beforeEach, expect, test } from 'vitest';
import type { Allocation } from '#lib/conversations/store/allocation.ts';
import {
  beginMembership,
  endMembership,
  settleMembership,
  updateGroup,
  withoutMember,
} from '#lib/conversations/store/group-changes.ts';
import { findGroup } from '#lib/conversations/store/groups.ts';
import { newSystemMessage } from '#lib/conversations/store/last-messages.ts';
import { collection } from '#lib/platform/mongo.ts';
import { insertGroup } from '../../support/people/groups.ts';

let id: string;
let [joinedAt, leftAt]: [number, number] = [0, 0];
beforeEach(async () => {
  id = await insertGroup([
    { username: 'alice', role: 'owner' },
    { username: 'bob', role: 'member' },
  ]);
});

const change = async (stage: object, type: 'joined' | 'left'): Promise<number> => {
  const allocated = await updateGroup(id, { where: {}, change: [stage] }, newSystemMessage('bob', { type }));
  return (allocated as Allocation).lastSeq;
};
/** Messages of others, between two steps. */
const talk = () => change({ $set: { name: 'talk' } }, 'left');

const steps = {
  talk,
  begin: async () => beginMembership(id, 'bob', (await findGroup(id))?.lastSeq ?? 0),
  enter: async () => {
    joinedAt = await change({ $set: { members: { $concatArrays: ['$members', ['bob']] } } }, 'joined');
  },
  settle: () => settleMembership(id, 'bob', joinedAt),
  leave: async () => {
    leftAt = await change(withoutMember('bob'), 'left');
  },
  end: () => endMembership(id, 'bob', leftAt),
};

test.each([
  // One after the other.
  ['leave end begin enter settle', 'group'],
  ['leave end begin talk talk enter settle', 'group'],
  // The removal is slow to end what it removed.
  ['leave begin enter settle end', 'group'],
  ['leave begin enter end settle', 'group'],
  ['leave begin end enter settle', 'group'],
  ['leave begin talk enter end settle', 'group'],
  // The joining is slow to settle, and its person is removed again.
  ['leave end begin enter leave end settle', 'left'],
  ['leave end begin enter leave settle end', 'left'],
  ['leave end begin enter settle leave end', 'left'],
] as const)('%s: %s', async (order, kind) => {
  for (const step of order.split(' ') as (keyof typeof steps)[]) await steps[step]();
  const own = await collection('memberships').findOne({ conversation: id, username: 'bob' });
  expect(own?.kind).toBe(kind);
  expect((await findGroup(id))?.members.includes('bob')).toBe(kind === 'group');
  // What was written before the joining is neither seen nor unread.
  if (kind === 'group') expect(own).toMatchObject({ joinedSeq: joinedAt - 1, readSeq: joinedAt - 1 });
  else expect(own).toMatchObject({ leftSeq: leftAt });
});
