/** What the API asks of MongoDB: how many round trips, and that every query is answered by an index alone. */
import type { CommandStartedEvent, Document, MongoClient } from 'mongodb';
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { encodeCursor } from '#lib/http/cursor.ts';
import { config } from '#lib/platform/config.ts';
import { handler as loginHandler } from '../../functions/auth/login.ts';
import { handler as blockHandler } from '../../functions/blocks/add.ts';
import { handler as blocksHandler } from '../../functions/blocks/list.ts';
import { handler as unblockHandler } from '../../functions/blocks/remove.ts';
import { handler as inboxHandler } from '../../functions/conversations/list.ts';
import { handler as readHandler } from '../../functions/conversations/read.ts';
import { handler as ownHandler } from '../../functions/conversations/update.ts';
import { handler as deleteAccountHandler } from '../../functions/me/delete.ts';
import { handler as exportHandler } from '../../functions/me/export.ts';
import { handler as passwordHandler } from '../../functions/me/password.ts';
import { handler as meHandler } from '../../functions/me/show.ts';
import { handler as profileHandler } from '../../functions/me/update.ts';
import { handler as deleteHandler } from '../../functions/messages/delete.ts';
import { handler as editHandler } from '../../functions/messages/edit.ts';
import { handler as listHandler } from '../../functions/messages/list.ts';
import { handler as reportHandler } from '../../functions/messages/report.ts';
import { handler as sendHandler } from '../../functions/messages/send.ts';
import { handler as searchMessagesHandler } from '../../functions/search/messages.ts';
import { handler as usersHandler } from '../../functions/users/list.ts';
import { handler as searchHandler } from '../../functions/users/search.ts';
import { handler as userHandler } from '../../functions/users/show.ts';
import { type ApiAnswer, call } from '../support/http/gateway.ts';
import { createPerson, type Person } from '../support/people/people.ts';
import { PASSWORD } from '../support/people/registration.ts';
import { openSocket } from '../support/sockets/sockets.ts';

const monitored = vi.hoisted(() => ({ clients: [] as unknown[] }));

// The driver itself, told to report its commands: an option that production has no use for.
vi.mock('mongodb', async (importOriginal) => {
  const driver = await importOriginal<typeof import('mongodb')>();
  class MonitoredClient extends driver.MongoClient {
    constructor(uri: string, options: object) {
      super(uri, { ...options, monitorCommands: true });
      monitored.clients.push(this);
    }
  }
  return { ...driver, MongoClient: MonitoredClient };
});

const SESSION_KEEPING = new Set(['endSessions', 'hello', 'ping']);
const client = () => monitored.clients[0] as MongoClient;

async function commandsOf(action: () => Promise<unknown>): Promise<Document[]> {
  const commands: Document[] = [];
  const note = ({ commandName, command }: CommandStartedEvent) => {
    if (!SESSION_KEEPING.has(commandName)) commands.push({ ...command });
  };
  client().on('commandStarted', note);
  const answer = await action();
  client().off('commandStarted', note);
  // A refused request would ask for less.
  expect((answer as Partial<ApiAnswer>).status ?? 200).toBeLessThan(300);
  return commands;
}

const CONTEXT = [
  'lsid',
  'txnNumber',
  '$db',
  '$clusterTime',
  '$readPreference',
  'readConcern',
  'writeConcern',
];

async function explain(command: Document) {
  const bare = Object.fromEntries(Object.entries(command).filter(([name]) => !CONTEXT.includes(name)));
  const plan = await client()
    .db(config.mongodb.database)
    .command({ explain: bare, verbosity: 'executionStats' });
  const stages = [...JSON.stringify(plan).matchAll(/"stage":"(\w+)"/g)].map(([, stage]) => stage);
  const { executionStats } = plan.stages?.[0]?.$cursor ?? plan;
  return { stages, stats: executionStats };
}

let alice: Person;
let bob: Person;
/** of alice's newest message to bob, which a test may edit, delete or report */
let id: string;
let syncToken: string;
let inboxToken: string;
/** people whose accounts tests delete, one after the other */
let leaving: Person[];
let stalker: Person;
let stalkerToken: string;

const send = (from: Person, to: Person, more: object = {}) => {
  const body = { User: to.username, Message: 'hello', ...more };
  const request = { method: 'POST', path: '/messages', token: from.token, body };
  return call(sendHandler, { ...request, headers: { prefer: 'return=representation' } });
};
const list = (query: Record<string, string>) =>
  call(listHandler, { path: '/messages', token: alice.token, query: { User: bob.username, ...query } });
