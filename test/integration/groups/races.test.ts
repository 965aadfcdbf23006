/** Changes of a group at the same time: one consistent outcome for everybody. */
import { beforeEach, describe, expect, test } from 'vitest';
import { collection } from '#lib/platform/mongo.ts';
import { handler as deleteHandler } from '../../../functions/me/delete.ts';
import { call } from '../../support/http/gateway.ts';
import { enter } from '../../support/matrices/authorization/cases.ts';
import {
  acceptInvite,
  closeGroup,
  createGroup,
  insertGroup,
  invite,
  invitesTo,
  listIn,
  outcome,
  removeMember,
  rolesIn,
  rowOf,
  sendTo,
  setMember,
} from '../../support/people/groups.ts';
import { beforeNextUpdate } from '../../support/people/interleaved.ts';
import { createPerson, logInAgain, type Person } from '../../support/people/people.ts';
import { PASSWORD } from '../../support/people/registration.ts';
import { acquaint, inbox } from '../../support/people/two-people.ts';
import { sweep } from '../../support/server/deletions.ts';
import { rawSearch } from '../../support/server/raw-search.ts';

let alice: Person;
let bob: Person;
let carol: Person;
let id: string;
beforeEach(async () => {
  [alice, bob, carol] = (await Promise.all(['alice', 'bob', 'carol'].map(createPerson))) as [
    Person,
    Person,
    Person,
  ];
  await Promise.all([acquaint(alice, bob), acquaint(alice, carol)]);
  id = (await createGroup(alice, [bob, carol])).body.Conversation;
});

/** What the database holds of a person is the same everywhere, and each change has its message. */
async function expectConsistent(person: Person): Promise<boolean> {
  const group = await collection('conversations').findOne({ _id: id as never });
  const own = await collection('memberships').findOne({ conversation: id, username: person.username });
  const isIn: boolean = group?.members.includes(person.username);
  expect(own?.kind).toBe(isIn ? 'group' : 'left');
  expect((await listIn(person, id)).status).toBe(isIn ? 200 : 404);
  expect((await rowOf(person, id)) !== undefined).toBe(isIn);
  const messages = (await listIn(alice, id, { limit: '200' })).body;
  expect(messages.at(-1).Seq).toBe(group?.lastSeq);
  const moves = messages.filter(
    ({ System, From }: { System: { Type: string; Users?: string[] } | null; From: string }) =>
      System?.Users?.includes(person.username) || (From === person.username && System !== null),
  );
  // Coming and going take turns, and the last one tells how it is.
  const types: string[] = moves.map(({ System }: { System: { Type: string } }) =>
    ['added', 'joined'].includes(System.Type) ? 'in' : 'out',
  );
  for (const [index, type] of types.entries()) if (index > 0) expect(type).not.toBe(types[index - 1]);
  if (types.length > 0) expect(types.at(-1)).toBe(isIn ? 'in' : 'out');
  return isIn;
}

test('two owners who remove each other: one of them does', async () => {
  await setMember(alice, id, carol, 'owner');
  for (let round = 0; round < 5; round++) {
    await setMember(alice, id, bob, 'owner');
    const answers = await Promise.all([
      outcome(removeMember(alice, id, bob)),
      outcome(removeMember(bob, id, alice)),
    ]);
    expect(answers.toSorted()).toEqual(['204', '404 conversation_not_found']);
    const [winner, loser] = answers[0] === '204' ? [alice, bob] : [bob, alice];
    expect(Object.keys(await rolesIn(winner, id)).sort()).toEqual([winner.username, carol.username].sort());
    expect(await outcome(listIn(loser, id))).toBe('404 conversation_not_found');
    await setMember(winner, id, loser, 'owner');
  }
});

test('two admins who remove each other: neither may', async () => {
  for (const person of [bob, carol]) await setMember(alice, id, person, 'admin');
  expect(
    await Promise.all([outcome(removeMember(bob, id, carol)), outcome(removeMember(carol, id, bob))]),
  ).toEqual(['403 not_group_owner', '403 not_group_owner']);
});

test('an admin who is demoted between the decision to remove a member and the removal may not any more', async () => {
  await setMember(alice, id, bob, 'admin');
  const isDemoted = beforeNextUpdate(() => setMember(alice, id, bob, 'member'));
  expect(await outcome(removeMember(bob, id, carol))).toBe('403 not_group_admin');
  expect(isDemoted()).toBe(true);
  expect(await expectConsistent(carol)).toBe(true);
  expect((await listIn(alice, id)).body.at(-1).System).toMatchObject({ Type: 'role', Role: 'member' });
});

test('joining while the group is closed: who joined is in it, and nobody joins afterwards', async () => {
  id = (await createGroup(alice, [bob], { Listed: true })).body.Conversation;
  const guests = await Promise.all(Array.from({ length: 5 }, (_, index) => enter(`guest-${index}`)));
  const { Code } = (await invite(alice, id)).body;
  const [closed, ...joined] = await Promise.all([
    outcome(closeGroup(alice, id)),
    ...guests.map((guest, index) =>
      outcome(index % 2 ? setMember(guest, id, guest) : acceptInvite(guest, Code)),
    ),
  ]);
  expect(closed).toBe('204');
  for (const [index, guest] of guests.entries()) {
    expect(['200', '404 conversation_not_found', '410 invite_expired']).toContain(joined[index]);
    expect((await listIn(guest, id)).status).toBe(joined[index] === '200' ? 200 : 404);
    expect((await rowOf(guest, id)) !== undefined).toBe(joined[index] === '200');
  }
  expect((await listIn(alice, id)).body.at(-1).System).toEqual({ Type: 'closed' });
});

