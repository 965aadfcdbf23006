/** Groups of the SDK against `npm start`. */
import { afterEach, expect, inject, test } from 'vitest';
import { type CoreChat, CoreChatError } from '#sdk';
import { all, closeClients, loggedIn, online, texts, until, untilSynced } from '../support/clients/sdk.ts';
import { newName } from '../support/people/names.ts';

const url = inject('productUrl');
const [ALICE, BOB, CAROL] = [newName('alice'), newName('bob'), newName('carol')];

afterEach(closeClients);

const listed = (chat: CoreChat, id: string) =>
  chat.inbox.snapshot.conversations.find(({ Conversation }) => Conversation === id);

/** The two may add each other to groups from now on. */
async function acquaint(one: CoreChat, other: CoreChat): Promise<void> {
  await one.send(other.session?.username ?? '', 'Hello').settled;
  await other.conversations.answer(one.session?.username ?? '', 'accept');
}

test('a group is made, written in, changed, left and closed', async () => {
  const [alice, bob, carol] = [
    await loggedIn(url, ALICE),
    await loggedIn(url, BOB),
    await loggedIn(url, CAROL),
  ];
  await acquaint(alice, bob);
  await Promise.all([online(alice), online(bob), online(carol)]);
  const made = await alice.groups.create({ Name: 'Team', Members: [BOB, CAROL] });
  expect(made).toMatchObject({ Name: 'Team', Members: 2, Role: 'owner', NotAdded: [CAROL] });
  const id = made.Conversation;
  await untilSynced(bob, () => listed(bob, id) !== undefined, 'bob has the group');
  expect(listed(bob, id)).toMatchObject({
    Kind: 'group',
    Unread: 0,
    Group: { Name: 'Team', Role: 'member' },
  });

  const [hers, his] = [alice.conversation(id), bob.conversation(id)];
  await Promise.all([hers.open(), his.open()]);
  await hers.send('Hello team').settled;
  await untilSynced(bob, () => his.snapshot.messages.length === 2, 'the message');
  expect(listed(bob, id)).toMatchObject({ Unread: 1 });
  his.setTyping(true);
  await until(() => hers.snapshot.typists.join() === BOB, 'bob types');

  const { Code } = await alice.groups.invite(id, { MaxUses: 1 });
  expect(await carol.groups.preview(Code)).toMatchObject({ Name: 'Team', Members: 2 });
  await carol.groups.join(Code);
  const carols = carol.conversation(id);
  await carols.open();
  expect(carols.snapshot.messages.map(({ System }) => System?.Type)).toEqual(['joined']);
  await untilSynced(alice, () => hers.snapshot.group?.members === 3, 'alice counts three');
  const members = await all(alice.groups.members(id));
  expect(members.map(({ username, role }) => [username, role])).toEqual([
    [ALICE, 'owner'],
    [BOB, 'member'],
    [CAROL, 'member'],
  ]);

  await alice.groups.update(id, { Name: 'Crew', Post: 'admins' });
  await untilSynced(bob, () => his.snapshot.group?.name === 'Crew' && !his.snapshot.canPost, 'bob sees it');
  await expect(bob.messages.send({ Conversation: id, Message: 'no' })).rejects.toThrow(CoreChatError);
  await alice.groups.setRole(id, BOB, 'owner');
  await untilSynced(bob, () => his.snapshot.canPost && his.snapshot.canManage, 'bob is an owner');

  await bob.groups.remove(id, CAROL);
  await untilSynced(carol, () => carols.snapshot.left, 'carol is out');
  expect(carols.snapshot).toMatchObject({ messages: [], group: null, canPost: false });
  expect(listed(carol, id)).toBeUndefined();
  const late = carols.send('too late');
  await until(() => carol.outbox.entries(id)[0]?.state === 'failed', 'it is refused');
  expect(carol.outbox.entries(id)[0]?.error?.code).toBe('conversation_not_found');
  carol.outbox.discard(late.clientId);

  await alice.groups.leave(id);
  expect(listed(alice, id)).toBeUndefined();
  await bob.groups.close(id);
  await untilSynced(bob, () => his.snapshot.group?.closed === true, 'it is closed');
  expect(his.snapshot).toMatchObject({ canPost: false, canManage: false, group: { members: 1 } });
  expect(texts(his.snapshot.messages)).toContain('Hello team');
});

test('who is removed while away loses the group with the next sync', async () => {
  const name = newName('emil');
  const [dora, emil] = [await loggedIn(url, newName('dora')), await loggedIn(url, name)];
  await acquaint(dora, emil);
  const { Conversation: id } = await dora.groups.create({ Name: 'Team', Members: [name] });
  await online(emil);
  await until(() => listed(emil, id) !== undefined, 'emil has the group');
  const his = emil.conversation(id);
  await his.open();
  expect(his.snapshot.messages).toHaveLength(1);
  emil.disconnect();
  await dora.groups.remove(id, name);
  await dora.send(id, 'among ourselves').settled;
  emil.connect();
  await until(() => his.snapshot.left, 'emil is out');
  expect(his.snapshot.messages).toEqual([]);
  expect(JSON.stringify(emil.inbox.snapshot)).not.toContain('among ourselves');

  await dora.groups.add(id, name);
  await untilSynced(emil, () => !his.snapshot.left && his.snapshot.messages.length > 0, 'emil is back');
  expect(his.snapshot.messages.map(({ System }) => System?.Type)).toEqual(['added']);
});