const inbox = (query: Record<string, string>) =>
  call(inboxHandler, { path: '/conversations', token: alice.token, query });
const own = (body: object) =>
  call(ownHandler, {
    method: 'PATCH',
    path: '/x',
    params: { conversation: bob.username },
    token: alice.token,
    body,
  });
const findPeople = (query: Record<string, string>) =>
  call(searchHandler, { path: '/directory', token: alice.token, query });
const searchMessages = (q: string) =>
  call(searchMessagesHandler, { path: '/search', token: alice.token, query: { q, limit: '3' } });
const afterAlice = () => encodeCursor('directory', alice.username.slice(0, 5));
const change = () => ({ path: '/messages/x', params: { id }, token: alice.token });

beforeAll(async () => {
  [alice, bob] = [await createPerson('alice'), await createPerson('bob')];
  for (let index = 0; index < 30; index++) await send(alice, bob);
  for (const name of ['carol', 'dave', 'erin']) await send(await createPerson(name), alice);
  leaving = [await createPerson('leaving'), await createPerson('leaving')];
  for (const person of leaving) await send(person, await createPerson('grace'));
  stalker = await createPerson('stalker');
  for (let index = 0; index < 20; index++) await send(stalker, alice);
  stalkerToken = String((await withStalker({ limit: '5' })).headers['x-sync-token']);
  await call(blockHandler, blocking('PUT'));
  for (let index = 0; index < 20; index++) await send(stalker, alice);
  await call(unblockHandler, blocking('DELETE'));
  syncToken = String((await list({ limit: '5' })).headers['x-sync-token']);
  inboxToken = String((await inbox({})).headers['x-sync-token']);
});
beforeEach(async () => {
  id = (await send(alice, bob)).body.Id;
});

const blocking = (method: string) => ({
  method,
  path: '/x',
  params: { username: stalker.username },
  token: alice.token,
});
const withStalker = (query: Record<string, string>) =>
  call(listHandler, { path: '/messages', token: alice.token, query: { User: stalker.username, ...query } });

