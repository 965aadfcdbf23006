/** Renaming, settings, closing, and the list of groups. */
import { randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { handler as readHandler } from '../../../functions/conversations/read.ts';
import { handler as deleteHandler } from '../../../functions/messages/delete.ts';
import { handler as editHandler } from '../../../functions/messages/edit.ts';
import { handler as reactHandler } from '../../../functions/messages/react.ts';
import { handler as unreactHandler } from '../../../functions/messages/unreact.ts';
import { call } from '../../support/http/gateway.ts';
import {
  acceptInvite,
  closeGroup,
  createGroup,
  invite,
  invitesTo,
  listGroups,
  listIn,
  outcome,
  removeMember,
  revoke,
  rowOf,
  sendTo,
  setMember,
  showGroup,
  showInvite,
  shownIn,
  updateGroup,
} from '../../support/people/groups.ts';
import { createPerson, type Person } from '../../support/people/people.ts';
import { acquaint } from '../../support/people/two-people.ts';

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
  id = (await createGroup(alice, [bob], { Topic: 'Who watches' })).body.Conversation;
});

const lastSystem = async () => (await listIn(bob, id)).body.at(-1).System;

describe('settings', () => {
  test('are changed by admins, and a message says which', async () => {
    expect((await updateGroup(alice, id, { Name: 'Keepers', Post: 'admins' })).body).toMatchObject({
      Name: 'Keepers',
      Topic: 'Who watches',
      Post: 'admins',
      Role: 'owner',
    });
    expect(await lastSystem()).toEqual({ Type: 'changed', Changed: ['Name', 'Post'], Name: 'Keepers' });
    expect((await rowOf(bob, id)).Group).toMatchObject({ Name: 'Keepers', Post: 'admins' });
    expect((await updateGroup(alice, id, { Topic: ' ', Avatar: { color: '#FF8800' } })).body).toMatchObject({
      Topic: '',
      Avatar: { color: '#ff8800' },
    });
    expect(await lastSystem()).toEqual({ Type: 'changed', Changed: ['Topic', 'Avatar'], Topic: '' });
    await setMember(alice, id, bob, 'admin');
    expect((await updateGroup(bob, id, { Avatar: null, Add: 'members' })).body).toMatchObject({
      Avatar: null,
      Add: 'members',
    });
  });

  test('that are so already take no version', async () => {
    const { Version } = await rowOf(alice, id);
    expect(await outcome(updateGroup(alice, id, { Name: 'Lighthouse', Post: 'all' }))).toBe('200');
    expect((await rowOf(alice, id)).Version).toBe(Version);
  });

  test('are not changed by members and others', async () => {
    expect(await outcome(updateGroup(bob, id, { Name: 'Mine' }))).toBe('403 not_group_admin');
    expect(await outcome(updateGroup(stranger, id, { Name: 'Mine' }))).toBe('404 conversation_not_found');
    await updateGroup(alice, id, { Listed: true });
    expect(await outcome(updateGroup(stranger, id, { Name: 'Mine' }))).toBe('404 conversation_not_found');
    expect((await showGroup(alice, id)).body.Name).toBe('Lighthouse');
  });

  test.each([[{}], [{ Name: 'bell\u0007' }], [{ Name: null }], [{ Topic: 'a\nb' }], [{ Members: [] }]])(
    'refuses %j',
    async (body) => {
      expect(await outcome(updateGroup(alice, id, body))).toBe('400 validation_failed');
    },
  );

  test('changed at once are all kept', async () => {
    await Promise.all(
      [{ Name: 'One' }, { Topic: 'two' }, { Post: 'admins' }, { Listed: true }, { Add: 'members' }].map(
        (body) => updateGroup(alice, id, body),
      ),
    );
    expect((await showGroup(alice, id)).body).toMatchObject({
      Name: 'One',
      Topic: 'two',
      Post: 'admins',
      Listed: true,
      Add: 'members',
    });
    expect((await listGroups(stranger, { prefix: 'one' })).body).toMatchObject(
      expect.arrayContaining([expect.objectContaining({ Conversation: id })]),
    );
  });

  test('the history from joining hides from then on what was written before a member joined', async () => {
    id = (await createGroup(alice, [], { HistoryFrom: 'start' })).body.Conversation;
    await sendTo(alice, id, 'before');
    await setMember(alice, id, bob);
    expect(await shownIn(bob, id)).toEqual(['created', 'before', 'added']);
    await updateGroup(alice, id, { HistoryFrom: 'join' });
    expect(await shownIn(bob, id)).toEqual(['added', 'changed']);
  });
});

