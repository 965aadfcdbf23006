import {
  Binary,
  BSON,
  type Collection,
  type Document,
  Double,
  Long,
  type MongoBulkWriteError,
  MongoServerError,
  ObjectId,
  Timestamp,
} from 'mongodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { codeOf, startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let things: Collection<Document>;
beforeAll(async () => {
  server = await startServer();
  things = server.db.collection('things');
});
beforeEach(async () => {
  await things.drop();
});
afterAll(() => server.close());

const caught = async <E extends Error>(promise: Promise<unknown>): Promise<E> => {
  try {
    await promise;
  } catch (error) {
    return error as E;
  }
  throw new Error('should have been refused');
};

describe('insert', () => {
  test('a duplicate _id is error 11000 with the key and its value', async () => {
    await things.insertOne({ _id: 1 as never });
    const error = await caught<MongoServerError>(things.insertOne({ _id: 1 as never }));
    expect(error.code).toBe(11000);
    expect(error.keyPattern).toEqual({ _id: 1 });
    expect(error.keyValue).toEqual({ _id: 1 });
    expect(error.message).toMatch(
      /E11000 duplicate key error collection: .*things index: _id_ dup key: { _id: 1 }/,
    );
  });

  test('numbers of different types are the same _id', async () => {
    await things.insertOne({ _id: 1 as never });
    expect(await codeOf(things.insertOne({ _id: new Double(1) as never }))).toBe(11000);
    expect(await codeOf(things.insertOne({ _id: Long.fromNumber(1) as never }))).toBe(11000);
  });

  test('ordered stops at the first error, unordered does not', async () => {
    const docs = [{ _id: 1 }, { _id: 1 }, { _id: 2 }] as never[];
    const ordered = await caught<MongoBulkWriteError>(things.insertMany(docs));
    expect([ordered.insertedCount, ordered.code]).toEqual([1, 11000]);
    await things.deleteMany({});
    const unordered = await caught<MongoBulkWriteError>(things.insertMany(docs, { ordered: false }));
    expect(unordered.insertedCount).toBe(2);
    expect([unordered.writeErrors].flat().map(({ index }) => index)).toEqual([1]);
  });

  test.each<[string, Document, number]>([
    ['an array', { _id: [1] }, 53],
    ['a pattern', { _id: /x/ }, 53],
    ['a $-prefixed field', { _id: { $a: 1 } }, 52],
  ])('%s is no _id', async (_name, doc, code) => {
    expect(await codeOf(things.insertOne(doc))).toBe(code);
  });

  test('dotted, dollar-prefixed and numeric field names are kept in their order', async () => {
    const doc = new Map<string, unknown>([
      ['_id', 1],
      ['b', 1],
      ['10', 2],
      ['2', 3],
      ['$x', 4],
      ['a.b', 5],
      ['', 6],
      ['__proto__', 7],
    ]);
    await things.insertOne(doc as never);
    const [raw] = await things.find({}, { raw: true }).toArray();
    expect(Buffer.from(raw as never).equals(BSON.serialize(doc as never))).toBe(true);
  });

  test('a document of more than 16 MiB is refused', async () => {
    const insert = (size: number) =>
      server.db.command({ insert: 'things', documents: [{ _id: 1, a: new Binary(Buffer.alloc(size)) }] });
    const reply = await insert(16 * 1024 * 1024 - 200).then(() =>
      things.updateOne({}, { $set: { b: 'x'.repeat(300) } }).catch((error) => error.code),
    );
    expect(reply).toBe(17419);
    await things.deleteMany({});
    expect(await codeOf(insert(16 * 1024 * 1024 + 100_000))).toBe(10334);
    expect(await things.countDocuments()).toBe(0);
  });

  test('a large document comes back whole', async () => {
    const a = Buffer.alloc(15 * 1024 * 1024, 7);
    await things.insertOne({ _id: 1 as never, a: new Binary(a) });
    const found = await things.findOne({}, { promoteBuffers: true });
    expect(Buffer.compare(found?.a as Buffer, a)).toBe(0);
  });
});

