/** Invitations: making, using and revoking them. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { INVITES_MAX, MEMBERS_MAX } from '#lib/conversations/group.ts';
import { setClock } from '#lib/platform/clock.ts';
import { collection } from '#lib/platform/mongo.ts';
import {
  acceptInvite,
  createGroup,
  fillGroups,
  insertGroup,
  invite,
  invitesTo,
  outcome,
  removeMember,
  revoke,
  rowOf,
  sendTo,
  setMember,
  showInvite,
  shownIn,
} from '../../support/people/groups.ts';
import { createPerson, type Person } from '../../support/people/people.ts';
import { acquaint, block, changeMe } from '../../support/people/two-people.ts';

let alice: Person;
let bob: Person;
let stranger: Person;
let id: string;
beforeEach(async () => {
  [alice, bob, stranger] = (await Promise.all(['alice', 'bob', 'stranger'].map(createPerson))) as [
    Person,
    Person,
    Person,
  ];
  await acquaint(alice, bob);
  id = (await createGroup(alice, [bob], { Avatar: { emoji: '🗼' } })).body.Conversation;
});
afterEach(() => setClock());

const EXPIRED = '410 invite_expired';

describe('an invitation', () => {
  test('shows the group to a person with the code, and lets them in', async () => {
    await sendTo(alice, id, 'before');
    const { status, body } = await invite(alice, id, { MaxUses: 2 });
    expect(status).toBe(201);
    expect(body).toEqual({
      Id: expect.stringMatching(/^[0-9a-f]{16}$/),
      Code: expect.stringMatching(/^i[\w-]{44}$/),
      CreatedAt: expect.any(String),
      ExpiresAt: new Date(Date.parse(body.CreatedAt) + 7 * 24 * 3_600_000).toISOString(),
      MaxUses: 2,
      Uses: 0,
    });
    await Promise.all([changeMe(stranger, { add_to_groups: 'nobody' }), block(stranger, alice.username)]);
    expect((await showInvite(stranger, body.Code)).body).toEqual({
      Conversation: id,
      Name: 'Lighthouse',
      Topic: '',
      Avatar: { emoji: '🗼' },
      Members: 2,
    });
    expect((await acceptInvite(stranger, body.Code)).body).toMatchObject({ Role: 'member', Members: 3 });
    expect(await shownIn(stranger, id)).toEqual(['joined']);
    const { Code: _, ...listed } = body;
    expect((await invitesTo(alice, id)).body).toEqual([{ ...listed, Uses: 1 }]);
    // Once more, and by a member: nothing changes.
    const { Version } = await rowOf(alice, id);
    expect(await outcome(acceptInvite(stranger, body.Code))).toBe('200');
    expect(await outcome(acceptInvite(bob, body.Code))).toBe('200');
    expect((await rowOf(alice, id)).Version).toBe(Version);
    expect((await invitesTo(alice, id)).body).toMatchObject([{ Uses: 1 }]);
    const stored = await collection('conversations').findOne({ _id: id as never });
    expect(JSON.stringify(stored)).not.toContain(body.Code);
    expect(JSON.stringify(stored)).not.toContain(body.Code.slice(22));
  });

  test('ends when it is used up, expired or revoked', async () => {
    const once = (await invite(alice, id, { MaxUses: 1 })).body;
    expect(await outcome(acceptInvite(stranger, once.Code))).toBe('200');
    await removeMember(alice, id, stranger);
    expect(await outcome(acceptInvite(stranger, once.Code))).toBe(EXPIRED);
    expect(await outcome(showInvite(stranger, once.Code))).toBe(EXPIRED);
    const revoked = (await invite(alice, id)).body;
    expect(await outcome(revoke(alice, id, revoked.Id))).toBe('204');
    expect(await outcome(revoke(alice, id, revoked.Id))).toBe('204');
    expect(await outcome(acceptInvite(stranger, revoked.Code))).toBe(EXPIRED);
    const brief = (await invite(alice, id, { ExpiresIn: 60 })).body;
    expect(await outcome(showInvite(stranger, brief.Code))).toBe('200');
    setClock(() => Date.now() + 61_000);
    expect(await outcome(acceptInvite(stranger, brief.Code))).toBe(EXPIRED);
    expect((await invitesTo(alice, id)).body).toEqual([]);
    expect(await rowOf(stranger, id)).toBeUndefined();
  });

  test('of another secret, of no group, and no code at all are the same', async () => {
    const { Code } = (await invite(alice, id)).body;
    const wrong = [
      `${Code.slice(0, 22)}${'A'.repeat(22)}`,
      'A'.repeat(44),
      'nonsense',
      '~',
      Code.slice(0, 43),
    ];
    for (const code of wrong) {
      expect(await outcome(showInvite(stranger, code))).toBe(EXPIRED);
      expect(await outcome(acceptInvite(stranger, code))).toBe(EXPIRED);
    }
  });

  test('is for admins to make, list and revoke', async () => {
    const refused = '403 not_group_admin';
    const { Id } = (await invite(alice, id)).body;
    expect(await outcome(invite(bob, id))).toBe(refused);
    expect(await outcome(invitesTo(bob, id))).toBe(refused);
    expect(await outcome(revoke(bob, id, Id))).toBe(refused);
    for (const ask of [invite(stranger, id), invitesTo(stranger, id), revoke(stranger, id, Id)])
      expect(await outcome(ask)).toBe('404 conversation_not_found');
    await setMember(alice, id, bob, 'admin');
    expect(await outcome(revoke(bob, id, Id))).toBe('204');
    expect(await outcome(invite(bob, id))).toBe('201');
  });

  test('is one of at most 20 that can be used, also of those made at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: INVITES_MAX + 5 }, () => outcome(invite(alice, id, { ExpiresIn: 60 }))),
    );
    expect(answers.filter((answer) => answer === '201')).toHaveLength(INVITES_MAX);
    expect(await outcome(invite(alice, id))).toBe('409 too_many_invites');
    const [{ Id }] = (await invitesTo(alice, id)).body;
    await revoke(alice, id, Id);
    expect(await outcome(invite(alice, id))).toBe('201');
    expect(await outcome(invite(alice, id))).toBe('409 too_many_invites');
    setClock(() => Date.now() + 61_000);
    expect(await outcome(invite(alice, id))).toBe('201');
  });

  test('lets nobody into more than 500 groups', async () => {
    const { Code } = (await invite(alice, id)).body;
    await fillGroups(stranger);
    expect(await outcome(acceptInvite(stranger, Code))).toBe('409 too_many_groups');
  });

  test('to a full group lets nobody in', async () => {
    const others = Array.from({ length: MEMBERS_MAX - 1 }, (_, index) => ({
      username: `m-${index}`,
      role: 'member' as const,
    }));
    const full = await insertGroup([{ username: alice.username, role: 'owner' }, ...others]);
    const { Code } = (await invite(alice, full, { MaxUses: 5 })).body;
    expect(await outcome(acceptInvite(stranger, Code))).toBe('409 group_full');
    expect((await invitesTo(alice, full)).body).toMatchObject([{ Uses: 0 }]);
  });

  test.each([[{ ExpiresIn: 59 }], [{ ExpiresIn: 1e9 }], [{ MaxUses: 0 }], [{ MaxUses: 1.5 }], [{ More: 1 }]])(
    'refuses %j',
    async (body) => {
      expect(await outcome(invite(alice, id, body))).toBe('400 validation_failed');
    },
  );
});
