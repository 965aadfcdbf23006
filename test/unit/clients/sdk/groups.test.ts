/** Groups, against a scripted server and socket. */
import { afterEach, expect, test } from 'vitest';
import type { ConversationSummary, CoreChat, Message } from '#sdk';
import { message } from '../../../support/clients/message.ts';
import { texts, until } from '../../../support/clients/sdk.ts';
import type { FakeAnswer, FakeCall } from '../../../support/http/fake-fetch.ts';
import { FakeSocket, list, onlineChat, row } from '../../../support/sockets/fake-socket.ts';

let chat: CoreChat;
let calls: FakeCall[];
afterEach(() => chat.close());

const ID = '~team';
const group: NonNullable<ConversationSummary['Group']> = {
  Name: 'Team',
  Topic: 'plans',
  Avatar: { emoji: '🦊' },
  Members: 3,
  Role: 'member',
  Post: 'all',
  Closed: false,
};
const team = (more: Partial<ConversationSummary> = {}): ConversationSummary =>
  row(ID, { Conversation: ID, Kind: 'group', Group: group, LastMessage: inTeam(2), PeerReadSeq: 0, ...more });
const inTeam = (seq: number, more: Partial<Message> = {}): Message =>
  message(seq, { To: '', Conversation: ID, ...more });
const system = (seq: number, System: Message['System'], From = 'bob'): Message =>
  inTeam(seq, { From, Message: '', System });

/** What the server lists, and what a sync brings. */
let rows: ConversationSummary[];
let changes: ConversationSummary[];
let messages: Message[];

async function online(answer: (call: FakeCall) => FakeAnswer | undefined = () => undefined): Promise<void> {
  rows = [team()];
  changes = [];
  messages = [inTeam(1), inTeam(2)];
  ({ chat, calls } = await onlineChat((call) => {
    const { path } = call;
    const own = answer(call);
    if (own) return own;
    if (path.startsWith('/messages')) return list(path.includes('since=') ? [] : messages);
    if (path.includes('requests=only')) return list([]);
    return list(path.includes('since=') ? changes : rows);
  }));
}

const push = (data: Message) =>
  FakeSocket.latest.push({ type: 'message.created', conversation: ID, version: data.Version, data });
const remove = () => FakeSocket.latest.push({ type: 'conversation.left', conversation: ID, data: {} });
const syncs = () => calls.filter(({ path }) => path.startsWith('/conversations?since=')).length;
const listed = () => chat.inbox.snapshot.conversations;

test('makes a group without other members', async () => {
  await online(({ method, path }) => (method === 'POST' && path === '/groups' ? { body: {} } : undefined));
  await chat.groups.create({ Name: 'Solo' });
  expect(calls.find(({ path }) => path === '/groups')?.body).toMatchObject({ Name: 'Solo', Members: [] });
});

test('a snapshot shows the group, who is typing, and what the user may do', async () => {
  await online();
  const snapshot = () => chat.conversation(ID).snapshot;
  expect(snapshot()).toMatchObject({
    group: {
      name: 'Team',
      topic: 'plans',
      avatar: { emoji: '🦊' },
      members: 3,
      role: 'member',
      closed: false,
    },
    peer: { username: '' },
    left: false,
    canPost: true,
    canManage: false,
  });
  for (const Username of ['bob', 'carol', 'dave', 'erin']) {
    const data = { Username, Typing: true, ExpiresAt: '' };
    FakeSocket.latest.push({ type: 'typing', conversation: ID, data });
  }
  expect(snapshot()).toMatchObject({ typing: true, typists: ['bob', 'carol', 'dave'] });
});

test.each([
  [{ Post: 'admins' }, false, false],
  [{ Post: 'admins', Role: 'admin' }, true, true],
  [{ Role: 'owner' }, true, true],
  [{ Role: 'owner', Closed: true }, false, false],
] as const)('in a group that is %j, posting is %s and managing %s', async (more, canPost, canManage) => {
  await online();
  FakeSocket.latest.close();
  chat.close();
  ({ chat } = await onlineChat(({ path }) =>
    list(path.includes('requests=only') ? [] : [team({ Group: { ...group, ...more } })]),
  ));
  expect(chat.conversation(ID).snapshot).toMatchObject({ canPost, canManage });
});