test('adding a person who deletes the account at that moment leaves nothing of them', async () => {
  const dave = await createPerson('dave');
  await acquaint(alice, dave);
  const request = { method: 'DELETE', path: '/me', token: dave.token, body: { password: PASSWORD } };
  const [added, deleted] = await Promise.all([
    outcome(setMember(alice, id, dave)),
    outcome(call(deleteHandler, request)),
  ]);
  expect(['200', '404 user_not_found']).toContain(added);
  expect(deleted).toBe('204');
  await sweep();
  expect(Object.keys(await rolesIn(alice, id))).toHaveLength(3);
  const group = await collection('conversations').findOne({ _id: id as never });
  expect(group?.members).toHaveLength(3);
  expect(await rawSearch([dave.username])).toEqual([]);
});

describe('the last owner', () => {
  test('stays when both leave at once', async () => {
    for (let round = 0; round < 5; round++) {
      id = (await createGroup(alice, [bob, carol])).body.Conversation;
      await setMember(alice, id, bob, 'owner');
      const answers = await Promise.all(
        [alice, bob].map((person) => outcome(removeMember(person, id, person))),
      );
      expect(answers.toSorted()).toEqual(['204', '409 last_owner']);
      expect(Object.values(await rolesIn(carol, id)).filter((role) => role === 'owner')).toHaveLength(1);
    }
  });

  test('remains an owner when both step down at once', async () => {
    for (let round = 0; round < 5; round++) {
      await setMember(alice, id, bob, 'owner');
      const answers = await Promise.all(
        [alice, bob].map((person) => outcome(setMember(person, id, person, 'member'))),
      );
      expect(answers.toSorted()).toEqual(['200', '409 last_owner']);
      const [owner] = answers[0] === '200' ? [bob] : [alice];
      if (owner === bob) await setMember(bob, id, alice, 'owner');
    }
  });

  test('and the last other member, who leave at once, leave a group with an owner or a closed one', async () => {
    for (let round = 0; round < 5; round++) {
      id = (await createGroup(alice, [bob])).body.Conversation;
      await Promise.all([alice, bob].map((person) => removeMember(person, id, person)));
      const group = await collection('conversations').findOne({ _id: id as never });
      if (group?.members.length === 0) expect(group.closedAt).toBeInstanceOf(Date);
      else expect(group?.owners).toEqual(group?.members);
    }
  });
});

test('64 people at once never exceed the uses of an invitation', async () => {
  const people = await Promise.all(Array.from({ length: 64 }, (_, index) => enter(`guest-${index}`)));
  const { Code } = (await invite(alice, id, { MaxUses: 10 })).body;
  const answers = await Promise.all(people.map((person) => outcome(acceptInvite(person, Code))));
  expect(answers.filter((answer) => answer === '200')).toHaveLength(10);
  expect(answers.filter((answer) => answer === '410 invite_expired')).toHaveLength(54);
  expect((await invitesTo(alice, id)).body).toEqual([]);
  const group = await collection('conversations').findOne({ _id: id as never });
  expect(group?.members).toHaveLength(13);
  expect(new Set(group?.members).size).toBe(13);
  for (const [index, person] of people.entries()) {
    const isIn = answers[index] === '200';
    expect(group?.members.includes(person.username)).toBe(isIn);
    expect((await inbox(person)).body).toHaveLength(isIn ? 1 : 0);
  }
  const joined = (await listIn(alice, id)).body.filter(
    ({ System }: { System: { Type: string } | null }) => System?.Type === 'joined',
  );
  expect(joined).toHaveLength(10);
}, 60_000);

test('one person on several devices uses an invitation once', async () => {
  const guest = await createPerson('guest');
  const devices = [guest, await logInAgain(guest), await logInAgain(guest)];
  const { Code } = (await invite(alice, id, { MaxUses: 2 })).body;
  const answers = await Promise.all(devices.map((device) => outcome(acceptInvite(device, Code))));
  expect(answers).toEqual(['200', '200', '200']);
  expect((await invitesTo(alice, id)).body).toMatchObject([{ Uses: 1 }]);
  expect(await expectConsistent(guest)).toBe(true);
});

test('joining while being removed: both happen, in an order that is the same for everybody', async () => {
  const listed = (await createGroup(alice, [bob], { Listed: true })).body.Conversation;
  id = listed;
  const guest = await createPerson('guest');
  await setMember(guest, id, guest);
  for (let round = 0; round < 15; round++) {
    const [joined, removed] = await Promise.all([
      outcome(setMember(guest, id, guest)),
      outcome(removeMember(alice, id, guest)),
      sendTo(bob, id, `round ${round}`),
    ]);
    expect(joined).toBe('200');
    expect(removed).toBe('204');
    if (!(await expectConsistent(guest))) await setMember(guest, id, guest);
  }
}, 60_000);

test('a full group takes one of those who come at once', async () => {
  const others = Array.from({ length: 997 }, (_, index) => ({
    username: `m-${index}`,
    role: 'member' as const,
  }));
  id = await insertGroup(
    [{ username: alice.username, role: 'owner' }, { username: bob.username, role: 'member' }, ...others],
    { listed: true },
  );
  const guests = await Promise.all(Array.from({ length: 5 }, (_, index) => enter(`guest-${index}`)));
  const answers = await Promise.all(guests.map((guest) => outcome(setMember(guest, id, guest))));
  expect(answers.toSorted()).toEqual(['200', ...Array.from({ length: 4 }, () => '409 group_full')]);
  for (const [index, guest] of guests.entries())
    expect((await rowOf(guest, id)) !== undefined).toBe(answers[index] === '200');
});
