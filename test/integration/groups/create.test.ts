/** Making a group, and writing in it. */
import { beforeEach, describe, expect, test } from 'vitest';
import { MEMBERS_MAX } from '#lib/conversations/group.ts';
import { suspend } from '#lib/moderation/moderation.ts';
import { CoreChat, memoryStorage, sentence } from '#sdk';
import { handler as editHandler } from '../../../functions/messages/edit.ts';
import { fakeFetch, loginAnswer } from '../../support/http/fake-fetch.ts';
import { call } from '../../support/http/gateway.ts';
import {
  closeGroup,
  createGroup,
  fillGroups,
  listIn,
  removeMember,
  rowOf,
  sendTo,
  setMember,
  showGroup,
  shownIn,
  updateGroup,
} from '../../support/people/groups.ts';
import { createPerson, type Person } from '../../support/people/people.ts';
import { acquaint, block, changeMe } from '../../support/people/two-people.ts';
import { gateway } from '../../support/sockets/socket-gateway.ts';
import { openSocket } from '../../support/sockets/sockets.ts';

let alice: Person;
let bob: Person;
let carol: Person;
let stranger: Person;
beforeEach(async () => {
  [alice, bob, carol, stranger] = (await Promise.all(
    ['alice', 'bob', 'carol', 'stranger'].map(createPerson),
  )) as [Person, Person, Person, Person];
  await acquaint(alice, bob);
  await acquaint(alice, carol);
});

const codeOf = async (answer: ReturnType<typeof createGroup>) => {
  const { status, body } = await answer;
  return `${status} ${body?.code ?? ''}`.trim();
};

test('a group has its settings, its creator as the owner, and a first message that says so', async () => {
  const socket = await openSocket(bob);
  const { status, body } = await createGroup(alice, [bob, carol], {
    Topic: 'Who watches when',
    Avatar: { emoji: '🗼' },
    HistoryFrom: 'start',
    Listed: true,
  });
  expect(status).toBe(201);
  const id = body.Conversation;
  const shown = {
    Conversation: expect.stringMatching(/^~/),
    Name: 'Lighthouse',
    Topic: 'Who watches when',
    Avatar: { emoji: '🗼' },
    Members: 3,
    Role: 'owner',
    HistoryFrom: 'start',
    Post: 'all',
    Add: 'admins',
    Listed: true,
    Closed: false,
    CreatedAt: expect.any(String),
  };
  expect(body).toEqual({ ...shown, NotAdded: [] });
  expect((await showGroup(alice, id)).body).toEqual(shown);
  expect((await showGroup(bob, id)).body).toEqual({ ...shown, Role: 'member' });
  expect(await rowOf(bob, id)).toMatchObject({
    Kind: 'group',
    User: id,
    Group: {
      Name: 'Lighthouse',
      Topic: 'Who watches when',
      Avatar: { emoji: '🗼' },
      Members: 3,
      Role: 'member',
      Post: 'all',
      Closed: false,
    },
    Left: false,
    Unread: 0,
    LastMessage: { From: alice.username, Message: '', System: { Type: 'created', Name: 'Lighthouse' } },
    Deleted: false,
    PeerReadSeq: 0,
  });
  const created = gateway
    .frames(socket)
    .find((frame) => frame.type === 'message.created' && frame.conversation === id);
  expect(created).toMatchObject({
    type: 'message.created',
    data: { Seq: 1, System: { Type: 'created', Name: 'Lighthouse' } },
  });
  expect((await listIn(carol, id)).body).toEqual([created && 'data' in created && created.data]);
});

test('members write, and their messages count as unread', async () => {
  const { body } = await createGroup(alice, [bob]);
  const id = body.Conversation;
  expect((await sendTo(bob, id, 'hello')).body).toMatchObject({ Seq: 2, To: '', System: null });
  expect(await shownIn(alice, id)).toEqual(['created', 'hello']);
  expect(await rowOf(alice, id)).toMatchObject({ Unread: 1, LastMessage: { Message: 'hello' } });
  expect((await sendTo(stranger, id, 'let me in')).status).toBe(404);
});

