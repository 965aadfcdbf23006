/** What the API does, one by one, with what each may ask of the databases. Tests hold it to that; measurements count it again. */
import { randomBytes } from 'node:crypto';
import { MongoClient, ObjectId } from 'mongodb';
import { directConversationId } from '../../../lib/conversations/conversation.ts';
import type { ApiAnswer, ApiRequest } from '../http/gateway.ts';
import { PASSWORD, registration } from '../people/registration.ts';

/** Calls a function by its name. */
export type Ask = (name: string, request: ApiRequest) => Promise<ApiAnswer>;

export interface Costs {
  /** commands, in their order but for those that go out at once */
  mongodb: string[];
  dynamodb: string[];
  /** documents and items in the answers */
  items: number;
}

export interface Operation extends Costs {
  name: string;
  run: () => Promise<ApiAnswer>;
}

const LENGTH = 60;
const PAGE = 50;
const INBOX = 3;

async function enter(ask: Ask, name: string): Promise<{ username: string; token: string; refresh: string }> {
  const username = `${name}-${randomBytes(4).toString('hex')}`;
  await ask('auth/register', { method: 'POST', body: registration(username) });
  const { body } = await ask('auth/login', { method: 'POST', body: { username, password: PASSWORD } });
  return { username, token: body.Token, refresh: body.RefreshToken };
}

const linkOf = ({ headers }: ApiAnswer): string => /<([^>]+)>/.exec(headers.link ?? '')?.[1] ?? '';

const queryOf = (address: string) =>
  Object.fromEntries(new URL(address, 'http://api.example.org').searchParams);

/**
 * Puts messages of an hour ago into a conversation that exists. When a whole page was sent within seconds, reading it takes a
 * second look.
 */
async function fill(database: { uri: string; name: string }, names: [string, string]): Promise<void> {
  const client = new MongoClient(database.uri);
  const [from, to] = names;
  const conversation = directConversationId(from, to);
  const sentAt = new Date(Date.now() - 3_600_000);
  const { value } = await client
    .db(database.name)
    .collection<{ _id: string; version: number; lastSeq: number }>('conversations')
    .findOneAndUpdate(
      { _id: conversation },
      { $inc: { version: LENGTH, lastSeq: LENGTH } },
      { includeResultMetadata: true },
    );
  const messages = Array.from({ length: LENGTH }, (_, index) => {
    const seq = (value?.version ?? 0) + 1 + index;
    const rest = { sentAt, editedAt: null, deletedAt: null };
    return { _id: new ObjectId(), conversation, from, to, text: 'hello', seq, version: seq, ...rest };
  });
  await client.db(database.name).collection('messages').insertMany(messages);
  await client.close();
}