describe('find and modify', () => {
  beforeEach(async () => {
    await things.insertMany([
      { _id: 1, a: 1 },
      { _id: 2, a: 2 },
      { _id: 3, a: 3 },
    ] as never[]);
  });

  test('returns the document before or after', async () => {
    expect(await things.findOneAndUpdate({ a: 1 }, { $inc: { a: 10 } })).toEqual({ _id: 1, a: 1 });
    expect(await things.findOneAndUpdate({ a: 2 }, { $inc: { a: 10 } }, { returnDocument: 'after' })).toEqual(
      { _id: 2, a: 12 },
    );
    expect(await things.findOneAndUpdate({ a: 99 }, { $inc: { a: 10 } })).toBeNull();
  });

  test('sort, projection, hint', async () => {
    const options = { sort: { a: -1 }, projection: { a: 1, _id: 0 }, hint: '_id_' } as const;
    expect(await things.findOneAndUpdate({}, { $set: { b: 1 } }, options as never)).toEqual({ a: 3 });
  });

  test('upsert', async () => {
    expect(
      await things.findOneAndUpdate({ _id: 9 as never }, { $set: { a: 9 } }, { upsert: true }),
    ).toBeNull();
    const result = await things.findOneAndUpdate(
      { _id: 8 as never },
      { $inc: { n: 1 }, $setOnInsert: { b: 2 } },
      { upsert: true, returnDocument: 'after', includeResultMetadata: true },
    );
    expect(result).toMatchObject({
      lastErrorObject: { n: 1, updatedExisting: false, upserted: 8 },
      value: { _id: 8, b: 2, n: 1 },
    });
  });

  test('replace and remove', async () => {
    expect(await things.findOneAndReplace({ a: 1 }, { b: 1 }, { returnDocument: 'after' })).toEqual({
      _id: 1,
      b: 1,
    });
    expect(await things.findOneAndDelete({ a: { $exists: true } }, { sort: { a: -1 } })).toEqual({
      _id: 3,
      a: 3,
    });
    expect(await things.countDocuments()).toBe(2);
  });

  test('a pipeline', async () => {
    const update = [{ $set: { a: { $multiply: ['$a', 5] } } }];
    expect(await things.findOneAndUpdate({ _id: 2 as never }, update, { returnDocument: 'after' })).toEqual({
      _id: 2,
      a: 10,
    });
  });

  test.each<[Document, number]>([
    [{ remove: true, update: {} }, 9],
    [{}, 9],
    [{ remove: true, new: true }, 9],
    [{ remove: true, upsert: true }, 9],
    [{ update: { $set: { a: 1 } }, hint: 'nope' }, 2],
  ])('%o is refused with code %i', async (options, code) => {
    expect(await codeOf(server.db.command({ findAndModify: 'things', query: {}, ...options }))).toBe(code);
  });
});

describe('delete', () => {
  test('one, many, with hint and collation', async () => {
    await things.insertMany([{ a: 'x' }, { a: 'X' }, { a: 'y' }]);
    expect(
      (await things.deleteOne({ a: 'X' }, { collation: { locale: 'en', strength: 2 }, hint: { _id: 1 } }))
        .deletedCount,
    ).toBe(1);
    expect(await things.distinct('a')).toEqual(['X', 'y']);
    expect(
      (await things.deleteMany({ a: 'x' }, { collation: { locale: 'en', strength: 2 } })).deletedCount,
    ).toBe(1);
    expect((await things.deleteMany({})).deletedCount).toBe(1);
    expect(await codeOf(things.deleteOne({}, { hint: 'nope' }))).toBe(2);
  });
});

test('deleting everything empties the indexes, too', async () => {
  await things.createIndex({ a: 1 }, { unique: true });
  await things.insertMany([{ a: 1 }, { a: 2 }]);
  expect((await things.deleteMany({})).deletedCount).toBe(2);
  expect((await things.deleteMany({})).deletedCount).toBe(0);
  await things.insertOne({ a: 1 });
  expect(await things.find({ a: { $gt: 0 } }).toArray()).toHaveLength(1);
  expect(await server.db.command({ validate: 'things' })).toMatchObject({ valid: true, nrecords: 1 });
});

test('a sort of more than fits in memory gives all documents in order', async () => {
  const payload = Buffer.alloc(100_000);
  for (let i = 0; i < 8; i++) {
    await things.insertMany(
      Array.from({ length: 50 }, (_, j) => ({ _id: (i * 50 + j) as never, n: (j * 37 + i) % 101, payload })),
    );
  }
  const order = await things
    .find({}, { projection: { n: 1 } })
    .sort({ n: 1, _id: -1 })
    .toArray();
  expect(order).toHaveLength(400);
  for (const [i, { n, _id }] of order.entries()) {
    const before = order[i - 1];
    if (before) expect(before.n < n || (before.n === n && before._id > _id)).toBe(true);
  }
});