test('only owners and admins write where the group is set so', async () => {
  const { body } = await createGroup(alice, [bob], { Post: 'admins' });
  const id = body.Conversation;
  expect((await sendTo(alice, id, 'announcement')).status).toBe(201);
  const before = (await rowOf(alice, id)).Version;
  expect((await sendTo(bob, id, 'but')).body.code).toBe('posting_restricted');
  expect((await rowOf(alice, id)).Version).toBe(before);
  expect((await rowOf(bob, id)).Group).toMatchObject({ Post: 'admins', Role: 'member' });
});

test('nor are messages edited there by others', async () => {
  const id = (await createGroup(alice, [bob])).body.Conversation;
  const { Id } = (await sendTo(bob, id, 'mine')).body;
  await updateGroup(alice, id, { Post: 'admins' });
  const edited = call(editHandler, {
    method: 'PATCH',
    path: '/messages/x',
    params: { id: Id },
    token: bob.token,
    body: { Message: 'an announcement' },
  });
  expect(await codeOf(edited)).toBe('403 posting_restricted');
});

test('a repeated request makes one group; another one with its ClientId is refused', async () => {
  const more = { ClientId: 'the-same' };
  const answers = await Promise.all(Array.from({ length: 5 }, () => createGroup(alice, [bob], more)));
  const [{ body }] = answers as [(typeof answers)[0]];
  for (const answer of answers) expect(answer).toMatchObject({ status: 201, body });
  expect(await shownIn(bob, body.Conversation)).toEqual(['created']);
  expect(await codeOf(createGroup(alice, [bob], { ...more, Name: 'Other' }))).toBe('409 client_id_conflict');
  expect((await createGroup(bob, [alice], more)).body.Conversation).not.toBe(body.Conversation);
});

test('of different requests with one ClientId at once, one makes the group and the others are refused', async () => {
  for (let round = 0; round < 5; round++) {
    const more = { ClientId: `round-${round}` };
    const names = ['Harbour', 'Island'];
    const answers = await Promise.all(names.map((Name) => createGroup(alice, [bob], { ...more, Name })));
    const made = answers.filter(({ status }) => status === 201);
    expect(made).toHaveLength(1);
    expect(names[answers.findIndex(({ status }) => status === 201)]).toBe(made[0]?.body.Name);
    const refused = answers.find(({ status }) => status !== 201);
    expect(refused).toMatchObject({ status: 409, body: { code: 'client_id_conflict' } });
  }
});

test('a request repeated after leaving learns nothing of the group', async () => {
  const more = { ClientId: 'left-since' };
  const id = (await createGroup(alice, [bob], more)).body.Conversation;
  await setMember(alice, id, bob, 'owner');
  await removeMember(alice, id, alice);
  expect(await codeOf(createGroup(alice, [bob], more))).toBe('404 conversation_not_found');
});

