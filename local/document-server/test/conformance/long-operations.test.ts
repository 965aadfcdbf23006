import { type ClientBulkWriteResult, type Document, MongoClient, type ObjectId, type WithId } from 'mongodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startDocumentServer } from '../../src/index.ts';
import { pausedOperation as pausedOf, pingsDuring as pingsOf } from '../support/operations.ts';
import { codeOf, startServer, type TestServer } from '../support/server.ts';

interface Numbered {
  _id: number;
  n?: number;
}

const COUNT = 200;
/** True of every document, after so many steps of work on it. */
const slow = (steps: number) => ({
  $expr: {
    $gte: [{ $size: { $filter: { input: { $range: [0, steps] }, cond: { $gte: ['$$this', 0] } } } }, 0],
  },
});
const SLOW = slow(2500);

let server: TestServer;
const collection = () => server.db.collection<Numbered>('c');

beforeAll(async () => {
  server = await startServer({ minPoolSize: 4 });
});
afterAll(() => server.close());
beforeEach(async () => {
  await server.db.dropDatabase();
  await collection().insertMany(Array.from({ length: COUNT }, (_, _id) => ({ _id, n: 1 })));
});

const pingsDuring = (operation: Promise<unknown>) => pingsOf(server, operation);
const pausedOperation = () => pausedOf(server);

const slowOperations: [string, () => Promise<unknown>][] = [
  ['find', () => collection().find(SLOW).toArray()],
  ['find with a sort in memory', () => collection().find(SLOW).sort({ n: 1 }).toArray()],
  ['count', () => server.db.command({ count: 'c', query: SLOW })],
  ['distinct', () => collection().distinct('n', SLOW)],
  [
    'aggregate',
    () =>
      collection()
        .aggregate([{ $match: SLOW }, { $group: { _id: '$n' } }])
        .toArray(),
  ],
  [
    'stages behind $group',
    () =>
      collection()
        .aggregate([{ $group: { _id: '$_id' } }, { $match: { $nor: [SLOW] } }])
        .toArray(),
  ],
  ['$lookup', () => lookup().toArray()],
  [
    '$facet',
    () =>
      collection()
        .aggregate([{ $facet: { a: [{ $match: SLOW }] } }])
        .toArray(),
  ],
  [
    '$out',
    () =>
      collection()
        .aggregate([{ $match: SLOW }, { $out: 'copy' }])
        .toArray(),
  ],
  [
    '$merge',
    () =>
      collection()
        .aggregate([{ $match: SLOW }, { $merge: 'copy' }])
        .toArray(),
  ],
  ['updateMany', () => collection().updateMany(SLOW, { $inc: { n: 1 } })],
  ['deleteMany', () => collection().deleteMany(SLOW)],
  ['updateOne', () => collection().updateOne({ $and: [SLOW, { n: 2 }] }, { $inc: { n: 1 } })],
  ['findOneAndDelete', () => collection().findOneAndDelete(SLOW, { sort: { n: 1 } })],
];

const lookup = () =>
  collection().aggregate([
    { $match: { _id: 1 } },
    { $lookup: { from: 'c', pipeline: [{ $match: SLOW }], as: 'joined' } },
  ]);

test('others are answered while a large batch of retryable writes runs', async () => {
  const batch = (start: number) => Array.from({ length: 5000 }, (_, i) => ({ _id: start + i, n: 1 }));
  expect(await pingsDuring(collection().insertMany(batch(1000)))).toBeGreaterThan(1);
  const updates = batch(1000).map(({ _id }) => ({
    updateOne: { filter: { _id }, update: { $inc: { n: 1 } } },
  }));
  expect(await pingsDuring(collection().bulkWrite(updates))).toBeGreaterThan(1);
  expect(await collection().countDocuments({ n: 2 })).toBe(5000);
});

test('a batch that was interrupted goes on where it was when it is repeated', async () => {
  const client = new MongoClient(server.uri);
  const session = client.startSession();
  // The third statement takes longer than the time limit.
  const updates = [{ _id: 0 }, { _id: 1 }, { ...slow(12_000), n: 9 }, { _id: 2 }].map((q) => ({
    q,
    u: { $inc: { n: 10 } },
  }));
  const run = (maxTimeMS: number) =>
    client
      .db(server.db.databaseName)
      .command({ update: 'c', updates, txnNumber: 1_000_000n, maxTimeMS }, { session });
  expect(await codeOf(run(100))).toBe(50);
  expect(await run(0)).toMatchObject({ n: 3, nModified: 3 });
  expect(
    await collection()
      .find({ n: { $gt: 1 } })
      .toArray(),
  ).toEqual([0, 1, 2].map((_id) => ({ _id, n: 11 })));
  await client.close();
});

