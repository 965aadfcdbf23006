import { type Document, MongoClient } from 'mongodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { pausedOperation, pingsDuring } from '../support/operations.ts';
import { codeOf, startServer, type TestServer } from '../support/server.ts';

interface Numbered {
  _id: number;
  n: number;
  a?: number[] | number;
  b?: number[];
}

/** Takes several slices to index. */
const COUNT = 10_000;

let server: TestServer;
const collection = () => server.db.collection<Numbered>('c');
const building = () => pausedOperation(server);
const names = async () => (await collection().indexes()).map(({ name }) => name);

beforeAll(async () => {
  server = await startServer({ minPoolSize: 4 });
});
afterAll(() => server.close());
beforeEach(async () => {
  await server.db.dropDatabase();
  const docs = Array.from({ length: COUNT }, (_, i) => ({ _id: i, n: (i * 7919) % COUNT }));
  await collection().insertMany(docs);
});

/** The index holds what the documents call for, and answers like a scan. */
async function expectWhole(index: string): Promise<void> {
  expect(await server.db.command({ validate: 'c' })).toMatchObject({ valid: true, errors: [] });
  const ids = (hint: Document | string) =>
    collection()
      .find({ n: { $gte: -10 } })
      .hint(hint)
      .map(({ _id }) => _id)
      .toArray();
  const sorted = async (hint: Document | string) => (await ids(hint)).sort((x, y) => x - y);
  expect(await sorted(index)).toEqual(await sorted({ $natural: 1 }));
}

test('others are answered while an index is built', async () => {
  expect(await pingsDuring(server, collection().createIndex({ n: 1 }))).toBeGreaterThan(2);
  await expectWhole('n_1');
});

test('writes during the build are in the index', async () => {
  const build = collection().createIndexes([{ key: { n: 1 } }, { key: { n: -1, a: 1 }, sparse: true }]);
  await building();
  for (let i = 0, pending = true; pending; i++) {
    await Promise.all([
      collection().updateOne({ _id: (i * 31) % COUNT }, { $set: { n: -i } }),
      collection().updateOne({ _id: COUNT - 1 - i }, { $inc: { n: 1 }, $set: { a: [i, 1] } }),
      collection().deleteOne({ _id: (i * 97) % COUNT }),
      collection().insertOne({ _id: COUNT + i, n: i }),
    ]);
    const running = await server.client
      .db('admin')
      .aggregate([{ $currentOp: {} }, { $match: { 'command.createIndexes': 'c' } }])
      .toArray();
    pending = running.length > 0;
  }
  expect(await build).toEqual(['n_1', 'n_-1_a_1']);
  await expectWhole('n_1');
  expect((await server.db.command({ validate: 'c' })).keysPerIndex.n_1).toBe(
    await collection().countDocuments(),
  );
});

test('an index whose collection is emptied during the build holds what came later', async () => {
  const build = collection().createIndex({ n: 1 });
  await building();
  await collection().deleteMany({});
  await collection().insertOne({ _id: 1, n: 1 });
  await build;
  expect((await server.db.command({ validate: 'c' })).keysPerIndex).toEqual({ _id_: 1, n_1: 1 });
  await expectWhole('n_1');
});

