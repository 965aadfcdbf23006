/** Adding, joining, leaving, removing, and roles. */
import { beforeEach, describe, expect, test } from 'vitest';
import { ADMINS_MAX, MEMBERS_MAX } from '#lib/conversations/group.ts';
import { suspend } from '#lib/moderation/moderation.ts';
import { collection } from '#lib/platform/mongo.ts';
import {
  createGroup,
  fillGroups,
  insertGroup,
  listIn,
  membersOf,
  outcome,
  removeMember,
  rolesIn,
  rowOf,
  sendTo,
  setMember,
  showGroup,
  shownIn,
} from '../../support/people/groups.ts';
import { createPerson, type Person } from '../../support/people/people.ts';
import { acquaint, block, changeMe, inbox } from '../../support/people/two-people.ts';
import { gateway } from '../../support/sockets/socket-gateway.ts';
import { openSocket } from '../../support/sockets/sockets.ts';

let alice: Person;
let bob: Person;
let carol: Person;
let stranger: Person;
let id: string;
beforeEach(async () => {
  [alice, bob, carol, stranger] = (await Promise.all(
    ['alice', 'bob', 'carol', 'stranger'].map(createPerson),
  )) as [Person, Person, Person, Person];
  await Promise.all([acquaint(alice, bob), acquaint(alice, carol)]);
  id = (await createGroup(alice, [bob])).body.Conversation;
});

const framesAt = (socket: string) => gateway.frames(socket).filter(({ type }) => type !== 'presence');

const systemOf = async (by: Person) => {
  const { From, System } = (await listIn(by, id)).body.at(-1);
  return { From, ...System };
};

describe('adding', () => {
  test('shows everybody who came, and the new member what is written from then on', async () => {
    await sendTo(alice, id, 'before');
    const [hers, his] = [await openSocket(carol), await openSocket(bob)];
    const { status, body } = await setMember(alice, id, carol);
    expect(status).toBe(200);
    expect(body).toEqual({
      username: carol.username,
      display_name: null,
      bio: null,
      avatar: null,
      role: 'member',
    });
    await sendTo(bob, id, 'after');
    expect(await shownIn(carol, id)).toEqual(['added', 'after']);
    expect((await listIn(bob, id)).body.at(-2)).toMatchObject({
      From: alice.username,
      Message: '',
      System: { Type: 'added', Users: [carol.username] },
    });
    for (const socket of [hers, his]) {
      expect(
        gateway.frames(socket).flatMap((frame) => (frame.type === 'message.created' ? frame.data.Seq : [])),
      ).toEqual([3, 4]);
    }
    expect(await rowOf(carol, id)).toMatchObject({ ReadSeq: 2, Unread: 1, Group: { Members: 3 } });
    expect(await rolesIn(carol, id)).toEqual({
      [alice.username]: 'owner',
      [bob.username]: 'member',
      [carol.username]: 'member',
    });
  });

  test('is repeated without a change', async () => {
    await setMember(alice, id, carol);
    const { Version } = await rowOf(alice, id);
    expect((await setMember(alice, id, { username: carol.username.toUpperCase() })).body.username).toBe(
      carol.username,
    );
    expect((await rowOf(alice, id)).Version).toBe(Version);
  });

  test('is for admins, or for all members where the group is set so', async () => {
    await acquaint(bob, stranger);
    expect(await outcome(setMember(bob, id, stranger))).toBe('403 not_group_admin');
    await setMember(alice, id, bob, 'admin');
    expect(await outcome(setMember(bob, id, stranger))).toBe('200');
    id = (await createGroup(alice, [bob], { Add: 'members' })).body.Conversation;
    expect(await outcome(setMember(bob, id, stranger))).toBe('200');
    expect(await outcome(setMember(carol, id, carol))).toBe('404 conversation_not_found');
  });

  test('asks for an invitation where the person does not want it, and tells the one who blocks to unblock', async () => {
    expect(await outcome(setMember(alice, id, stranger))).toBe('403 invitation_needed');
    await changeMe(stranger, { add_to_groups: 'everybody' });
    await block(stranger, alice.username);
    expect(await outcome(setMember(alice, id, stranger))).toBe('403 invitation_needed');
    await block(alice, carol.username);
    expect(await outcome(setMember(alice, id, carol))).toBe('409 user_blocked');
    await changeMe(bob, { add_to_groups: 'nobody' });
    expect(await outcome(setMember(alice, id, bob))).toBe('200');
  });

  test('refuses unknown people, adds suspended ones', async () => {
    expect(await outcome(setMember(alice, id, { username: 'nobody-here' }))).toBe('404 user_not_found');
    await suspend('operator', carol.username, 'a test');
    expect(await outcome(setMember(alice, id, carol))).toBe('200');
  });

  test('ends at 1,000 members, and 500 groups of the person', async () => {
    const others = Array.from({ length: MEMBERS_MAX - 1 }, (_, index) => ({
      username: `m-${index}`,
      role: 'member' as const,
    }));
    const full = await insertGroup([{ username: alice.username, role: 'owner' }, ...others], {
      listed: true,
    });
    expect(await outcome(setMember(alice, full, bob))).toBe('409 group_full');
    expect(await outcome(setMember(bob, full, bob))).toBe('409 group_full');
    await fillGroups(carol);
    expect(await outcome(setMember(alice, id, carol))).toBe('409 too_many_groups');
  });
});

