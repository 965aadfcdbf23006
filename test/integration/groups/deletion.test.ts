/** Deleting the account of a member. */
import { beforeEach, expect, test } from 'vitest';
import { eraseFromConversations } from '#lib/messages/erasure.ts';
import { collection } from '#lib/platform/mongo.ts';
import { handler as deleteHandler } from '../../../functions/me/delete.ts';
import { handler as reactHandler } from '../../../functions/messages/react.ts';
import { call } from '../../support/http/gateway.ts';
import {
  createGroup,
  listIn,
  outcome,
  removeMember,
  rolesIn,
  rowOf,
  sendTo,
  setMember,
  shownIn,
} from '../../support/people/groups.ts';
import { createPerson, type Person } from '../../support/people/people.ts';
import { PASSWORD } from '../../support/people/registration.ts';
import { acquaint } from '../../support/people/two-people.ts';
import { sweep } from '../../support/server/deletions.ts';
import { rawSearch } from '../../support/server/raw-search.ts';
import { gateway } from '../../support/sockets/socket-gateway.ts';
import { openSocket } from '../../support/sockets/sockets.ts';

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

async function markAsDeleted({ token }: Person): Promise<void> {
  const { status } = await call(deleteHandler, {
    method: 'DELETE',
    path: '/me',
    token,
    body: { password: PASSWORD },
  });
  expect(status).toBe(204);
}

async function deleteAccount(person: Person): Promise<void> {
  await markAsDeleted(person);
  await sweep();
}

test('leaves a mark, tombstones, and system messages without the name', async () => {
  const dave = await createPerson('dave');
  await acquaint(alice, dave);
  await setMember(alice, id, dave, 'admin');
  const { Id } = (await sendTo(carol, id, 'hers')).body;
  await call(reactHandler, {
    method: 'PUT',
    path: '/x',
    params: { id: Id, emoji: '👍' },
    token: dave.token,
  });
  await sendTo(dave, id, 'a secret of Dave');
  await removeMember(dave, id, bob);
  const since = String((await listIn(carol, id)).headers['x-sync-token']);
  await deleteAccount(dave);
  const seen = (await listIn(carol, id)).body.map(
    ({ From, Message, System, DeletedAt, Reactions }: Record<string, unknown>) => ({
      From,
      what: System ?? (DeletedAt ? 'deleted' : Message),
      Reactions,
    }),
  );
  const gone = 'deleted account';
  const Reactions: object[] = [];
  expect(seen).toEqual([
    { From: alice.username, what: { Type: 'created', Name: 'Lighthouse' }, Reactions },
    { From: alice.username, what: { Type: 'added', Users: [gone] }, Reactions },
    { From: alice.username, what: { Type: 'role', Users: [gone], Role: 'admin' }, Reactions },
    { From: carol.username, what: 'hers', Reactions },
    { From: gone, what: 'deleted', Reactions },
    { From: gone, what: { Type: 'removed', Users: [bob.username] }, Reactions },
    { From: gone, what: { Type: 'left' }, Reactions },
  ]);
  expect((await listIn(carol, id, { since })).body.map(({ Seq }: { Seq: number }) => Seq)).toContain(7);
  expect(await rolesIn(carol, id)).toEqual({ [alice.username]: 'owner', [carol.username]: 'member' });
  expect(await rowOf(carol, id)).toMatchObject({ Unread: 0, LastMessage: { System: { Type: 'left' } } });
  expect(await rawSearch([dave.username, 'secret of Dave'])).toEqual([]);
});

test('of the last owner makes the first admin the owner, or else the first member', async () => {
  await setMember(alice, id, carol, 'admin');
  await deleteAccount(alice);
  expect(await rolesIn(bob, id)).toEqual({ [bob.username]: 'member', [carol.username]: 'owner' });
  expect((await rowOf(carol, id)).Group).toMatchObject({ Role: 'owner', Members: 2 });
  await deleteAccount(carol);
  expect(await rolesIn(bob, id)).toEqual({ [bob.username]: 'owner' });
  expect(await shownIn(bob, id)).toEqual(['created', 'role', 'role', 'left', 'role', 'left']);
  await deleteAccount(bob);
  expect(await collection('conversations').findOne({ _id: id as never })).toBeNull();
  expect(await collection('messages').countDocuments({ conversation: id })).toBe(0);
});

test('of the last owner is followed by a message about the next one, once however often it is repeated', async () => {
  const socket = await openSocket(bob);
  const { token } = alice;
  await call(deleteHandler, { method: 'DELETE', path: '/me', token, body: { password: PASSWORD } });
  // Out of time each time.
  for (let run = 0; run < 2; run++) await eraseFromConversations(alice.username, 0);
  await sweep();
  await sweep();
  const From = 'deleted account';
  const handedOver = { From, System: { Type: 'role', Users: [bob.username], Role: 'owner' } };
  expect((await listIn(carol, id)).body).toMatchObject([
    { From, System: { Type: 'created' } },
    handedOver,
    { From, System: { Type: 'left' } },
  ]);
  const frames = gateway.frames(socket).filter(({ type }) => type === 'message.created');
  expect(frames).toMatchObject([{ data: handedOver }, { data: { System: { Type: 'left' } } }]);
  expect(await rolesIn(carol, id)).toEqual({ [bob.username]: 'owner', [carol.username]: 'member' });
});

test('of an owner beside another one names no next one', async () => {
  await setMember(alice, id, bob, 'owner');
  await deleteAccount(alice);
  expect(await shownIn(bob, id)).toEqual(['created', 'role', 'left']);
});

test('of the last owner and the next one at once leaves an owner who is there', async () => {
  await Promise.all([markAsDeleted(alice), markAsDeleted(bob)]);
  await Promise.all([sweep(), sweep()]);
  expect(await rolesIn(carol, id)).toEqual({ [carol.username]: 'owner' });
  expect((await listIn(carol, id)).body.at(-1).System).toEqual({ Type: 'left' });
  expect(await rawSearch([alice.username, bob.username])).toEqual([]);
});

test('erases what the person wrote in groups that they have left', async () => {
  await sendTo(bob, id, 'a secret of Bob');
  await removeMember(alice, id, bob);
  await deleteAccount(bob);
  const gone = 'deleted account';
  expect((await listIn(alice, id)).body).toMatchObject([
    { System: { Type: 'created' } },
    { From: gone, Message: '', DeletedAt: expect.any(String) },
    { From: alice.username, System: { Type: 'removed', Users: [gone] } },
  ]);
  expect(await rawSearch([bob.username, 'secret of Bob'])).toEqual([]);
  expect(await outcome(setMember(alice, id, bob))).toBe('404 user_not_found');
});

test('of the last member leaves no membership of those who left before', async () => {
  await removeMember(bob, id, bob);
  await removeMember(carol, id, carol);
  await deleteAccount(alice);
  expect(await collection('memberships').countDocuments({ conversation: id })).toBe(0);
  expect(await collection('conversations').countDocuments({ _id: id as never })).toBe(0);
});

test.each([
  ['of an admin', () => alice],
  ['of the person', () => bob],
])('a repeated removal %s in another spelling hides nothing from the erasure', async (_, actor) => {
  await sendTo(bob, id, 'a secret of Bob');
  await removeMember(alice, id, bob);
  const spelled = { username: bob.username.toUpperCase() };
  expect(await outcome(removeMember(actor(), id, spelled))).toBe('204');
  await deleteAccount(bob);
  expect(await rawSearch([bob.username, spelled.username, 'secret of Bob'])).toEqual([]);
});