/** Prepares people and conversations. */
export async function prepareOperations(
  ask: Ask,
  database: { uri: string; name: string },
): Promise<Operation[]> {
  const [alice, bob, carol] = [await enter(ask, 'alice'), await enter(ask, 'bob'), await enter(ask, 'carol')];
  const post = (name: string, body: object, token = alice.token): Promise<ApiAnswer> =>
    ask(name, { method: 'POST', token, body });
  const send = (to: string, more: object = {}) =>
    post('messages/send', { User: to, Message: 'hello', ...more });

  await send(bob.username);
  await fill(database, [alice.username, bob.username]);
  for (let friend = 1; friend < INBOX; friend++) {
    const { token } = await enter(ask, 'friend');
    await post('messages/send', { User: alice.username, Message: 'hello' }, token);
  }
  const representation = { prefer: 'return=representation' };
  const sent = async (): Promise<string> => {
    const body = { User: bob.username, Message: 'hello' };
    const request = { method: 'POST', token: alice.token, body, headers: representation };
    return (await ask('messages/send', request)).body.Id;
  };
  const [edited, deleted] = [await sent(), await sent()];
  const list = (query: Record<string, string>): Promise<ApiAnswer> =>
    ask('messages/list', { token: alice.token, query: { User: bob.username, ...query } });
  const newest = await list({ limit: String(PAGE) });
  const since = newest.headers['x-sync-token'] ?? '';
  const own = (method: string, id: string): ApiRequest => ({ method, token: alice.token, params: { id } });
  const credentials = { username: bob.username, password: PASSWORD };

  // Each request with a token also reads whether its session has ended.
  const session = 'find';
  const turnAndInsert = [session, 'findAndModify', 'insert'];
  const push = ['BatchGetItem'];
  return [
    {
      name: 'register',
      run: () =>
        ask('auth/register', { method: 'POST', body: registration(`new-${randomBytes(4).toString('hex')}`) }),
      mongodb: ['insert'],
      dynamodb: [],
      items: 0,
    },
    {
      name: 'log in',
      run: () => ask('auth/login', { method: 'POST', body: credentials }),
      mongodb: ['find', 'find'],
      // At once, after the first: the query finds sessions beyond the limit, the others record the log-in and find sockets to tell.
      dynamodb: ['PutItem', 'BatchGetItem', 'Query', 'UpdateItem'],
      items: 4,
    },
    {
      name: 'refresh a session',
      run: () => ask('sessions/refresh', { method: 'POST', body: { RefreshToken: bob.refresh } }),
      mongodb: [],
      dynamodb: ['GetItem', 'UpdateItem'],
      items: 1,
    },
    { name: 'send', run: () => send(bob.username), mongodb: turnAndInsert, dynamodb: push, items: 2 },
    {
      name: 'send a reply',
      run: () => send(bob.username, { ReplyTo: edited }),
      // Beside the allocation.
      mongodb: [...turnAndInsert, 'find'],
      dynamodb: push,
      items: 3,
    },
    {
      name: 'send with a ClientId',
      run: () => send(bob.username, { ClientId: 'first' }),
      mongodb: turnAndInsert,
      dynamodb: push,
      items: 2,
    },
    {
      name: 'send the same again',
      run: () => send(bob.username, { ClientId: 'first' }),
      mongodb: [...turnAndInsert, 'find', 'update'],
      // A repeated request had no response, and its first attempt may not have got this far.
      dynamodb: push,
      items: 3,
    },
    {
      name: "send a conversation's first message",
      run: () => send(carol.username),
      // Looks for both people and for a block.
      mongodb: ['findAndModify', 'find', 'find', 'find', 'update', ...turnAndInsert],
      dynamodb: push,
      items: 4,
    },
    {
      name: 'list the newest page',
      run: () => list({ limit: String(PAGE) }),
      mongodb: [session, 'find'],
      dynamodb: [],
      items: PAGE + 2,
    },
    {
      name: 'list the page before it',
      run: () => list(queryOf(linkOf(newest))),
      mongodb: [session, 'find'],
      dynamodb: [],
      items: LENGTH + 4 - PAGE,
    },
    {
      name: 'sync a conversation',
      run: () => list({ since }),
      mongodb: [session, 'find'],
      dynamodb: [],
      items: 6,
    },
    {
      name: 'edit',
      run: () => ask('messages/edit', { ...own('PATCH', edited), body: { Message: 'hi' } }),
      mongodb: [session, 'find', 'findAndModify', 'findAndModify'],
      dynamodb: push,
      items: 4,
    },
    {
      name: 'delete',
      run: () => ask('messages/delete', own('DELETE', deleted)),
      mongodb: [session, 'find', 'findAndModify', 'findAndModify'],
      dynamodb: push,
      items: 4,
    },
    {
      name: `the inbox of ${INBOX + 1} conversations`,
      run: () => ask('conversations/list', { token: alice.token }),
      // One lists; one counts unread messages, and finds the last ones where a send may still be under way.
      mongodb: [session, 'aggregate', 'aggregate'],
      dynamodb: [],
      // The account, the conversations with their memberships, four last messages, and two unread counts.
      items: 11,
    },
    {
      name: 'search all conversations',
      run: () => ask('search/messages', { token: alice.token, query: { q: 'hel', limit: '3' } }),
      // Conversations of two and groups, ids of candidates, and those of the page.
      mongodb: [session, 'find', 'aggregate', 'find', 'find'],
      dynamodb: [],
      // The account, four conversations, and seven candidates twice.
      items: 19,
    },
    {
      name: 'search a conversation',
      run: () =>
        ask('search/messages', {
          token: alice.token,
          query: { q: `in:${bob.username} "hello"`, limit: '3' },
        }),
      mongodb: [session, 'aggregate', 'find'],
      dynamodb: [],
      // The account, the conversation, and four messages: one more than the page shows.
      items: 6,
    },
    {
      name: 'list users',
      run: () => ask('users/list', { query: { limit: '3' } }),
      mongodb: ['find'],
      dynamodb: [],
      items: 4,
    },
    {
      name: 'issue a ticket',
      run: () => post('realtime/ticket', {}),
      mongodb: [],
      dynamodb: ['GetItem', 'PutItem'],
      items: 1,
    },
    {
      name: 'list sessions',
      run: () => ask('sessions/list', { token: alice.token }),
      mongodb: [],
      dynamodb: ['GetItem', 'Query'],
      items: 2,
    },
  ];
}
