/** lib/migrations: data of version 0.1 opens with nothing lost, also when the migration is cut off. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Db, type Document, MongoClient } from 'mongodb';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { directConversationId } from '#lib/conversations/conversation.ts';
import { type EmbeddedServer, startMongodb } from '../../../local/servers.ts';
import { call } from '../../support/http/gateway.ts';
import { DATA_OF_0_1, OLD_PASSWORD, unpackData } from '../../support/server/old-data.ts';

const DATABASE = 'corechat';
const CUTS = 10;

let dataDir: string;
let server: EmbeddedServer;
let client: MongoClient;
let db: Db;
let before: Dump;
let lib: typeof import('#lib/migrations/prepare-database.ts');
let mongo: typeof import('#lib/platform/mongo.ts');

/** Every document by its collection, in the order of their ids. */
type Dump = Record<string, Document[]>;

async function dump(): Promise<Dump> {
  const names = (await db.listCollections().toArray()).map(({ name }) => name).sort();
  const all = names.map((name) => db.collection(name).find().sort({ _id: 1 }).toArray());
  return Object.fromEntries((await Promise.all(all)).map((documents, index) => [names[index], documents]));
}

/** As version 0.1 left it, but for indexes, which the migration has to do without where there are none. */
async function restore(): Promise<void> {
  await db.dropDatabase();
  for (const [name, documents] of Object.entries(before)) {
    if (documents.length > 0) await db.collection(name).insertMany(documents);
  }
  await db.collection('messages').createIndexes([
    { name: 'timeline', key: { conversation: 1, hiddenFrom: 1, seq: -1 } },
    { name: 'changes', key: { conversation: 1, hiddenFrom: 1, version: 1 } },
  ]);
}

beforeAll(async () => {
  dataDir = await unpackData(DATA_OF_0_1);
  server = await startMongodb(join(dataDir, 'mongodb'));
  client = await new MongoClient(server.address).connect();
  db = client.db(DATABASE);
  before = await dump();
  vi.stubEnv('MONGODB_URI', `${server.address}${server.address.includes('?') ? '&' : '?'}appName=migration`);
  vi.stubEnv('MONGODB_DATABASE', DATABASE);
  vi.resetModules();
  lib = await import('#lib/migrations/prepare-database.ts');
  mongo = await import('#lib/platform/mongo.ts');
});
beforeEach(restore);
afterAll(async () => {
  await mongo.closeMongo();
  await client.close();
  await server.stop(1_000);
  await rm(dataDir, { recursive: true });
  vi.unstubAllEnvs();
  // What cleans up after this file imports the library again, with the environment as it was.
  vi.resetModules();
});

const newId = (old: string): string => {
  const [one = '', other = one] = old.split(':');
  return directConversationId(one, other);
};

/** The newest message of all, and what single authors see behind it. @param old id */
function lastMessagesOf(old: string): Document[] {
  const all = (before.messages ?? [])
    .filter(({ conversation }) => conversation === old)
    .map(contentOf)
    .sort((one, other) => other.seq - one.seq);
  const ofAll = all.find(({ onlyFor }) => !onlyFor);
  const authors = old.split(':').map((name) => all.find(({ onlyFor }) => onlyFor === name));
  const later = authors.filter((message) => message && message.seq > (ofAll?.seq ?? 0));
  return [ofAll, ...later]
    .filter((message) => message !== undefined)
    .map(({ conversation: _, to: __, textDigest: ___, movedAt: ____, ...message }) => ({
      ...message,
      onlyFor: message.onlyFor ?? null,
    }));
}

/** A message without its terms. */
const contentOf = ({ hiddenFrom, frozen, ...message }: Document): Document => ({
  ...message,
  conversation: newId(message.conversation),
  ...(hiddenFrom ? { onlyFor: message.from.toLowerCase() } : {}),
  ...(frozen ? { frozen: { text: frozen.text, editedAt: frozen.editedAt, version: frozen.version } } : {}),
});

/** The first word is enough: message-terms.test.ts has the rest. */
const termsOf = (from: string, text: string) =>
  expect.arrayContaining(['', `from:${from.toLowerCase()}`, /[a-z0-9]+/.exec(text.toLowerCase())?.[0]]);

