/** What happens in a group, as data: fast-check makes histories of it and shortens those that fail. */
import fc from 'fast-check';

export const PEOPLE = ['alice', 'bob', 'carol', 'dave'] as const;

/** Clients by the person who uses them: bob has two. */
export const CLIENTS = {
  alice: 'alice',
  bob: 'bob',
  'bob’s laptop': 'bob',
  carol: 'carol',
  dave: 'dave',
} as const satisfies Record<string, PersonName>;

export type PersonName = (typeof PEOPLE)[number];
export type ClientName = keyof typeof CLIENTS;

const client = fc.constantFrom(...(Object.keys(CLIENTS) as ClientName[]));
const who = fc.constantFrom(...PEOPLE);
/** Chooses one of the messages that the client holds. */
const pick = fc.nat({ max: 1_000 });
const history = fc.constantFrom('start' as const, 'join' as const);

const typed = <const Type extends string, Fields extends object>(
  type: Type,
  fields: { [Name in keyof Fields]: fc.Arbitrary<Fields[Name]> },
) => fc.record({ type: fc.constant(type), ...fields }) as fc.Arbitrary<{ type: Type } & Fields>;

/** Requests: the database may hold back one of their writes. */
const request = fc.oneof(
  { weight: 14, arbitrary: typed('send', { client, repeats: fc.boolean() }) },
  { weight: 6, arbitrary: typed('reply', { client, pick }) },
  { weight: 4, arbitrary: typed('edit', { client, pick }) },
  { weight: 4, arbitrary: typed('delete', { client, pick }) },
  { weight: 4, arbitrary: typed('read', { client, pick }) },
  { weight: 9, arbitrary: typed('add', { client, who }) },
  { weight: 6, arbitrary: typed('join', { client }) },
  { weight: 4, arbitrary: typed('use invite', { client }) },
  { weight: 8, arbitrary: typed('remove', { client, who }) },
  { weight: 4, arbitrary: typed('leave', { client }) },
  {
    weight: 6,
    arbitrary: typed('role', {
      client,
      who,
      role: fc.constantFrom('owner' as const, 'admin' as const, 'member' as const),
    }),
  },
  { weight: 2, arbitrary: typed('rename', { client }) },
  { weight: 2, arbitrary: typed('set history', { client, history }) },
  { weight: 1, arbitrary: typed('close', { client }) },
);

const amend = typed('amend', {
  client,
  pick,
  emoji: fc.constantFrom('👍', '🎉'),
  adds: fc.boolean(),
  withEdit: fc.boolean(),
  holds: fc.boolean(),
});

const device = fc.oneof(
  { weight: 3, arbitrary: typed('cut', { client, told: fc.boolean() }) },
  { weight: 2, arbitrary: typed('connect', { client }) },
  { weight: 4, arbitrary: typed('reconnect', { client }) },
  { weight: 1, arbitrary: typed('scroll up', { client }) },
  { weight: 1, arbitrary: typed('lose pushes', { client }) },
);

const ms = fc.oneof(fc.nat({ max: 9_000 }), fc.integer({ min: 10_000, max: 60_000 }));

const command = fc.oneof(
  { weight: 70, arbitrary: request },
  { weight: 12, arbitrary: amend },
  { weight: 20, arbitrary: device },
  {
    weight: 6,
    arbitrary: typed('hold next', { write: fc.constantFrom('message' as const, 'membership' as const) }),
  },
  { weight: 4, arbitrary: typed('release', {}) },
  { weight: 5, arbitrary: typed('pass time', { ms }) },
);

export type Command = typeof command extends fc.Arbitrary<infer T> ? T : never;
export type GroupRequest = typeof request extends fc.Arbitrary<infer T> ? T : never;
export type Amend = typeof amend extends fc.Arbitrary<infer T> ? T : never;

/** Who is in the group at first beside its owner alice, and how it is set. */
const beginning = fc.record({
  members: fc.subarray(['bob', 'carol', 'dave'] as const),
  history,
  add: fc.constantFrom('members' as const, 'admins' as const),
  listed: fc.boolean(),
});

export type Beginning = typeof beginning extends fc.Arbitrary<infer T> ? T : never;

export const groupHistories = fc.record({
  beginning,
  commands: fc.array(command, { minLength: 5, maxLength: 40, size: 'medium' }),
});
