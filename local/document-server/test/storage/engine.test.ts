import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Document, MongoClient } from 'mongodb';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Server } from '../../src/server.ts';

let dataDir: string;
let server: Server;
let client: MongoClient;
let errors: unknown[];
beforeEach(async () => {
  errors = [];
  dataDir = await mkdtemp(join(tmpdir(), 'document-server-engine-'));
  server = new Server({ dataDir, onInternalError: (error) => errors.push(error) });
  client = new MongoClient(`mongodb://127.0.0.1:${await server.listen()}/`, { retryWrites: false });
});
afterEach(async () => {
  await client.close();
  await server.close();
  await rm(dataDir, { recursive: true });
});

test('a full disk fails the writes of its turn, and nothing else', async () => {
  const docs = client.db('d').collection<Document>('docs');
  await docs.createIndex({ n: 1 });
  await docs.insertMany(Array.from({ length: 100 }, (_, n) => ({ n })));
  const [pages] = server.engine.get('PRAGMA page_count') as [number];
  server.engine.exec(`PRAGMA max_page_count = ${pages + 4}`);
  const blob = Buffer.alloc(200_000);
  await expect(docs.insertOne({ n: 1000, blob })).rejects.toMatchObject({ code: 1 });
  await expect(docs.updateMany({}, { $set: { blob } })).rejects.toMatchObject({ code: 1 });
  expect(errors.length).toBeGreaterThan(0);
  expect(await docs.countDocuments()).toBe(100);
  expect(await docs.countDocuments({ n: { $gte: 0 } })).toBe(100);
  server.engine.exec('PRAGMA max_page_count = 1000000');
  await docs.insertOne({ n: 1000, blob });
  expect(await client.db('d').command({ validate: 'docs' })).toMatchObject({ valid: true, nrecords: 101 });
});

test('many majority writes at a time share their commits', async () => {
  const docs = client.db('d').collection<Document>('docs');
  await docs.insertOne({});
  await Promise.all(
    Array.from({ length: 200 }, (_, n) => docs.insertOne({ n }, { writeConcern: { w: 'majority' } })),
  );
  expect(await docs.countDocuments()).toBe(201);
});

const indexTables = () =>
  server.engine.all("SELECT name FROM sqlite_schema WHERE name GLOB 'index_*'").map(([name]) => name);

test('validate tells which entries are missing and which are too many', async () => {
  const docs = client.db('d').collection<Document>('docs');
  await docs.createIndex({ n: 1 });
  await docs.insertMany([{ n: 1 }, { n: 2 }, { n: 3 }]);
  const table = indexTables().at(-1);
  server.engine.exec(`DELETE FROM ${table} WHERE record = 2`);
  expect(await client.db('d').command({ validate: 'docs' })).toMatchObject({
    valid: false,
    errors: ['record 2 is missing in index n_1'],
    indexDetails: { _id_: { valid: true }, n_1: { valid: false } },
  });
  server.engine.exec(`INSERT INTO ${table} VALUES (x'99', 1, NULL), (x'98', 77, NULL)`);
  const { errors: found } = await client.db('d').command({ validate: 'docs' });
  expect(found.slice(1)).toEqual(
    [77, 1].map((record) => `index n_1 has an entry that record ${record} does not call for`),
  );
});

test('what an index build has left when its process ended is dropped at the next start', async () => {
  const docs = client.db('d').collection<Document>('docs');
  await docs.insertMany(Array.from({ length: 30_000 }, (_, n) => ({ n })));
  const before = indexTables();
  const build = docs.createIndex({ n: 1 }).catch(() => 'cut');
  while (indexTables().length === before.length) await new Promise((resolve) => setImmediate(resolve));
  await server.close();
  expect(await build).toBe('cut');
  server = new Server({ dataDir, onInternalError: (error) => errors.push(error) });
  expect(indexTables()).toEqual(before);
  expect(errors).toEqual([]);
  await client.close();
  client = new MongoClient(`mongodb://127.0.0.1:${await server.listen()}/`, { retryWrites: false });
  const again = client.db('d').collection('docs');
  await again.createIndex({ n: 1 });
  expect(await client.db('d').command({ validate: 'docs' })).toMatchObject({
    valid: true,
    keysPerIndex: { n_1: 30_000 },
  });
});