/** What a document of version 0.1 has to have become, said apart from how the migration does it. */
const expected: Record<string, (document: Document) => Document> = {
  // The sweep erases the rest of a deleted account, and needs the original spelling of its name.
  users: (user) =>
    user.deletedAt
      ? { ...user, username: user.usernameKey, erasingSince: user.deletedAt }
      : { ...user, searchKeys: expect.arrayContaining([user.usernameKey.slice(0, 3), user.usernameKey]) },
  audit: (record) => record,
  reports: (report) => ({ ...report, conversation: newId(report.conversation) }),
  conversations: ({ _id, members, ...conversation }) => ({
    ...conversation,
    _id: newId(_id),
    kind: 'direct',
    ...(members
      ? {
          members: members.map(({ username }: Document) => username),
          ...deletedOf(members),
          lastSeq: lastSeqOf(_id),
          lastMessages: lastMessagesOf(_id),
        }
      : {}),
  }),
  messages: (message) => {
    const { frozen, ...content } = contentOf(message);
    if (message.deletedAt) return content;
    const kept = frozen && { ...frozen, terms: termsOf(message.from, frozen.text) };
    return { ...content, ...(kept ? { frozen: kept } : {}), terms: termsOf(message.from, message.text) };
  },
};

/** One for each member of a conversation whose account was not erased. */
const memberships = (): Document[] =>
  (before.conversations ?? []).flatMap(({ _id, members = [] }) =>
    members
      .filter(({ erased }: Document) => !erased)
      .map(({ username, readSeq }: Document) => ({
        _id: `${newId(_id)}/${username.toLowerCase()}`,
        conversation: newId(_id),
        kind: 'direct',
        username,
        peer: members.find((other: Document) => other.username !== username)?.username ?? username,
        joinedSeq: 0,
        readSeq,
      })),
  );

/** Names of the members whose account is deleted. */
const deletedOf = (members: Document[]) => {
  const deleted = members.filter((member) => member.deleted).map(({ username }) => username);
  return deleted.length > 0 ? { deleted } : {};
};

const lastSeqOf = (old: string): number =>
  Math.max(
    0,
    ...(before.messages ?? []).filter(({ conversation }) => conversation === old).map(({ seq }) => seq),
  );

const byId = (documents: Document[]): Document[] =>
  documents.toSorted((one, other) => (String(one._id) < String(other._id) ? -1 : 1));

const migrated = (): Dump => ({
  memberships: byId(memberships()),
  ...Object.fromEntries(
    Object.entries(before).map(([name, documents]) => [
      name,
      byId(documents.map(expected[name] ?? (() => ({ unknown: name })))),
    ]),
  ),
});

const documentsNow = async (): Promise<Dump> => {
  const { versions: _, ...documents } = await dump();
  // Collections that are new since then are empty.
  const filled = Object.entries(documents).filter(([, all]) => all.length > 0);
  return Object.fromEntries(filled.map(([name, all]) => [name, byId(all)]));
};

test('the data of version 0.1 has everything that a migration can lose', () => {
  const count = (name: string, has: (document: Document) => unknown) =>
    (before[name] ?? []).filter((document) => Boolean(has(document))).length;
  expect({
    people: count('users', ({ password }) => password),
    suspended: count('users', ({ suspendedAt }) => suspendedAt),
    deleted: count('users', ({ deletedAt }) => deletedAt),
    hidden: count('messages', ({ hiddenFrom }) => hiddenFrom),
    frozen: count('messages', ({ frozen }) => frozen),
    edited: count('messages', ({ editedAt }) => editedAt),
    tombstones: count('messages', ({ deletedAt }) => deletedAt),
    blocksBeforeTheFirstMessage: count('conversations', ({ members }) => !members),
    reports: count('reports', () => true),
    readMarks: count('conversations', ({ members = [] }) => members.some(({ readSeq }: Document) => readSeq)),
  }).toMatchObject({
    people: 6,
    suspended: 1,
    deleted: 1,
    hidden: 3,
    frozen: 1,
    edited: 2,
    tombstones: 4,
    blocksBeforeTheFirstMessage: 1,
    reports: 3,
    readMarks: expect.any(Number),
  });
});