describe('joining', () => {
  test('a listed group is for everybody', async () => {
    const listed = (await createGroup(alice, [bob], { Listed: true })).body.Conversation;
    expect(await outcome(setMember(stranger, listed, stranger))).toBe('200');
    expect(await outcome(setMember(stranger, listed, stranger))).toBe('200');
    expect(await shownIn(stranger, listed)).toEqual(['joined']);
    expect(await shownIn(bob, listed)).toEqual(['created', 'joined']);
    expect(await outcome(setMember(stranger, id, stranger))).toBe('404 conversation_not_found');
  });
});

describe('leaving', () => {
  test('ends everything for the one who leaves, on all devices', async () => {
    await sendTo(alice, id, 'hello');
    const [inboxToken, token] = [
      String((await inbox(bob)).headers['x-sync-token']),
      String((await listIn(bob, id)).headers['x-sync-token']),
    ];
    const [his, hers] = [await openSocket(bob), await openSocket(alice)];
    expect(await outcome(removeMember(bob, id, bob))).toBe('204');
    expect(framesAt(his)).toEqual([{ type: 'conversation.left', conversation: id, data: {} }]);
    expect(framesAt(hers)).toMatchObject([
      { type: 'message.created', data: { From: bob.username, System: { Type: 'left' } } },
    ]);
    await sendTo(alice, id, 'secret');
    expect(framesAt(his)).toHaveLength(1);
    expect(await rowOf(bob, id)).toBeUndefined();
    expect(await rowOf(bob, id, { since: inboxToken })).toMatchObject({
      Left: true,
      Kind: 'group',
      Group: null,
      LastMessage: null,
      Unread: 0,
      Version: 0,
    });
    expect(await outcome(listIn(bob, id))).toBe('404 conversation_not_found');
    expect(await outcome(listIn(bob, id, { since: token }))).toBe('404 conversation_not_found');
    expect(await outcome(showGroup(bob, id))).toBe('404 conversation_not_found');
    expect(await outcome(membersOf(bob, id))).toBe('404 conversation_not_found');
    expect(await outcome(sendTo(bob, id, 'hey'))).toBe('404 conversation_not_found');
    // Repeating it is no error; to others there is nothing to leave.
    expect(await outcome(removeMember(bob, id, bob))).toBe('204');
    expect(await outcome(removeMember(stranger, id, stranger))).toBe('404 conversation_not_found');
    expect(await rolesIn(alice, id)).toEqual({ [alice.username]: 'owner' });
  });

  test('takes another owner first, unless nobody is left; then the group is closed', async () => {
    expect(await outcome(removeMember(alice, id, alice))).toBe('409 last_owner');
    expect(await outcome(setMember(alice, id, alice, 'member'))).toBe('409 last_owner');
    expect(await outcome(setMember(alice, id, bob, 'owner'))).toBe('200');
    expect(await outcome(removeMember(alice, id, alice))).toBe('204');
    expect(await outcome(removeMember(bob, id, bob))).toBe('204');
    const group = await collection('conversations').findOne({ _id: id as never });
    expect(group).toMatchObject({ members: [], owners: [], admins: [], closedAt: expect.any(Date) });
  });

  test('and coming back begins anew', async () => {
    await sendTo(bob, id, 'one');
    await removeMember(alice, id, bob);
    await sendTo(alice, id, 'two');
    expect(await outcome(setMember(alice, id, bob))).toBe('200');
    expect(await shownIn(bob, id)).toEqual(['added']);
    expect(await rowOf(bob, id)).toMatchObject({ Left: false, Unread: 0, LastMessage: { Seq: 5 } });
    await removeMember(alice, id, bob);
    expect(await rowOf(bob, id)).toBeUndefined();
  });
});