describe('count, distinct', () => {
  beforeEach(async () => {
    await things.insertMany([
      { a: [3, 1], b: { c: 1 } },
      { a: 2, b: [{ c: 1 }, { c: 'x' }] },
      { a: null },
      {},
    ]);
  });

  test('distinct takes arrays apart and sorts', async () => {
    expect(await things.distinct('a')).toEqual([null, 1, 2, 3]);
    expect(await things.distinct('b.c')).toEqual([1, 'x']);
    expect(await things.distinct('a', { a: { $gt: 1 } })).toEqual([1, 2, 3]);
    expect(await server.db.collection('missing').distinct('a')).toEqual([]);
  });

  test('counts', async () => {
    expect(await things.estimatedDocumentCount()).toBe(4);
    expect(await things.countDocuments({ a: { $gte: 2 } })).toBe(2);
    expect(await things.countDocuments({}, { skip: 1, limit: 2 })).toBe(2);
    expect(await things.countDocuments({}, { skip: 3, limit: 2 })).toBe(1);
    expect(await server.db.command({ count: 'things', query: { a: 2 }, skip: 1 })).toMatchObject({ n: 0 });
    expect(await server.db.collection('missing').estimatedDocumentCount()).toBe(0);
  });
});

describe('variables and comments', () => {
  test('let in find, update, delete, aggregate', async () => {
    await things.insertMany([{ _id: 1 }, { _id: 2 }] as never[]);
    const filter = { $expr: { $eq: ['$_id', '$$id'] } };
    const found = await things.find(filter, { let: { id: 2 }, comment: 'why' }).toArray();
    expect(found).toEqual([{ _id: 2 }]);
    await things.updateOne(filter, [{ $set: { x: '$$y' } }], { let: { id: 2, y: 'z' } });
    expect(await things.findOne({ _id: 2 as never })).toEqual({ _id: 2, x: 'z' });
    expect((await things.deleteOne(filter, { let: { id: 1 } })).deletedCount).toBe(1);
    const piped = things.aggregate([{ $match: filter }, { $project: { x: 1, y: '$$id' } }], {
      let: { id: 2 },
    });
    expect(await piped.toArray()).toEqual([{ _id: 2, x: 'z', y: 2 }]);
    expect(await codeOf(things.find({ $expr: { $eq: ['$_id', '$$nope'] } }).toArray())).toBe(17276);
  });
});

test('only an insert or an upsert creates a collection', async () => {
  const none = server.db.collection('none_yet');
  await none.updateOne({ a: 1 }, { $set: { b: 1 } });
  await none.deleteMany({});
  await none.findOneAndUpdate({}, { $set: { a: 1 } });
  await server.client.bulkWrite([{ name: 'deleteOne', namespace: none.namespace, filter: {} }]);
  expect(await server.db.listCollections({ name: 'none_yet' }).toArray()).toEqual([]);
  expect(await codeOf(none.updateOne({ a: 1 }, { $nope: { b: 1 } } as never))).toBe(9);
  expect(await codeOf(none.deleteOne({ a: { $nope: 1 } }))).toBe(2);
  await none.updateOne({ a: 1 }, { $set: { b: 1 } }, { upsert: true });
  expect(await none.countDocuments()).toBe(1);
  await none.drop();
});