test('system messages change the row without a request, and are not unread', async () => {
  await online();
  const before = syncs();
  push(system(3, { Type: 'added', Users: ['carol', 'dave'] }));
  push(system(4, { Type: 'changed', Changed: ['Name', 'Topic'], Name: 'Crew', Topic: '' }));
  push(system(5, { Type: 'role', Users: ['Alice'], Role: 'admin' }));
  push(system(5, { Type: 'role', Users: ['Alice'], Role: 'admin' }));
  push(system(6, { Type: 'removed', Users: ['dave'] }));
  push(system(7, { Type: 'left' }, 'carol'));
  expect(listed()).toMatchObject([
    { Unread: 0, LastMessage: { Seq: 7 }, Group: { Name: 'Crew', Topic: '', Members: 3, Role: 'admin' } },
  ]);
  push(inTeam(8));
  expect(listed()).toMatchObject([{ Unread: 1 }]);
  push(system(9, { Type: 'closed' }));
  expect(listed()).toMatchObject([{ Unread: 1, Group: { Closed: true } }]);
  expect(syncs()).toBe(before);
});

test('a setting that the system message does not tell is read from the server', async () => {
  await online();
  changes = [team({ Version: 3, Group: { ...group, Post: 'admins' } })];
  push(system(3, { Type: 'changed', Changed: ['Post'] }));
  await until(() => !chat.conversation(ID).snapshot.canPost, 'posting is restricted');
});

test('being removed takes away row, messages and drafts of sends', async () => {
  await online(({ method, path }) =>
    method === 'POST' && path === '/messages'
      ? { status: 503, body: { code: 'service_unavailable' } }
      : undefined,
  );
  const conversation = chat.conversation(ID);
  await conversation.open();
  const left: string[] = [];
  chat.on('left', (event) => left.push(event.conversation));
  const { clientId } = conversation.send('too late');
  await until(() => chat.outbox.entries(ID)[0]?.error !== undefined, 'the first attempt');
  [rows, changes] = [[], [team({ Left: true, Group: null, Version: 3 })]];
  remove();
  expect(listed()).toEqual([]);
  expect(conversation.snapshot).toMatchObject({ messages: [], group: null, left: true, canPost: false });
  expect(chat.outbox.entries(ID)).toMatchObject([
    { clientId, state: 'failed', error: { code: 'conversation_not_found' } },
  ]);
  expect(left).toEqual([ID]);
});

test('a row that says that the user has left takes the group away', async () => {
  await online();
  await chat.conversation(ID).open();
  changes = [team({ Left: true, Group: null, Version: 3 })];
  chat.retryNow();
  await until(() => listed().length === 0, 'the row is gone');
  expect(chat.conversation(ID).snapshot).toMatchObject({ messages: [], left: true });
});

test('those who are added again see the group from then on', async () => {
  await online();
  const conversation = chat.conversation(ID);
  await conversation.open();
  remove();
  messages = [system(9, { Type: 'added', Users: ['alice'] })];
  changes = [team({ Version: 9, LastMessage: messages[0] as Message, ReadSeq: 9 })];
  push(messages[0] as Message);
  await until(() => conversation.snapshot.messages.length === 1, 'the new messages');
  expect(conversation.snapshot).toMatchObject({ left: false, canPost: true, messages: [{ Seq: 9 }] });
  expect(texts(conversation.snapshot.messages)).toEqual(['']);
});

test('a message to a group names the conversation', async () => {
  await online(({ method, path, body }) =>
    method === 'POST' && path === '/messages'
      ? { status: 201, body: inTeam(3, { ...(body as object), From: 'alice' }) }
      : undefined,
  );
  await chat.send(ID, 'hello').settled;
  expect(calls.find(({ path, method }) => path === '/messages' && method === 'POST')?.body).toMatchObject({
    Conversation: ID,
    Message: 'hello',
  });
});