describe('people', () => {
  const notAdded = async (who: Person) => {
    const { status, body } = await createGroup(alice, [who, bob]);
    expect(status).toBe(201);
    const isIn = (await showGroup(who, body.Conversation)).status === 200;
    expect(isIn).toBe(body.NotAdded.length === 0);
    expect(body.Members).toBe(isIn ? 3 : 2);
    return body.NotAdded;
  };

  test('who do not know the creator have to be invited, unless they let everybody add them', async () => {
    expect(await notAdded(stranger)).toEqual([stranger.username]);
    await changeMe(stranger, { add_to_groups: 'everybody' });
    expect(await notAdded(stranger)).toEqual([]);
  });

  test('who let nobody add them have to be invited', async () => {
    expect((await changeMe(carol, { add_to_groups: 'nobody' })).body.add_to_groups).toBe('nobody');
    expect(await notAdded(carol)).toEqual([carol.username]);
  });

  test('who block the creator, or whom the creator blocks, look like those who do not want it', async () => {
    await changeMe(carol, { add_to_groups: 'everybody' });
    await block(carol, alice.username);
    expect(await notAdded(carol)).toEqual([carol.username]);
    await block(alice, stranger.username);
    await changeMe(stranger, { add_to_groups: 'everybody' });
    expect(await notAdded(stranger)).toEqual([stranger.username]);
  });

  test('who are suspended are added, which does not show that they are', async () => {
    await suspend('operator', carol.username, 'a test');
    const { body } = await createGroup(alice, [carol]);
    expect(body).toMatchObject({ Members: 2, NotAdded: [] });
  });

  test('without an account stop it, and are named', async () => {
    const unknown = ['x-1', 'x-2', 'x-3', 'x-4'].map((username) => ({ ...bob, username }));
    const refused = await createGroup(alice, [bob, ...unknown]);
    expect(refused).toMatchObject({
      status: 404,
      body: {
        code: 'user_not_found',
        detail: 'Members has names without an account: x-1, x-2, x-3 and 1 more',
      },
    });
    const { fetch } = fakeFetch(({ path }) =>
      path === '/Login' ? { body: loginAnswer(alice.username) } : { status: 404, body: refused.body },
    );
    const chat = new CoreChat({ url: 'http://chat.example', fetch, storage: memoryStorage() });
    await chat.logIn({ username: alice.username, password: 'correct horse' });
    const error = await chat.groups
      .create({ Name: 'x', Members: ['x-1'] })
      .catch((thrown: unknown) => thrown);
    chat.close();
    expect(sentence(error)).toBe('Members has names without an account: x-1, x-2, x-3 and 1 more.');
  });

  test('of any spelling are one, and the creator is none of them', async () => {
    const shouted = { ...bob, username: bob.username.toUpperCase() };
    const { body } = await createGroup(alice, [shouted, bob, alice]);
    expect(body).toMatchObject({ Members: 2, NotAdded: [] });
  });

  test('are in at most 500 groups', async () => {
    await fillGroups(bob);
    expect((await createGroup(alice, [bob])).body.NotAdded).toEqual([bob.username]);
    expect(await codeOf(createGroup(bob, [alice]))).toBe('409 too_many_groups');
  });

  test('are not in groups that were never made', async () => {
    await fillGroups(bob, false);
    expect((await createGroup(alice, [bob])).body.NotAdded).toEqual([]);
    expect((await createGroup(bob, [alice])).status).toBe(201);
  });
});

test.each([
  [{ Name: '' }],
  [{ Name: ' \t' }],
  [{ Name: 'x'.repeat(65) }],
  [{ Name: 'bell\u0007' }],
  [{ Name: 'turn\u202e' }],
  [{ Name: 'zero\u200bwidth' }],
  [{ Topic: 'x'.repeat(251) }],
  [{ Topic: 'a\nb' }],
  [{ Avatar: { emoji: 'no' } }],
  [{ Members: Array.from({ length: MEMBERS_MAX }, (_, index) => `m${index}`) }],
  [{ Members: [{ $ne: null }] }],
  [{ HistoryFrom: 'yesterday' }],
  [{ Listed: 'yes' }],
  [{ ClientId: '' }],
  [{ More: 1 }],
])('refuses %j', async (more) => {
  expect(await codeOf(createGroup(alice, [bob], more))).toBe('400 validation_failed');
});

test('a blank topic is none', async () => {
  expect((await createGroup(alice, [bob], { Topic: '  ' })).body.Topic).toBe('');
});

test('others see a group only while it is listed', async () => {
  const hidden = (await createGroup(alice, [bob])).body.Conversation;
  expect(await codeOf(showGroup(stranger, hidden))).toBe('404 conversation_not_found');
  const listed = (await createGroup(alice, [bob], { Listed: true })).body.Conversation;
  expect((await showGroup(stranger, listed)).body).toEqual({
    Conversation: listed,
    Name: 'Lighthouse',
    Topic: '',
    Avatar: null,
    Members: 2,
    Role: null,
    Listed: true,
  });
  await closeGroup(alice, listed);
  expect(await codeOf(showGroup(stranger, listed))).toBe('404 conversation_not_found');
  expect((await listIn(stranger, listed)).status).toBe(404);
});