test('others are answered while a large bulk write runs', async () => {
  const namespace = `${server.db.databaseName}.c`;
  const models = Array.from({ length: 5000 }, (_, i) => ({
    name: 'updateOne' as const,
    namespace,
    filter: { _id: i as unknown as ObjectId },
    update: { $inc: { n: 1 } },
    upsert: true,
  }));
  let result: ClientBulkWriteResult | undefined;
  const write = async () => (result = await server.client.bulkWrite(models, { verboseResults: true }));
  expect(await pingsDuring(write())).toBeGreaterThan(2);
  expect(result).toMatchObject({ matchedCount: COUNT, upsertedCount: 5000 - COUNT });
  expect(result?.updateResults?.size).toBe(5000);
  expect(await collection().countDocuments({ n: 2 })).toBe(COUNT);
});

test('a bulk write that was interrupted goes on where it was when it is repeated', async () => {
  const client = new MongoClient(server.uri);
  const session = client.startSession();
  const ops = [{ _id: 0 }, { _id: 1 }, { ...slow(12_000), n: 9 }, { _id: 2 }].map((filter) => ({
    update: 0,
    filter,
    updateMods: { $inc: { n: 10 } },
  }));
  const nsInfo = [{ ns: `${server.db.databaseName}.c` }];
  const run = (maxTimeMS: number) =>
    client.db('admin').command({ bulkWrite: 1, ops, nsInfo, txnNumber: 1_000_000n, maxTimeMS }, { session });
  expect(await codeOf(run(100))).toBe(50);
  const { cursor, ...totals } = await run(0);
  expect(totals).toMatchObject({ nMatched: 3, nModified: 3, nErrors: 0 });
  expect(cursor.firstBatch.map(({ idx, n }: Document) => [idx, n])).toEqual([
    [0, 1],
    [1, 1],
    [2, 0],
    [3, 1],
  ]);
  expect(await collection().countDocuments({ n: 11 })).toBe(3);
  await client.close();
});

test.each(slowOperations)('others are answered while %s runs', async (_, run) => {
  expect(await pingsDuring(run())).toBeGreaterThan(2);
});

const limited: [string, Document][] = [
  ['find', { find: 'c', filter: SLOW }],
  ['count', { count: 'c', query: SLOW }],
  ['distinct', { distinct: 'c', key: 'n', query: SLOW }],
  ['aggregate', { aggregate: 'c', pipeline: [{ $match: SLOW }, { $count: 'n' }], cursor: {} }],
  [
    '$group then $match',
    { aggregate: 'c', pipeline: [{ $group: { _id: '$_id' } }, { $match: SLOW }], cursor: {} },
  ],
  ['update', { update: 'c', updates: [{ q: SLOW, u: { $inc: { n: 1 } }, multi: true }] }],
  ['delete', { delete: 'c', deletes: [{ q: SLOW, limit: 0 }] }],
  ['findAndModify', { findAndModify: 'c', query: SLOW, sort: { n: 1 }, remove: true }],
  ['explain', { explain: { find: 'c', filter: SLOW }, verbosity: 'executionStats' }],
];

test.each(limited)('maxTimeMS ends %s', async (_, command) => {
  expect(await codeOf(server.db.command({ ...command, maxTimeMS: 5 }))).toBe(50);
});

test('maxTimeMS ends an expression over one document', async () => {
  const input = { $range: [0, 20_000] };
  const nested = { $map: { input, in: { $size: { $map: { input, in: '$$this' } } } } };
  const pipeline = [{ $match: { _id: 1 } }, { $project: { nested } }];
  expect(await codeOf(server.db.command({ aggregate: 'c', pipeline, cursor: {}, maxTimeMS: 50 }))).toBe(50);
});

test('the batches of a cursor share its maxTimeMS', async () => {
  // The first batch costs nothing, and no later one ends by itself before the limit.
  const filter = { $or: [{ _id: { $lt: 2 } }, slow(1_000_000)] };
  const cursor = collection().find(filter, { batchSize: 2, maxTimeMS: 1000 });
  expect(await cursor.next()).toMatchObject({ _id: 0 });
  expect(await codeOf(cursor.toArray())).toBe(50);
});