test('an index build whose writes are undone fails', async () => {
  const docs = client.db('d').collection<Document>('docs');
  await docs.insertMany(Array.from({ length: 30_000 }, (_, n) => ({ n, text: 'x'.repeat(50) })));
  const [pages] = server.engine.get('PRAGMA page_count') as [number];
  server.engine.exec(`PRAGMA max_page_count = ${pages + 40}`);
  await expect(docs.createIndex({ text: 1, n: 1 })).rejects.toThrow();
  server.engine.exec('PRAGMA max_page_count = 1000000');
  expect(await docs.indexes()).toHaveLength(1);
  await docs.createIndex({ text: 1, n: 1 });
  expect(await client.db('d').command({ validate: 'docs' })).toMatchObject({ valid: true, nrecords: 30_000 });
});

test('a failed index build leaves no trace', async () => {
  const docs = client.db('d').collection<Document>('docs');
  await docs.insertMany([{ a: 1, b: [1], c: [2] }, { a: 1 }]);
  const both = docs.createIndexes([{ key: { b: 1 } }, { key: { a: 1 }, unique: true }]);
  await expect(both).rejects.toMatchObject({ code: 11000 });
  await expect(docs.createIndex({ b: 1, c: 1 })).rejects.toMatchObject({ code: 171 });
  expect(await docs.indexes()).toHaveLength(1);
  expect(indexTables()).toHaveLength(1);
  await docs.insertOne({ a: 1 });
  expect(await client.db('d').command({ validate: 'docs' })).toMatchObject({
    valid: true,
    nrecords: 3,
    nIndexes: 1,
  });
});

test('data of format 1 has one multikey flag per field and other keys under collations', async () => {
  const docs = client.db('d').collection<Document>('docs');
  await docs.createIndex({ 'a.x': 1, 'a.y': 1 });
  await docs.createIndex({ b: 1 }, { name: 'b', collation: { locale: 'en', strength: 1 } });
  await docs.insertOne({
    a: [
      { x: 5, y: 2 },
      { x: 3, y: 9 },
    ],
    b: 'æ',
  });
  const { engine, catalog } = server;
  engine.run("UPDATE indexes SET multikey = '[true,true]' WHERE multikey LIKE '%true%'");
  engine.run(`UPDATE ${catalog.get('d', 'docs')?.index('b')?.table} SET key = x'0f'`);
  engine.exec('PRAGMA user_version = 1');
  await client.close();
  await server.close();
  server = new Server({ dataDir, onInternalError: (error) => errors.push(error) });
  client = new MongoClient(`mongodb://127.0.0.1:${await server.listen()}/`);
  const reopened = client.db('d').collection<Document>('docs');
  expect(await reopened.countDocuments({ 'a.x': 3, 'a.y': 2 })).toBe(1);
  const base = { locale: 'en', strength: 1 } as const;
  expect(await reopened.find({ b: 'ae' }, { collation: base, hint: 'b' }).toArray()).toHaveLength(1);
});

describe('an update of a document with an indexed array', () => {
  const entryWrites = async (update: Document): Promise<string[]> => {
    const docs = client.db('d').collection<Document>('groups');
    await docs.createIndex({ 'members.id': 1 });
    await docs.createIndex({ name: 1 }, { partialFilterExpression: { open: true } });
    await docs.insertOne({
      name: 'x',
      members: Array.from({ length: 500 }, (_, i) => ({ id: i, role: 'a' })),
    });
    const run = vi.spyOn(server.engine, 'run');
    await docs.updateOne({ name: 'x' }, update);
    const statements = run.mock.calls.map(([sql]) => sql).filter((sql) => sql.includes('index_'));
    run.mockRestore();
    return statements.map((sql) => sql.split(' ')[0] as string);
  };

  test('writes no entry when nothing of the array changes', async () => {
    expect(await entryWrites({ $inc: { n: 1 } })).toEqual([]);
    expect(await entryWrites({ $set: { 'members.0.role': 'b' } })).toEqual([]);
  });

  test('writes the entries of the elements that change', async () => {
    expect(await entryWrites({ $set: { 'members.0.id': 1000 } })).toEqual(['DELETE', 'INSERT']);
    expect(await entryWrites({ $push: { members: { id: 2000 } } })).toEqual(['INSERT']);
  });

  test('adds the document to a partial index whose filter it comes to satisfy', async () => {
    expect(await entryWrites({ $set: { open: true } })).toEqual(['INSERT']);
  });
});