describe('a build leaves nothing', () => {
  const create = (options: Document = {}) =>
    server.db.command({ createIndexes: 'c', indexes: [{ key: { n: 1 }, name: 'n_1', ...options }] });

  /** An index of the same name can be built afterwards. */
  async function expectNothing(): Promise<void> {
    expect(await names()).toEqual(['_id_']);
    await collection().insertOne({ _id: -1, n: -1 });
    await collection().createIndex({ n: 1 });
    await expectWhole('n_1');
  }

  test('when its time is over', async () => {
    const command = { createIndexes: 'c', indexes: [{ key: { n: 1 }, name: 'n_1' }], maxTimeMS: 30 };
    expect(await codeOf(server.db.command(command))).toBe(50);
    await expectNothing();
  });

  test('when it is killed', async () => {
    const code = codeOf(create());
    await server.client.db('admin').command({ killOp: 1, op: await building() });
    expect(await code).toBe(11601);
    await expectNothing();
  });

  test('when its index is dropped', async () => {
    const code = codeOf(create());
    await building();
    expect(await names()).toEqual(['_id_', 'n_1']);
    await collection().dropIndex('n_1');
    expect(await code).toBe(276);
    await expectNothing();
  });

  test('when its collection is dropped', async () => {
    const code = codeOf(create());
    await building();
    await collection().drop();
    expect(await code).toBe(276);
    await collection().insertOne({ _id: 1, n: 1 });
    await expectNothing();
  });

  test('when it meets a duplicate', async () => {
    await collection().updateOne({ _id: COUNT - 1 }, { $set: { n: 0 } });
    expect(await codeOf(create({ unique: true }))).toBe(11000);
    await expectNothing();
  });

  test.each<[string, Document]>([
    ['of a record that it has read', { _id: -1, n: 5 }],
    ['of an array beside another', { _id: -1, n: [1], a: [2] }],
  ])('when a write makes it impossible: %s', async (_, doc) => {
    const code = codeOf(create(doc.a ? { key: { n: 1, a: 1 } } : { unique: true }));
    await building();
    await collection().insertOne(doc as Numbered);
    expect(await code).toBe(doc.a ? 171 : 11000);
    await collection().deleteOne({ _id: -1 });
    await expectNothing();
  });
});

test('a unique index is kept while it is built', async () => {
  const build = collection().createIndex({ n: 1 }, { unique: true });
  await building();
  // Two documents change places.
  const [first, second] = await collection().find().sort({ _id: 1 }).limit(2).toArray();
  await collection().updateOne({ _id: 0 }, { $set: { n: -5 } });
  await collection().updateOne({ _id: 1 }, { $set: { n: first?.n as number } });
  await collection().updateOne({ _id: 0 }, { $set: { n: second?.n as number } });
  await build;
  await expectWhole('n_1');
  expect(await codeOf(collection().insertOne({ _id: -1, n: 5 }))).toBe(11000);
});

test('a second command for the same index waits for the first', async () => {
  const builds = [collection().createIndex({ n: 1 }), collection().createIndex({ n: 1 })];
  expect(await Promise.all(builds)).toEqual(['n_1', 'n_1']);
  expect(await names()).toEqual(['_id_', 'n_1']);
});

test('a collection is not renamed while an index is built', async () => {
  const build = collection().createIndex({ n: 1 });
  await building();
  expect(await codeOf(collection().rename('d'))).toBe(12587);
  await build;
  await collection().rename('d');
});

test('a build goes on when its client has gone', async () => {
  const client = await new MongoClient(server.uri, { retryWrites: false }).connect();
  const lost = codeOf(client.db(server.db.databaseName).collection('c').createIndex({ n: 1 }));
  await building();
  await client.close(true);
  await lost;
  await expect.poll(names).toEqual(['_id_', 'n_1']);
  await expect.poll(() => codeOf(collection().find().hint('n_1').limit(1).toArray())).toBeUndefined();
  await expectWhole('n_1');
});

test('statistics and validate pause and end', async () => {
  await collection().createIndex({ n: 1 });
  expect(await pingsDuring(server, server.db.command({ validate: 'c' }))).toBeGreaterThan(2);
  expect(await codeOf(server.db.command({ validate: 'c', maxTimeMS: 15 }))).toBe(50);
  const stats = await server.db.command({ collStats: 'c' });
  expect(stats).toMatchObject({ count: COUNT, nindexes: 2, totalIndexSize: expect.any(Number) });
  expect(stats.totalIndexSize).toBe(stats.indexSizes._id_ + stats.indexSizes.n_1);
  expect(await server.db.stats()).toMatchObject({
    objects: COUNT,
    dataSize: stats.size,
    indexSize: stats.totalIndexSize,
  });
});

test('validate finds nothing wrong while others write', async () => {
  await collection().createIndex({ n: 1 });
  const validate = server.db.command({ validate: 'c' });
  await building();
  await collection().updateMany({ _id: { $lt: 500 } }, { $inc: { n: COUNT } });
  await collection().deleteMany({ _id: { $in: [0, 1, 2, COUNT - 1] } });
  await collection().insertOne({ _id: -1, n: -1 });
  expect(await validate).toMatchObject({ valid: true, errors: [] });
});