describe('a closed group', () => {
  test('is read, left, and otherwise stays as it is', async () => {
    const { Id } = (await sendTo(bob, id, 'mine')).body;
    const { Code, Id: inviteId } = (await invite(alice, id)).body;
    const change = (handler: typeof editHandler, method: string, emoji: string) =>
      outcome(call(handler, { method, path: '/messages/x', params: { id: Id, emoji }, token: bob.token }));
    expect(await change(reactHandler, 'PUT', '🎉')).toBe('204');
    expect(await outcome(closeGroup(bob, id))).toBe('403 not_group_owner');
    expect(await outcome(closeGroup(stranger, id))).toBe('404 conversation_not_found');
    expect(await outcome(closeGroup(alice, id))).toBe('204');
    expect(await outcome(closeGroup(alice, id))).toBe('204');
    expect(await shownIn(bob, id)).toEqual(['created', 'mine', 'closed']);
    expect(await rowOf(bob, id)).toMatchObject({ Group: { Closed: true }, LastMessage: { Seq: 3 } });
    const closed = '409 conversation_closed';
    expect(await outcome(sendTo(alice, id, 'more'))).toBe(closed);
    expect(await change(reactHandler, 'PUT', '👍')).toBe(closed);
    expect(await change(unreactHandler, 'DELETE', '🎉')).toBe(closed);
    expect(await outcome(updateGroup(alice, id, { Name: 'New' }))).toBe(closed);
    expect(await outcome(setMember(alice, id, bob, 'admin'))).toBe(closed);
    expect(await outcome(setMember(alice, id, stranger))).toBe(closed);
    expect(await outcome(removeMember(alice, id, bob))).toBe(closed);
    expect(await outcome(invite(alice, id))).toBe(closed);
    expect(await outcome(invitesTo(alice, id))).toBe(closed);
    expect(await outcome(revoke(alice, id, inviteId))).toBe(closed);
    expect(await outcome(showInvite(stranger, Code))).toBe('410 invite_expired');
    expect(await outcome(acceptInvite(stranger, Code))).toBe('410 invite_expired');
    const edited = call(editHandler, {
      method: 'PATCH',
      path: '/messages/x',
      params: { id: Id },
      token: bob.token,
      body: { Message: 'other' },
    });
    expect(await outcome(edited)).toBe(closed);
    const read = call(readHandler, {
      method: 'PUT',
      path: '/x',
      params: { conversation: id },
      token: bob.token,
      body: { Seq: 3 },
    });
    expect(await outcome(read)).toBe('200');
    const erased = call(deleteHandler, {
      method: 'DELETE',
      path: '/messages/x',
      params: { id: Id },
      token: bob.token,
    });
    expect(await outcome(erased)).toBe('204');
    expect(await outcome(removeMember(bob, id, bob))).toBe('204');
    expect(await outcome(removeMember(alice, id, alice))).toBe('204');
  });
});

describe('the list of groups', () => {
  test('has the listed ones, by the beginning of their names', async () => {
    const word = randomBytes(4).toString('hex');
    for (const Name of [`${word} Zoo`, `${word} Ünder`, `${word} arch`])
      await createGroup(alice, [bob], { Name, Listed: true });
    await createGroup(alice, [bob], { Name: `${word} hidden` });
    const names = async (prefix: string) =>
      (await listGroups(stranger, { prefix })).body.map(({ Name }: { Name: string }) => Name);
    expect(await names(word.toUpperCase())).toEqual([`${word} arch`, `${word} Zoo`, `${word} Ünder`]);
    expect(await names(`${word} z`)).toEqual([`${word} Zoo`]);
    const first = await listGroups(stranger, { prefix: word, limit: '2' });
    expect(first.body[0]).toEqual({
      Conversation: expect.stringMatching(/^~/),
      Name: `${word} arch`,
      Topic: '',
      Avatar: null,
      Members: 2,
    });
    const [, address = ''] = /<(.*)>/.exec(first.headers.link ?? '') ?? [];
    const second = await listGroups(stranger, Object.fromEntries(new URL(address, 'http://x').searchParams));
    expect(second.body.map(({ Name }: { Name: string }) => Name)).toEqual([`${word} Ünder`]);
    expect(second.headers.link).toBeUndefined();
    const [{ Conversation }] = first.body;
    await updateGroup(alice, Conversation, { Name: `${word} zzz` });
    expect(await names(`${word} a`)).toEqual([]);
    await closeGroup(alice, Conversation);
    expect(await names(`${word} zzz`)).toEqual([]);
    expect(await outcome(listGroups(stranger, { after: 'x' }))).toBe('400 invalid_cursor');
  });
});
