/** Searches in many conversations: their order, what they ask of the database, and what is left out. */
import type { CommandStartedEvent, Document, MongoClient } from 'mongodb';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { directConversationId } from '#lib/conversations/conversation.ts';
import { directMemberships } from '#lib/conversations/membership.ts';
import { insertConversation } from '#lib/conversations/store/conversations.ts';
import { insertMessages } from '#lib/messages/store/messages.ts';
import { config } from '#lib/platform/config.ts';
import { handler } from '../../../functions/search/messages.ts';
import { call } from '../../support/http/gateway.ts';
import { createPerson, type Person } from '../../support/people/people.ts';

const monitored = vi.hoisted(() => ({ clients: [] as unknown[] }));

vi.mock('mongodb', async (importOriginal) => {
  const driver = await importOriginal<typeof import('mongodb')>();
  class MonitoredClient extends driver.MongoClient {
    constructor(uri: string, options: object) {
      super(uri, { ...options, monitorCommands: true, appName: 'search' });
      monitored.clients.push(this);
    }
  }
  return { ...driver, MongoClient: MonitoredClient };
});

const client = () => monitored.clients[0] as MongoClient;
const admin = (command: Document) => client().db('admin').command(command);

/** More than two pages of them, and of the ranges that are merged. */
const CONVERSATIONS = 700;
const MESSAGES = 4;
const START = Date.UTC(2026, 0, 1);

let reader: Person;

/** The texts of all messages, newest first. */
const all: string[] = [];

/** Seconds since START: conversations are silent for longer and longer, and those beside each other talk at the same time. */
const timeOf = (conversation: number, seq: number): number =>
  (CONVERSATIONS - conversation) * 40 + seq * 900 + (conversation % 7);

function messageAt(conversation: number, seq: number, peer: string) {
  const seconds = timeOf(conversation, seq);
  const at = new Date(START + seconds * 1_000);
  const rare = conversation % 100 === 99 ? ' rare' : '';
  const text = `common${rare} ${conversation} ${seq}`;
  const id = `${Math.floor(at.getTime() / 1_000).toString(16)}${conversation.toString(16).padStart(15, '0')}${seq}`;
  const numbers = { seq, version: seq, firstVersion: seq };
  const rest = { sentAt: at, editedAt: null, deletedAt: null, clientId: null };
  return {
    id,
    conversation: directConversationId(reader.username, peer),
    from: seq % 2 ? reader.username : peer,
    to: seq % 2 ? peer : reader.username,
    text,
    ...numbers,
    ...rest,
  };
}

beforeAll(async () => {
  reader = await createPerson('reader');
  const every: { id: string; text: string }[] = [];
  for (let conversation = 0; conversation < CONVERSATIONS; conversation++) {
    const peer = `peer-${conversation}`;
    const people = [reader.username, peer];
    const list = Array.from({ length: MESSAGES }, (_, index) => messageAt(conversation, index + 1, peer));
    every.push(...list);
    await insertMessages(list.map((message) => ({ message, digest: null })));
    const [first, last] = [list[0]?.sentAt ?? new Date(), list.at(-1)?.sentAt ?? new Date()];
    const _id = directConversationId(reader.username, peer);
    await insertConversation(
      {
        _id,
        kind: 'direct',
        members: people,
        version: MESSAGES,
        lastSeq: MESSAGES,
        createdAt: first,
        activityAt: last,
        changedAt: last,
      },
      directMemberships(_id, people),
    );
  }
  all.push(...every.sort((one, other) => (one.id < other.id ? 1 : -1)).map(({ text }) => text));
}, 120_000);

const search = (query: Record<string, string>) =>
  call(handler, { path: '/search', token: reader.token, query });

/** @returns texts, page by page */
async function pagesOf(q: string, limit: number, most = Number.POSITIVE_INFINITY): Promise<string[][]> {
  const pages: string[][] = [];
  let query: Record<string, string> | undefined = { q, limit: String(limit) };
  while (query && pages.length < most) {
    const { body, headers } = await search(query);
    expect(body.Incomplete).toBe(false);
    pages.push(body.Hits.map(({ Message }: { Message: { Message: string } }) => Message.Message));
    const [, next] = /^<([^>]+)>; rel="next"$/.exec(headers.link ?? '') ?? [];
    query = next ? Object.fromEntries(new URL(next, 'http://x').searchParams) : undefined;
  }
  return pages;
}

const rareOnes = () => all.filter((text) => text.includes('rare'));

