/** What groups cost the database: the same with 2, 100 and 1,000 members. */
import { Collection, MongoClient } from 'mongodb';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { MEMBERS_MAX } from '#lib/conversations/group.ts';
import { collection } from '#lib/platform/mongo.ts';
import {
  acceptInvite,
  insertGroup,
  invite,
  removeMember,
  sendTo,
  setMember,
  updateGroup,
} from '../../support/people/groups.ts';
import { createPerson, type Person } from '../../support/people/people.ts';

let alice: Person;
let guest: Person;
let id: string;
beforeEach(async () => {
  [alice, guest] = [await createPerson('alice'), await createPerson('guest')];
});
afterEach(() => vi.restoreAllMocks());

/** Of this size, and nothing else in the collections. */
async function makeGroup(size: number): Promise<void> {
  await collection('conversations').deleteMany({});
  await collection('memberships').deleteMany({});
  const others = Array.from({ length: size - 1 }, (_, index) => ({
    username: `m-${index}`,
    role: 'member' as const,
  }));
  id = await insertGroup([{ username: alice.username, role: 'owner' }, ...others]);
}

async function keysOf(name: string): Promise<number> {
  const client = await MongoClient.connect(process.env.MONGODB_URI ?? '');
  const { keysPerIndex } = await client.db(process.env.MONGODB_DATABASE).command({ validate: name });
  await client.close();
  return Object.values<number>(keysPerIndex).reduce((sum, count) => sum + count, 0);
}

const METHODS = ['find', 'aggregate', 'findOneAndUpdate', 'updateOne', 'replaceOne', 'insertOne'] as const;

/** The commands of a request, and the index keys that it adds. */
async function costsOf(work: () => Promise<{ status: number }>) {
  const keys = () => Promise.all(['conversations', 'memberships'].map(keysOf));
  const before = await keys();
  const commands: string[] = [];
  for (const method of METHODS) {
    const original = Collection.prototype[method] as (...args: unknown[]) => unknown;
    vi.spyOn(Collection.prototype, method).mockImplementation(function (
      this: Collection,
      ...args: unknown[]
    ) {
      commands.push(`${method} ${this.collectionName}`);
      return original.apply(this, args) as never;
    });
  }
  expect((await work()).status).toBeLessThan(300);
  vi.restoreAllMocks();
  const after = await keys();
  return { commands: commands.sort(), keys: after.map((count, index) => count - (before[index] ?? 0)) };
}

const SIZES = [2, 100, MEMBERS_MAX - 1];

/** Whether the session has ended, and the account and number of groups of the one who comes. */
const session = 'find users';
/** The membership begins and settles. */
const ENTERING = [
  'find conversations',
  'findOneAndUpdate conversations',
  'insertOne messages',
  'replaceOne memberships',
  'updateOne memberships',
];

test.each([
  [
    'a send',
    async () => () => sendTo(alice, id, 'hello'),
    { commands: [session, 'findOneAndUpdate conversations', 'insertOne messages'], keys: [0, 0] },
  ],
  [
    'joining a listed group',
    async () => {
      await updateGroup(alice, id, { Listed: true });
      return () => setMember(guest, id, guest);
    },
    // The profile in the answer.
    {
      commands: [session, session, session, 'aggregate memberships', ...ENTERING],
      keys: [0, 3],
    },
  ],
  [
    'joining by an invitation',
    async () => {
      const { Code } = (await invite(alice, id)).body;
      return () => acceptInvite(guest, Code);
    },
    // The group in the answer.
    {
      commands: [session, session, 'aggregate memberships', ...ENTERING, 'find conversations'],
      keys: [0, 3],
    },
  ],
  [
    'leaving',
    async () => {
      await updateGroup(alice, id, { Listed: true });
      await setMember(guest, id, guest);
      return () => removeMember(guest, id, guest);
    },
    {
      commands: [
        session,
        'find conversations',
        'findOneAndUpdate conversations',
        'insertOne messages',
        'updateOne memberships',
      ],
      keys: [0, 0],
    },
  ],
])('%s', async (_, prepare, expected) => {
  for (const size of SIZES) {
    await makeGroup(size);
    const { commands, keys } = await costsOf(await prepare());
    expect({ size, commands, keys }).toEqual({
      size,
      commands: expected.commands.toSorted(),
      keys: expected.keys,
    });
  }
});