test('every document is there, field by field', async () => {
  await lib.prepareDatabase();
  expect(await documentsNow()).toEqual(migrated());
});

test('people log in, and read what they read before', async () => {
  await lib.prepareDatabase();
  const { handler: login } = await import('../../../functions/auth/login.ts');
  const { handler: inbox } = await import('../../../functions/conversations/list.ts');
  const { handler: history } = await import('../../../functions/messages/list.ts');
  const { body } = await call(login, {
    method: 'POST',
    path: '/Login',
    body: { username: 'alice', password: OLD_PASSWORD },
  });
  const rows = (await call(inbox, { path: '/conversations', token: body.Token })).body;
  expect(
    rows.map(({ User, Unread, Blocked, Deleted, LastMessage }: Document) => ({
      User,
      Unread,
      Blocked,
      Deleted,
      last: LastMessage?.Message,
    })),
  ).toEqual([
    { User: 'grace', Unread: 0, Blocked: false, Deleted: true, last: '' },
    { User: 'frank', Unread: 1, Blocked: false, Deleted: false, last: 'buy now' },
    { User: 'dave', Unread: 2, Blocked: false, Deleted: false, last: 'after' },
    { User: 'Carol', Unread: 0, Blocked: true, Deleted: false, last: 'answer' },
    { User: 'Alice', Unread: 0, Blocked: false, Deleted: false, last: 'another' },
    { User: 'bob', Unread: 5, Blocked: false, Deleted: false, last: 'unread 4' },
  ]);
  const read = async (query: Record<string, string>) =>
    (await call(history, { path: '/messages', token: body.Token, query })).body;
  expect((await read({ User: 'Carol' })).map(({ Message }: Document) => Message)).toEqual([
    'before the block',
    'answer',
  ]);
  const bob = rows.find(({ User }: Document) => User === 'bob');
  expect(await read({ Conversation: bob.Conversation })).toEqual(await read({ User: 'bob' }));
});

test('again it changes nothing', async () => {
  await lib.prepareDatabase();
  const once = await dump();
  await lib.prepareDatabase();
  expect(await dump()).toEqual(once);
});

const COMMANDS = [
  'find',
  'insert',
  'update',
  'delete',
  'findAndModify',
  'aggregate',
  'listIndexes',
  'dropIndexes',
  'createIndexes',
];

const failPoint = async (mode: 'off' | 'alwaysOn' | { skip: number }, effect: Document = {}) => {
  const data = { failCommands: COMMANDS, appName: 'migration', ...effect };
  return client.db('admin').command({ configureFailPoint: 'failCommand', mode, data });
};

/** How many commands a whole migration takes: a fail point that does no harm counts them. */
async function countCommands(): Promise<number> {
  const { count: earlier } = await failPoint('alwaysOn', { blockConnection: true, blockTimeMS: 0 });
  await lib.prepareDatabase();
  const { count } = await failPoint('off');
  return count - earlier;
}

test(`cut off at ${CUTS} points, it goes on when it is started again`, { timeout: 120_000 }, async () => {
  const commands = await countCommands();
  expect(commands).toBeGreaterThan(CUTS);
  for (let cut = 0; cut < CUTS; cut++) {
    await restore();
    await failPoint({ skip: Math.floor((cut * commands) / CUTS) }, { closeConnection: true });
    await expect(lib.prepareDatabase(), `cut ${cut}`).rejects.toThrow();
    await failPoint('off');
    await lib.prepareDatabase();
    expect(await documentsNow(), `cut ${cut}`).toEqual(migrated());
  }
});

test('data of a newer version is refused with one sentence, and left alone', async () => {
  await lib.prepareDatabase();
  await db.collection<{ _id: string }>('versions').updateOne({ _id: 'data' }, { $set: { version: 1_000 } });
  const there = await dump();
  await expect(lib.prepareDatabase()).rejects.toThrow(
    /^The data was written by a newer CoreChat \(version 1000 of the data, and this one knows \d+\): update CoreChat, or choose other data$/,
  );
  expect(await dump()).toEqual(there);
});
