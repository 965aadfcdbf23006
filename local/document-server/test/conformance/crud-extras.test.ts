/** Cases around CRUD that drivers' own tests lean on. */
import { type Collection, type Document, MongoServerError } from 'mongodb';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { codeOf, startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let docs: Collection<Document>;
beforeAll(async () => {
  server = await startServer();
  docs = server.db.collection('docs');
});
beforeEach(async () => {
  await docs.deleteMany({});
  await docs.insertMany([1, 2, 3, 4, 5, 6].map((_id) => ({ _id, x: _id * 11 })) as never[]);
});
afterAll(() => server.close());

const setField = (field: string, input: unknown = '$$ROOT') => ({
  $setField: { field: { $literal: field }, value: 1, input },
});

test('fields with dots and dollars are set through $setField and read back', async () => {
  await docs.updateOne({ _id: 1 as never }, [{ $replaceWith: setField('$a') }]);
  await docs.updateOne({ _id: 2 as never }, [{ $replaceWith: setField('a.b') }]);
  await docs.updateOne({ _id: 3 as never }, [{ $set: { foo: setField('$c.d', {}) } }]);
  expect(
    await docs
      .find({ _id: { $lte: 3 } as never })
      .sort({ _id: 1 })
      .toArray(),
  ).toEqual([
    { _id: 1, x: 11, $a: 1 },
    { _id: 2, x: 22, 'a.b': 1 },
    { _id: 3, x: 33, foo: { '$c.d': 1 } },
  ]);
  expect(await docs.countDocuments({ $expr: { $eq: [{ $getField: 'a.b' }, 1] } })).toBe(1);
});

test('replacements: nested dollars are kept, top-level ones refused', async () => {
  await docs.replaceOne({ _id: 1 as never }, { a: { $b: 1, 'c.d': 2 } });
  expect(await docs.findOne({ _id: 1 as never })).toEqual({ _id: 1, a: { $b: 1, 'c.d': 2 } });
  const command = (u: Document) => server.db.command({ update: 'docs', updates: [{ q: { _id: 1 }, u }] });
  const { writeErrors } = await command({ a: 1, $b: 1 });
  expect(writeErrors).toMatchObject([{ index: 0, code: 52 }]);
});

test('a batch of mixed writes reports each outcome', async () => {
  const result = await docs.bulkWrite(
    [
      { insertOne: { document: { _id: 7 as never, x: 77 } } },
      { updateOne: { filter: { _id: 1 as never }, update: { $inc: { x: 1 } } } },
      { updateMany: { filter: { x: { $gt: 40 } }, update: { $set: { y: 1 } } } },
      { replaceOne: { filter: { x: 999 }, replacement: { x: 1000 }, upsert: true } },
      { deleteOne: { filter: { _id: 2 as never } } },
      { deleteMany: { filter: { y: 1 } } },
    ],
    { ordered: true, comment: 'mixed', let: { unused: 1 } },
  );
  expect(result).toMatchObject({
    insertedCount: 1,
    matchedCount: 5,
    modifiedCount: 5,
    upsertedCount: 1,
    deletedCount: 5,
  });
  expect(Object.keys(result.upsertedIds)).toEqual(['3']);
});

test('unordered batches report every error with its index', async () => {
  const outcome = await server.db.command({
    update: 'docs',
    ordered: false,
    updates: [
      { q: { _id: 1 }, u: { $set: { _id: 9 } } },
      { q: { _id: 2 }, u: { $set: { x: 0 } } },
      { q: { _id: 3 }, u: { $inc: { x: 'text' } } },
    ],
  });
  expect(outcome).toMatchObject({ n: 1, nModified: 1 });
  expect(outcome.writeErrors.map(({ index, code }: Document) => [index, code])).toEqual([
    [0, 66],
    [2, 14],
  ]);
});

test('a batch size of exactly the number of results, and of more', async () => {
  for (const batchSize of [2, 3, 6, 7]) {
    expect(await docs.find({}, { batchSize }).toArray()).toHaveLength(6);
    expect(await docs.aggregate([{ $match: { _id: { $gt: 1 } } }], { batchSize }).toArray()).toHaveLength(5);
  }
});

test('read concerns are checked', async () => {
  const out = [{ $match: {} }, { $out: 'copy' }];
  expect(await codeOf(docs.aggregate(out, { readConcern: { level: 'linearizable' } }).toArray())).toBe(72);
  expect(await codeOf(docs.aggregate(out, { readConcern: { level: '!invalid' as never } }).toArray())).toBe(
    2,
  );
  for (const level of ['local', 'available', 'majority'] as const) {
    await docs.aggregate(out, { readConcern: { level } }).toArray();
    expect(await server.db.collection('copy').countDocuments()).toBe(6);
  }
});

test('collations reach every command', async () => {
  const collation = { locale: 'en_US', strength: 2 };
  await docs.deleteMany({});
  await docs.insertMany(['ping', 'pINg', 'pong'].map((x, i) => ({ _id: i, x })) as never[]);
  expect(await docs.find({ x: 'PING' }, { collation }).toArray()).toHaveLength(2);
  expect(await docs.aggregate([{ $match: { x: 'PING' } }], { collation }).toArray()).toHaveLength(2);
  expect(await docs.countDocuments({ x: 'PING' }, { collation })).toBe(2);
  expect(await docs.distinct('x', {}, { collation })).toHaveLength(2);
  expect((await docs.updateMany({ x: 'PING' }, { $set: { y: 1 } }, { collation })).matchedCount).toBe(2);
  expect(
    await docs.findOneAndUpdate({ x: 'PONG' }, { $set: { y: 2 } }, { collation, returnDocument: 'after' }),
  ).toMatchObject({ y: 2 });
  expect(await docs.findOneAndReplace({ x: 'PONG' }, { x: 'pung' }, { collation })).toMatchObject({ y: 2 });
  expect(await docs.findOneAndDelete({ x: 'PUNG' }, { collation })).toMatchObject({ x: 'pung' });
  expect(await docs.replaceOne({ x: 'PING' }, { x: 'done' }, { collation })).toMatchObject({
    modifiedCount: 1,
  });
  expect(await docs.deleteMany({ x: 'PING' }, { collation })).toMatchObject({ deletedCount: 1 });
});

test('errors of findAndModify carry their details', async () => {
  await docs.createIndex({ x: 1 }, { unique: true });
  const error = await docs
    .findOneAndUpdate({ _id: 1 as never }, { $set: { x: 22 } })
    .catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(MongoServerError);
  expect((error as MongoServerError).errorResponse).toMatchObject({
    code: 11000,
    codeName: 'DuplicateKey',
    keyPattern: { x: 1 },
    keyValue: { x: 22 },
  });
  await docs.dropIndexes();
});

test('null and undefined as values', async () => {
  const strict = server.client
    .db(server.db.databaseName, { ignoreUndefined: false })
    .collection<Document>('docs');
  await strict.insertOne({ _id: 10 as never, a: undefined });
  expect(await strict.findOne({ _id: 10 as never })).toEqual({ _id: 10, a: null });
  expect(await docs.countDocuments({ a: null })).toBe(7);
  expect(await docs.countDocuments({ a: { $type: 'null' } })).toBe(1);
});

test('hints: by name, by key, and none that is missing', async () => {
  for (const hint of ['_id_', { _id: 1 }]) {
    expect(await docs.find({ x: 22 }, { hint }).toArray()).toHaveLength(1);
    expect(await docs.distinct('x', { x: 22 }, { hint } as never)).toEqual([22]);
    expect(await docs.updateOne({ x: 22 }, { $set: { h: 1 } }, { hint })).toMatchObject({ matchedCount: 1 });
  }
  for (const run of [
    () => docs.find({}, { hint: 'nope' }).toArray(),
    () => docs.countDocuments({}, { hint: 'nope' }),
    () => docs.updateOne({}, { $set: { a: 1 } }, { hint: 'nope' }),
    () => docs.findOneAndDelete({}, { hint: { nope: 1 } }),
  ]) {
    expect(await codeOf(run())).toBe(2);
  }
});