describe('collections and databases', () => {
  test('create, list, rename, drop', async () => {
    const { db } = server;
    await db.createCollection('made', { validator: { a: { $type: 'int' } } });
    expect(await codeOf(db.createCollection('made'))).toBe(48);
    const [info] = await db.listCollections({ name: 'made' }).toArray();
    expect(info).toMatchObject({
      name: 'made',
      type: 'collection',
      options: { validator: { a: { $type: 'int' } } },
    });
    await db.collection('made').rename('renamed');
    expect(await codeOf(db.collection('nope').rename('renamed'))).toBe(26);
    await things.insertOne({ a: 1 });
    expect(await codeOf(things.rename('renamed'))).toBe(48);
    await things.rename('renamed', { dropTarget: true });
    expect(await db.collection('renamed').findOne()).toMatchObject({ a: 1 });
    const names = await db.listCollections({}, { nameOnly: true }).toArray();
    expect(names.some(({ name }) => name === 'renamed')).toBe(true);
    expect(await db.dropCollection('renamed')).toBe(true);
    const { databases } = await db.admin().listDatabases({ nameOnly: true });
    expect(databases.every(({ name }) => typeof name === 'string')).toBe(true);
  });

  test.each(['', 'a$b', '.a', 'a.'])('the name %o is refused', async (name) => {
    expect(await codeOf(server.db.command({ create: name }))).toBe(73);
  });

  test('validation answers error 121 with errInfo, unless bypassed', async () => {
    const { db } = server;
    await db.dropCollection('valid');
    const valid = await db.createCollection('valid', { validator: { a: { $gt: 5 } } });
    const error = await caught<MongoServerError>(valid.insertOne({ _id: 1 as never, a: 1 }));
    expect(error.code).toBe(121);
    expect(error.errInfo).toMatchObject({ failingDocumentId: 1, details: { operatorName: '$gt' } });
    await valid.insertOne({ _id: 1 as never, a: 1 }, { bypassDocumentValidation: true });
    expect(await codeOf(valid.updateOne({}, { $set: { a: 2 } }))).toBe(121);
    await valid.updateOne({}, { $set: { a: 6 } });
    expect(await codeOf(valid.findOneAndReplace({}, { a: 0 }))).toBe(121);
    await db.command({ collMod: 'valid', validator: {} });
    await valid.insertOne({ a: 0 });
  });

  test('validationLevel moderate leaves documents alone that were invalid before', async () => {
    const { db } = server;
    const moderate = await db.createCollection('moderate', {
      validator: { a: { $gt: 5 } },
      validationLevel: 'moderate',
    });
    await moderate.insertMany(
      [
        { _id: 1, a: 1 },
        { _id: 2, a: 9 },
      ] as never[],
      { bypassDocumentValidation: true },
    );
    await moderate.updateOne({ _id: 1 as never }, { $set: { a: 2 } });
    expect(await codeOf(moderate.updateOne({ _id: 2 as never }, { $set: { a: 2 } }))).toBe(121);
    expect(await codeOf(moderate.insertOne({ a: 1 }))).toBe(121);
    await moderate.drop();
  });

  test('empty timestamps are replaced by the time', async () => {
    await things.insertOne({ _id: 1 as never, a: new Timestamp(0n), b: { c: new Timestamp(0n) } });
    const found = await things.findOne();
    expect(found?.a.t).toBeGreaterThan(1_600_000_000);
    expect(found?.b.c.t).toBe(0);
  });

  test('views', async () => {
    const { db } = server;
    await db.dropCollection('view');
    await things.insertMany([
      { _id: 1, a: 1 },
      { _id: 2, a: 2 },
      { _id: 3, a: 3 },
    ] as never[]);
    const view = await db.createCollection('view', {
      viewOn: 'things',
      pipeline: [{ $match: { a: { $gt: 1 } } }, { $set: { b: true } }],
    });
    expect(await view.find({ a: { $lt: 3 } }).toArray()).toEqual([{ _id: 2, a: 2, b: true }]);
    expect(await view.countDocuments()).toBe(2);
    expect(await view.estimatedDocumentCount()).toBe(2);
    expect(await view.distinct('a')).toEqual([2, 3]);
    expect(await view.aggregate([{ $group: { _id: null, n: { $sum: '$a' } } }]).toArray()).toEqual([
      { _id: null, n: 5 },
    ]);
    expect(await codeOf(view.insertOne({}))).toBe(166);
    expect(await codeOf(view.updateOne({}, { $set: { a: 1 } }))).toBe(166);
    expect(await codeOf(view.deleteOne({}))).toBe(166);
  });
});