// With a token, one of them reads whether the session has ended.
const operations: [string, number, () => Promise<unknown>][] = [
  [
    'log in',
    2,
    () =>
      call(loginHandler, {
        method: 'POST',
        path: '/Login',
        body: { username: alice.username, password: PASSWORD },
      }),
  ],
  ['list users', 1, () => call(usersHandler, { path: '/Users', query: { limit: '3' } })],
  ['search users', 1, () => call(usersHandler, { path: '/Users', query: { prefix: 'a', limit: '3' } })],
  ['find people', 3, () => findPeople({ name: 'a', limit: '3' })],
  ['find one person', 3, () => findPeople({ name: alice.username })],
  ['find the next page of people', 3, () => findPeople({ name: 'a', limit: '2', after: afterAlice() })],
  ['find people by several words', 3, () => findPeople({ name: `${alice.username} a` })],
  ['search messages', 5, () => searchMessages('hel')],
  ['search messages of a conversation', 3, () => searchMessages(`in:${bob.username} "hello"`)],
  ['search messages by their author', 4, () => searchMessages('from:me')],
  ['send', 3, () => send(alice, bob)],
  ['send with a ClientId', 3, () => send(alice, bob, { ClientId: 'mine' })],
  ['send it again', 5, () => send(alice, bob, { ClientId: 'mine' })],
  ['send a first message', 8, async () => send(alice, await createPerson('frank'))],
  ['list the newest page', 2, () => list({ limit: '200' })],
  [
    'list an older page',
    2,
    async () => {
      const { headers } = await list({ limit: '20' });
      const [, address = ''] = /^<([^>]+)>/.exec(headers.link ?? '') ?? [];
      const before = new URL(address, 'http://x').searchParams.get('before') ?? '';
      return list({ limit: '5', before });
    },
  ],
  ['sync a conversation', 2, () => list({ since: syncToken })],
  ['edit', 4, () => call(editHandler, { ...change(), method: 'PATCH', body: { Message: 'hello!' } })],
  ['delete', 4, () => call(deleteHandler, { ...change(), method: 'DELETE' })],
  ['sync the inbox', 10, () => inbox({ since: inboxToken })],
  ['list the inbox, pinned ones first', 3, () => inbox({ pinned: 'first', requests: 'without', limit: '2' })],
  // Pins are counted before the change, so that a refused one writes nothing, and after it, because of concurrent ones.
  ['pin a conversation', 7, () => own({ Pinned: true })],
  ['connect', 2, () => openSocket(alice)],
  ['see me', 2, () => call(meHandler, { path: '/me', token: alice.token })],
  [
    // The last two: the session, and who of the recent peers gets the changed profile.
    'change my profile',
    3,
    () => call(profileHandler, { method: 'PATCH', path: '/me', token: alice.token, body: { bio: 'Hi' } }),
  ],
  [
    'see somebody',
    4,
    () => call(userHandler, { path: '/x', params: { username: bob.username }, token: alice.token }),
  ],
  [
    // One of them reads the profile, whose words a password must not consist of.
    'change my password',
    5,
    () => {
      const body = { current_password: PASSWORD, new_password: PASSWORD };
      return call(passwordHandler, { method: 'PUT', path: '/me/password', token: alice.token, body });
    },
  ],
  // One for the session, two for me, one for blocks, one for reports, one for saved messages, one for all conversations, one for each of six.
  ['export', 13, () => call(exportHandler, { path: '/me/export', token: alice.token })],
  [
    // The first to see whether it is there: the sessions of one that is gone may be left.
    'delete my account',
    9,
    () => {
      const body = { password: PASSWORD };
      return call(deleteAccountHandler, {
        method: 'DELETE',
        path: '/me',
        token: leaving.shift()?.token ?? '',
        body,
      });
    },
  ],
  ['list requests', 3, () => inbox({ requests: 'only', limit: '2' })],
  ['list all but requests', 3, () => inbox({ requests: 'without', limit: '2' })],
  ['block', 7, () => call(blockHandler, blocking('PUT'))],
  ['list blocks', 2, () => call(blocksHandler, { path: '/blocks', token: alice.token })],
  ['send while blocked', 3, () => send(stalker, alice)],
  // A second look, because a whole page is seconds old.
  ['list what is not hidden', 3, () => withStalker({ limit: '5' })],
  ['sync what is not hidden', 2, () => withStalker({ since: stalkerToken })],
  ['unblock', 7, () => call(unblockHandler, blocking('DELETE'))],
  [
    'report',
    4,
    () => {
      const request = { method: 'POST', path: '/x', params: { id }, token: bob.token };
      return call(reportHandler, { ...request, body: { Reason: 'spam' } });
    },
  ],
  [
    'read',
    6,
    () =>
      call(readHandler, {
        method: 'PUT',
        path: '/x',
        params: { conversation: alice.username },
        token: bob.token,
        body: { Seq: 5 },
      }),
  ],
];

test.each(operations.filter(([name]) => name !== 'sync the inbox' && name !== 'list an older page'))(
  '%s takes at most %i round trips',
  async (name, trips, action) => {
    const commands = await commandsOf(action);
    const own =
      name === 'send a first message' ? commands.filter(({ insert }) => insert !== 'users') : commands;
    expect(own.length).toBeLessThanOrEqual(trips);
    expect(own.length).toBeGreaterThan(0);
  },
);

describe('every query is answered by an index', () => {
  /**
   * Counts and the watermark look at what an index found, and their answers are not lists. The search for a settled
   * message passes over those of the last seconds, only where a whole page is as young. The deletion of an account looks
   * at each of its conversations.
   */
  const mayExamineMore = ({ aggregate, findAndModify, filter }: Document) =>
    aggregate !== undefined ||
    findAndModify !== undefined ||
    filter?.sentAt !== undefined ||
    filter?.members !== undefined;

  test.each(operations)('%s', async (_, __, action) => {
    const commands = await commandsOf(action);
    for (const command of commands.filter(
      ({ insert, update }) => insert === undefined && update === undefined,
    )) {
      const { stages, stats } = await explain(command);
      const text = JSON.stringify(command, null, 1);
      expect(stages, text).not.toContain('COLLSCAN');
      expect(stages, text).not.toContain('SORT');
      expect(
        stages.some((stage) => /^(IXSCAN|IDHACK|EXPRESS_IXSCAN|COUNT_SCAN)$/.test(stage ?? '')),
        text,
      ).toBe(true);
      // A key behind the end of each range.
      const ranges = command.filter?.conversation?.$in?.length ?? 1;
      if (!mayExamineMore(command))
        expect(stats.totalKeysExamined, text).toBeLessThanOrEqual(stats.nReturned + ranges);
    }
  });
});