describe('while an operation pauses', () => {
  test('a reader sees the writes that come before its place', async () => {
    const found: Promise<WithId<Numbered>[]> = collection().find(SLOW).toArray();
    await pausedOperation();
    await collection().updateOne({ _id: COUNT - 1 }, { $set: { n: 7 } });
    await collection().deleteOne({ _id: COUNT - 2 });
    await collection().insertOne({ _id: COUNT, n: 8 });
    const docs = await found;
    expect(docs.slice(-2)).toEqual([
      { _id: COUNT - 1, n: 7 },
      { _id: COUNT, n: 8 },
    ]);
    expect(docs).toHaveLength(COUNT);
  });

  test('a multi-update applies to documents as they are when their turn comes', async () => {
    const update = collection().updateMany({ n: 1, ...SLOW }, { $inc: { n: 10 } });
    await pausedOperation();
    await collection().updateOne({ _id: COUNT - 1 }, { $set: { n: 5 } });
    expect(await update).toMatchObject({ matchedCount: COUNT - 1 });
    expect(await collection().findOne({ _id: COUNT - 1 })).toEqual({ _id: COUNT - 1, n: 5 });
  });

  test('an update of the first in order takes another when that one has changed', async () => {
    const update = collection().findOneAndUpdate(
      { n: 1, ...SLOW },
      { $set: { n: 2 } },
      { sort: { _id: -1 }, hint: { $natural: 1 } },
    );
    await pausedOperation();
    await collection().updateOne({ _id: COUNT - 1 }, { $set: { n: 3 } });
    expect(await update).toMatchObject({ _id: COUNT - 2 });
    expect(
      await collection()
        .find({ n: { $ne: 1 } })
        .toArray(),
    ).toEqual([
      { _id: COUNT - 2, n: 2 },
      { _id: COUNT - 1, n: 3 },
    ]);
  });

  test('concurrent increments are all kept', async () => {
    const add = () => collection().updateMany(SLOW, { $inc: { n: 1 } });
    await Promise.all([add(), add(), add()]);
    expect(await collection().distinct('n')).toEqual([4]);
  });

  test('a write that is repeated while its first attempt runs is applied once', async () => {
    // A client of its own, because its next driver write would count on from the number used here.
    const client = new MongoClient(server.uri);
    const session = client.startSession();
    const attempt = () =>
      client.db(server.db.databaseName).command(
        {
          findAndModify: 'c',
          query: SLOW,
          sort: { n: 1 },
          update: { $inc: { n: 1 } },
          new: true,
          txnNumber: 1_000_000n,
        },
        { session },
      );
    const [first, second] = await Promise.all([attempt(), attempt()]);
    expect(first.value).toEqual({ _id: 0, n: 2 });
    expect(second.value).toEqual({ _id: 0, n: 2 });
    await client.close();
    expect(await collection().countDocuments({ n: 2 })).toBe(1);
  });

  test('killOp ends it', async () => {
    const code = codeOf(collection().find(SLOW).toArray());
    const op = await pausedOperation();
    await server.client.db('admin').command({ killOp: 1, op });
    expect(await code).toBe(11601);
  });

  test('dropping its collection ends it', async () => {
    const code = codeOf(collection().find(SLOW).toArray());
    await pausedOperation();
    await collection().drop();
    expect(await code).toBe(175);
  });

  test('dropping its index ends it', async () => {
    await collection().createIndex({ n: 1 });
    const code = codeOf(
      collection()
        .find({ n: { $gt: 0 }, ...SLOW })
        .hint('n_1')
        .toArray(),
    );
    await pausedOperation();
    await collection().dropIndex('n_1');
    expect(await code).toBe(175);
  });

  test('a second getMore on its cursor is refused', async () => {
    const { cursor } = await server.db.command({ find: 'c', filter: SLOW, batchSize: 1 });
    const more = () => server.db.command({ getMore: cursor.id, collection: 'c' });
    const outcomes = await Promise.all([codeOf(more()), codeOf(more())]);
    expect(outcomes.filter((code) => code !== undefined)).toEqual([12051]);
  });
});

test.skipIf(process.env.MONGODB_URI)('the server stops while operations pause', async () => {
  const mongod = await startDocumentServer();
  // The driver looks for another server by default for half a minute.
  const client = new MongoClient(mongod.uri, { retryReads: false, serverSelectionTimeoutMS: 1_000 });
  const docs = client.db('d').collection<Numbered>('c');
  await docs.insertMany(Array.from({ length: COUNT }, (_, _id) => ({ _id })));
  const outcome = codeOf(docs.find(SLOW).toArray());
  while (
    (
      await client
        .db('admin')
        .aggregate([{ $currentOp: {} }])
        .toArray()
    ).length < 2
  );
  await mongod.close();
  expect(await outcome).toMatch(/^Mongo/);
  await client.close();
});