describe('command errors', () => {
  test.each<[string, Document, number]>([
    ['unknown command', { nonsense: 1 }, 59],
    ['unknown argument', { find: 'things', nonsense: 1 }, 40415],
    ['wrong type', { find: 'things', filter: 1 }, 14],
    ['missing argument', { insert: 'things' }, 40414],
    ['empty batch', { insert: 'things', documents: [] }, 16],
    ['negative skip', { find: 'things', skip: -1 }, 51024],
    ['bad hint', { find: 'things', hint: 'nope' }, 2],
    ['bad collation', { find: 'things', collation: { locale: 'zz-invalid-locale' } }, 2],
    ['unknown cursor', { getMore: Long.fromNumber(12345), collection: 'things' }, 43],
    ['bad sort', { find: 'things', sort: { a: 2 } }, 15975],
    ['limit of a delete', { delete: 'things', deletes: [{ q: {}, limit: 2 }] }, 9],
    ['maxTimeMS', { find: 'things', maxTimeMS: -1 }, 2],
    ['no cursor', { aggregate: 'things', pipeline: [] }, 9],
    ['unknown stage', { aggregate: 'things', pipeline: [{ $nope: 1 }], cursor: {} }, 40324],
    [
      'two names in a stage',
      { aggregate: 'things', pipeline: [{ $match: {}, $limit: 1 }], cursor: {} },
      40323,
    ],
    ['admin only', { listDatabases: 1 }, 13],
  ])('%s', async (_name, command, code) => {
    await things.insertOne({ a: 1 });
    const error = await caught<MongoServerError>(server.db.command(command));
    expect(error).toBeInstanceOf(MongoServerError);
    expect(error.code).toBe(code);
    expect(error.codeName).toBeTypeOf('string');
  });

  test('a command that takes too long is interrupted', async () => {
    await things.insertMany(Array.from({ length: 3000 }, (_, a) => ({ a })));
    // All of it in one batch: the limit is on each command, and a small first batch may be quick enough.
    const slow = [
      {
        $match: {
          $expr: {
            $gt: [
              { $size: { $filter: { input: { $range: [0, 2000] }, cond: { $gt: ['$$this', '$a'] } } } },
              -1,
            ],
          },
        },
      },
    ];
    const error = await caught<MongoServerError>(
      things.aggregate(slow, { maxTimeMS: 20, batchSize: 3000 }).toArray(),
    );
    expect(error.code).toBe(50);
  });

  test('more acknowledgements than nodes are a write concern error', async () => {
    const reply = await caught<Error & { code: number }>(
      things.insertOne({ a: 1 }, { writeConcern: { w: 3 } }),
    );
    expect(reply.code).toBe(100);
    expect(await things.countDocuments()).toBe(1);
  });
});

test('the client bulk write of MongoDB 8.0', async () => {
  const namespace = things.namespace;
  const result = await server.client.bulkWrite(
    [
      { name: 'insertOne', namespace, document: { _id: 1 as never, a: 1 } as never },
      { name: 'updateOne', namespace, filter: { _id: 1 as never }, update: { $inc: { a: 1 } } },
      { name: 'updateMany', namespace, filter: { a: 2 }, update: { $set: { b: 1 } } },
      { name: 'replaceOne', namespace, filter: { _id: 5 as never }, replacement: { c: 1 }, upsert: true },
      { name: 'deleteOne', namespace: `${namespace}2`, filter: {} },
    ],
    { verboseResults: true },
  );
  expect(result).toMatchObject({
    insertedCount: 1,
    matchedCount: 2,
    modifiedCount: 2,
    upsertedCount: 1,
    deletedCount: 0,
  });
  expect(result.updateResults?.get(3)).toMatchObject({ upsertedId: 5 });
  expect(await things.find().sort({ _id: 1 }).toArray()).toEqual([
    { _id: 1, a: 2, b: 1 },
    { _id: 5, c: 1 },
  ]);
  const models = [1, 1, 9].map((_id) => ({
    name: 'insertOne' as const,
    namespace,
    document: { _id: _id as never },
  }));
  const error = await caught<Error & { writeErrors: Map<number, { code: number }>; partialResult: Document }>(
    server.client.bulkWrite(models, { ordered: false }),
  );
  expect([...error.writeErrors].map(([index, { code }]) => [index, code])).toEqual([
    [0, 11000],
    [1, 11000],
  ]);
  expect(error.partialResult.insertedCount).toBe(1);
});

test('ObjectIds are made by the server when a client sends none', async () => {
  await server.db.command({ insert: 'things', documents: [{ a: 1 }] });
  const found = await things.findOne();
  expect(found?._id).toBeInstanceOf(ObjectId);
  expect(Object.keys(found as Document)).toEqual(['_id', 'a']);
});
