/** A removal or a joining that was cut off between the list of members and the membership. The list is the truth. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { beginMembership, endMembership } from '#lib/conversations/groups.ts';
import { setClock } from '#lib/platform/clock.ts';
import { collection } from '#lib/platform/mongo.ts';
import {
  acceptInvite,
  createGroup,
  invite,
  leaveGroup,
  listIn,
  outcome,
  removeMember,
  rowOf,
  sendTo,
  setMember,
} from '../../support/people/groups.ts';
import { createPerson, type Person } from '../../support/people/people.ts';
import { acquaint, inbox } from '../../support/people/two-people.ts';

let alice: Person;
let bob: Person;
let id: string;
beforeEach(async () => {
  [alice, bob] = (await Promise.all(['alice', 'bob'].map(createPerson))) as [Person, Person];
  await acquaint(alice, bob);
  id = (await createGroup(alice, [bob], { Listed: true })).body.Conversation;
});

afterEach(() => setClock());

const membership = () => collection('memberships').findOne({ conversation: id, username: bob.username });
const tokenOf = async (person: Person) => String((await inbox(person)).headers['x-sync-token']);
const left = { Conversation: '', Left: true, Group: null, LastMessage: null, Unread: 0, Version: 0 };

test('a removal: each device of the person learns of it by its sync, once', async () => {
  const [one, other] = [await tokenOf(bob), await tokenOf(bob)];
  await leaveGroup(id, bob.username);
  expect((await membership())?.kind).toBe('group');
  expect(await rowOf(bob, id)).toBeUndefined();
  expect(await rowOf(bob, id, { since: one })).toMatchObject({ ...left, Conversation: id });
  expect(await membership()).toMatchObject({ kind: 'left', leftAt: expect.any(Date) });
  expect(await rowOf(bob, id, { since: other })).toMatchObject({ ...left, Conversation: id });
  // What happens in the group afterwards moves nothing of theirs.
  const before = await membership();
  await sendTo(alice, id, 'without bob');
  await rowOf(bob, id, { since: one });
  expect(await membership()).toEqual(before);
});

test('a removal: the same one again ends it, and coming back begins anew', async () => {
  await sendTo(alice, id, 'before');
  await leaveGroup(id, bob.username);
  expect(await outcome(removeMember(alice, id, bob))).toBe('204');
  expect((await membership())?.kind).toBe('left');
  await setMember(bob, id, bob);
  expect((await listIn(bob, id)).body).toMatchObject([{ System: { Type: 'joined' } }]);
  expect((await rowOf(bob, id)).Left).toBe(false);
});

test('a removal: the same one again in another spelling keeps the name of the account', async () => {
  await leaveGroup(id, bob.username);
  const spelled = { username: bob.username.toUpperCase() };
  expect(await outcome(removeMember(alice, id, spelled))).toBe('204');
  expect(await membership()).toMatchObject({ kind: 'left', username: bob.username });
});

test('a joining that has just begun goes on', async () => {
  await removeMember(bob, id, bob);
  const since = await tokenOf(bob);
  const group = await collection('conversations').findOne({ _id: id as never });
  await beginMembership(id, bob.username, group?.lastSeq);
  await sendTo(alice, id, 'meanwhile');
  expect(await rowOf(bob, id, { since })).toBeUndefined();
  expect((await membership())?.kind).toBe('group');
  await setMember(bob, id, bob);
  expect(await rowOf(bob, id, { since })).toMatchObject({ Left: false, Group: { Members: 2 } });
});

test('a joining that ended there leaves nothing that counts once the group has gone on', async () => {
  await removeMember(bob, id, bob);
  const since = await tokenOf(bob);
  const group = await collection('conversations').findOne({ _id: id as never });
  await beginMembership(id, bob.username, group?.lastSeq);
  await sendTo(alice, id, 'without bob');
  setClock(() => Date.now() + 11_000);
  expect(await rowOf(bob, id, { since })).toMatchObject({ ...left, Conversation: id });
  setClock();
  expect((await membership())?.kind).toBe('left');
  await setMember(bob, id, bob);
  expect((await listIn(bob, id)).body).toMatchObject([{ System: { Type: 'joined' } }]);
});

test.each(['joining', 'being added', 'an invitation'] as const)(
  'a member who is listed and has no membership gets it back by %s again',
  async (how) => {
    const since = await tokenOf(bob);
    await sendTo(alice, id, 'before');
    // As a joining leaves it whose membership was ended by a sync, before its owner was listed.
    await endMembership(id, bob.username, 2);
    expect(await rowOf(bob, id)).toBeUndefined();
    const enter = {
      joining: () => setMember(bob, id, bob),
      'being added': () => setMember(alice, id, bob),
      'an invitation': async () => acceptInvite(bob, (await invite(alice, id)).body.Code),
    }[how];
    expect((await enter()).status).toBe(200);
    expect((await membership())?.kind).toBe('group');
    expect(await rowOf(bob, id)).toMatchObject({ Left: false, Group: { Members: 2 } });
    expect(await rowOf(bob, id, { since })).toMatchObject({ Left: false });
    await sendTo(alice, id, 'after');
    expect((await listIn(bob, id)).body.at(-1)).toMatchObject({ Message: 'after' });
    // A membership that is there stays as it is.
    const before = await membership();
    await setMember(alice, id, bob);
    expect(await membership()).toEqual(before);
  },
);