describe('removing', () => {
  test('is for admins, who remove members, and owners, who remove all', async () => {
    await Promise.all([acquaint(alice, stranger), setMember(alice, id, carol)]);
    await setMember(alice, id, stranger, 'admin');
    expect(await outcome(removeMember(bob, id, carol))).toBe('403 not_group_admin');
    expect(await outcome(removeMember(stranger, id, alice))).toBe('403 not_group_owner');
    expect(await outcome(removeMember(stranger, id, carol))).toBe('204');
    expect(await systemOf(bob)).toEqual({
      From: stranger.username,
      Type: 'removed',
      Users: [carol.username],
    });
    expect(await outcome(removeMember(stranger, id, carol))).toBe('204');
    expect(await outcome(removeMember(alice, id, { username: 'nobody-here' }))).toBe('404 member_not_found');
    expect(await outcome(removeMember(alice, id, stranger))).toBe('204');
    expect(await outcome(removeMember(carol, id, bob))).toBe('404 conversation_not_found');
  });
});

describe('roles', () => {
  test('are given and taken by owners', async () => {
    expect(await outcome(setMember(bob, id, bob, 'owner'))).toBe('403 not_group_owner');
    expect((await setMember(alice, id, bob, 'admin')).body.role).toBe('admin');
    expect(await systemOf(bob)).toEqual({
      From: alice.username,
      Type: 'role',
      Users: [bob.username],
      Role: 'admin',
    });
    const { Version } = await rowOf(bob, id);
    expect(await outcome(setMember(alice, id, bob, 'admin'))).toBe('200');
    expect(await rowOf(bob, id)).toMatchObject({ Version, Group: { Role: 'admin' } });
    expect(await outcome(setMember(bob, id, carol, 'admin'))).toBe('403 not_group_owner');
    expect((await setMember(alice, id, carol, 'owner')).body.role).toBe('owner');
    expect((await setMember(carol, id, alice, 'member')).body.role).toBe('member');
    expect(await outcome(setMember(alice, id, stranger, 'member'))).toBe('403 not_group_admin');
    expect(await rolesIn(alice, id)).toEqual({
      [alice.username]: 'member',
      [bob.username]: 'admin',
      [carol.username]: 'owner',
    });
  });

  test('of owners and admins end at 50', async () => {
    const admins = Array.from({ length: ADMINS_MAX - 1 }, (_, index) => ({
      username: `a-${index}`,
      role: 'admin' as const,
    }));
    const many = await insertGroup([
      { username: alice.username, role: 'owner' },
      { username: bob.username, role: 'member' },
      ...admins,
    ]);
    expect(await outcome(setMember(alice, many, bob, 'admin'))).toBe('409 too_many_admins');
    await removeMember(alice, many, { username: 'a-0' });
    expect(await outcome(setMember(alice, many, bob, 'admin'))).toBe('200');
  });
});

describe('the list of members', () => {
  test('has pages', async () => {
    await setMember(alice, id, carol);
    const first = await membersOf(alice, id, { limit: '2' });
    expect(first.body.map(({ username }: Person) => username)).toEqual([alice.username, bob.username]);
    const [, address = ''] = /<(.*)>/.exec(first.headers.link ?? '') ?? [];
    const query = Object.fromEntries(new URL(address, 'http://x').searchParams);
    const second = await membersOf(alice, id, query);
    expect(second.body.map(({ username }: Person) => username)).toEqual([carol.username]);
    expect(second.headers.link).toBeUndefined();
    expect(await outcome(membersOf(alice, id, { after: 'nonsense' }))).toBe('400 invalid_cursor');
    expect(await outcome(membersOf(stranger, id))).toBe('404 conversation_not_found');
  });
});