describe('newest first over all conversations', () => {
  test.each([
    ['common ', 'a word of all messages'],
    ['comm', 'a beginning of a word of all messages'],
    ['from:me common ', 'a word and an author'],
  ])('%s: %s', async (q) => {
    const expected = q.startsWith('from') ? all.filter((text) => Number(text.at(-1)) % 2) : all;
    const pages = await pagesOf(q, 50, 12);
    expect(pages.flat()).toEqual(expected.slice(0, 600));
  });

  test.each(['rare ', 'rar', 'common rare ', '"common rare"', 'rare comm'])('a rare word: %s', async (q) => {
    expect(rareOnes()).toHaveLength(28);
    const pages = await pagesOf(q, 10);
    expect(pages.map(({ length }) => length)).toEqual([10, 10, 8]);
    expect(pages.flat()).toEqual(rareOnes());
  });

  test('all pages of an author, to the end', async () => {
    const pages = await pagesOf(`from:peer-699`, 1);
    expect(pages.flat()).toEqual(all.filter((text) => / 699 [24]$/.test(text)));
  });
});

async function commandsOf(query: Record<string, string>): Promise<Document[]> {
  const commands: Document[] = [];
  const note = ({ commandName, command }: CommandStartedEvent) => {
    if (!['hello', 'ping', 'endSessions'].includes(commandName)) commands.push({ ...command });
  };
  client().on('commandStarted', note);
  expect((await search(query)).status).toBe(200);
  client().off('commandStarted', note);
  return commands;
}

const mergesOf = async (q: string): Promise<Document[]> =>
  (await commandsOf({ q, limit: '20' })).filter(({ find, sort }) => find === 'messages' && sort);

const CONTEXT = ['lsid', 'txnNumber', '$db', '$clusterTime', '$readPreference', 'readConcern', 'maxTimeMS'];

async function explain(command: Document) {
  const bare = Object.fromEntries(Object.entries(command).filter(([name]) => !CONTEXT.includes(name)));
  const plan = await client()
    .db(config.mongodb.database)
    .command({ explain: bare, verbosity: 'executionStats' });
  const stages = [...JSON.stringify(plan.queryPlanner).matchAll(/"stage":"(\w+)"/g)].map(
    ([, stage]) => stage,
  );
  return { stages, keys: plan.executionStats.totalKeysExamined as number };
}

describe('asks', () => {
  // The session; conversations of two and groups at once; ids in silent conversations and messages in active ones at once; messages by ids.
  test.each([
    ['rare ', ['find', 'find', 'aggregate', 'find', 'find', 'find']],
    ['common ', ['find', 'find', 'aggregate', 'find', 'find']],
    ['comm', ['find', 'find', 'aggregate', 'find', 'find']],
    ['in:peer-3 common ', ['find', 'aggregate', 'find']],
  ])('%s', async (q, expected) => {
    const commands = await commandsOf({ q, limit: '20' });
    expect(commands.map((command) => Object.keys(command)[0])).toEqual(expected);
    for (const command of commands.filter(({ find }) => find === 'messages')) {
      const { stages, keys } = await explain(command);
      expect(stages, JSON.stringify(command)).not.toContain('SORT');
      expect(stages, JSON.stringify(command)).not.toContain('COLLSCAN');
      // One key of each range and those of the page; or one beside each candidate.
      expect(keys).toBeLessThanOrEqual(1_000);
    }
  });

  test('no more ranges at once than MongoDB merges', async () => {
    const merged = await mergesOf('common rare ');
    const sizes = merged.map(({ filter }) => filter.conversation.$in.length);
    expect(sizes).toEqual([150, 150, 150, 150, 100]);
    const { stages } = await explain(merged[1] as Document);
    expect(stages).toContain('SORT_MERGE');
  });

  test('of a common word little more than a key of each conversation', async () => {
    const [first] = await mergesOf('common ');
    const { stages, keys } = await explain(first as Document);
    expect(stages).toContain('SORT_MERGE');
    // Some are read ahead.
    expect(keys).toBeLessThan(150 + 3 * 25);
  });
});

describe('a database that takes too long', () => {
  afterEach(() => admin({ configureFailPoint: 'failCommand', mode: 'off' }));

  test('has the answer cut off, with what was found', async () => {
    // Not the session, the conversations, the messages of the first ones, and the candidates in the others.
    await admin({
      configureFailPoint: 'failCommand',
      mode: { skip: 4 },
      data: { failCommands: ['find'], errorCode: 50, appName: 'search' },
    });
    const { status, body, headers } = await search({ q: 'rare ', limit: '50' });
    expect([status, body.Incomplete, headers.link]).toEqual([200, true, undefined]);
    expect(body.Hits.length).toBeGreaterThan(0);
    expect(rareOnes()).toEqual(
      expect.arrayContaining(
        body.Hits.map(({ Message }: { Message: { Message: string } }) => Message.Message),
      ),
    );
  });

  test('fails the request where it is down', async () => {
    await admin({
      configureFailPoint: 'failCommand',
      mode: 'alwaysOn',
      data: { failCommands: ['find'], closeConnection: true, appName: 'search' },
    });
    expect((await search({ q: 'rare ' })).status).toBe(503);
  });
});
