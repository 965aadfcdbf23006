import { Decimal128, type Document, Double, Int32, Long, type UpdateFilter } from 'mongodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { codeOf, startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startServer({ promoteValues: true });
});
afterAll(() => server.close());

const collection = () => server.db.collection<Document>('update');

async function apply(
  before: Document,
  update: Document | Document[],
  options: Document = {},
  filter: Document = {},
) {
  await collection().deleteMany({});
  await collection().insertOne({ _id: 1, ...before } as never);
  const result = await collection().updateOne(
    { _id: 1 as never, ...filter },
    update as UpdateFilter<Document>,
    options,
  );
  const { _id, ...after } = (await collection().findOne({ _id: 1 as never })) as Document;
  return { after, modified: result.modifiedCount };
}

/** before, update, after; the same document means that nothing was modified. */
const cases: [string, Document, Document, Document][] = [
  ['$set adds and replaces', { a: 1 }, { $set: { a: 2, b: 3 } }, { a: 2, b: 3 }],
  ['$set to the same value modifies nothing', { a: 1 }, { $set: { a: 1 } }, { a: 1 }],
  ['$set creates the way', { a: {} }, { $set: { 'a.b.c': 1 } }, { a: { b: { c: 1 } } }],
  ['$set into arrays', { a: [1, 2] }, { $set: { 'a.1': 9 } }, { a: [1, 9] }],
  ['$set pads arrays', { a: [1] }, { $set: { 'a.3': 9 } }, { a: [1, null, null, 9] }],
  ['$set inside array elements', { a: [{ b: 1 }] }, { $set: { 'a.0.b': 2 } }, { a: [{ b: 2 }] }],
  [
    'new fields come in the order of their names',
    {},
    { $set: { c: 1, a: 1, b10: 1 } },
    { a: 1, b10: 1, c: 1 },
  ],
  ['$unset', { a: 1, b: 2 }, { $unset: { a: '' } }, { b: 2 }],
  ['$unset in an array leaves null', { a: [1, 2, 3] }, { $unset: { 'a.1': '' } }, { a: [1, null, 3] }],
  ['$unset of nothing', { a: 1 }, { $unset: { 'b.c': '', 'a.b': '' } }, { a: 1 }],
  ['$inc', { a: 1 }, { $inc: { a: 2, b: -1 } }, { a: 3, b: -1 }],
  ['$inc by nothing', { a: 1 }, { $inc: { a: 0 } }, { a: 1 }],
  ['$mul', { a: 3 }, { $mul: { a: 2, b: 5 } }, { a: 6, b: 0 }],
  [
    '$min and $max',
    { a: 5, b: 5, c: 5 },
    { $min: { a: 3, d: 1 }, $max: { b: 3, c: 9 } },
    { a: 3, b: 5, c: 9, d: 1 },
  ],
  ['$min compares types', { a: 'x' }, { $min: { a: 5 } }, { a: 5 }],
  ['$rename', { a: 1, b: { c: 2 } }, { $rename: { a: 'z', 'b.c': 'd' } }, { b: {}, d: 2, z: 1 }],
  ['$rename over a field', { a: 1, b: 2 }, { $rename: { a: 'b' } }, { b: 1 }],
  ['$rename of nothing', { a: 1 }, { $rename: { x: 'y' } }, { a: 1 }],
  ['$push', { a: [1] }, { $push: { a: 2, b: 3 } }, { a: [1, 2], b: [3] }],
  ['$push $each', { a: [1] }, { $push: { a: { $each: [2, 3] } } }, { a: [1, 2, 3] }],
  ['$push $position', { a: [1, 2] }, { $push: { a: { $each: [9], $position: 1 } } }, { a: [1, 9, 2] }],
  [
    '$push at a position from the end',
    { a: [1, 2] },
    { $push: { a: { $each: [9], $position: -1 } } },
    { a: [1, 9, 2] },
  ],
  ['$push $slice', { a: [1, 2] }, { $push: { a: { $each: [3], $slice: -2 } } }, { a: [2, 3] }],
  ['$push $sort', { a: [3, 1] }, { $push: { a: { $each: [2], $sort: -1 } } }, { a: [3, 2, 1] }],
  [
    '$push $sort by a field, then $slice',
    { a: [{ n: 3 }, { n: 1 }] },
    { $push: { a: { $each: [{ n: 2 }], $sort: { n: 1 }, $slice: 2 } } },
    { a: [{ n: 1 }, { n: 2 }] },
  ],
  ['$push of an array is one element', { a: [] }, { $push: { a: [1, 2] } }, { a: [[1, 2]] }],
  ['$addToSet', { a: [1, 2] }, { $addToSet: { a: 2 } }, { a: [1, 2] }],
  ['$addToSet $each', { a: [1] }, { $addToSet: { a: { $each: [1, 2, 2, 3] } } }, { a: [1, 2, 3] }],
  [
    '$addToSet compares documents with their order',
    { a: [{ x: 1, y: 2 }] },
    { $addToSet: { a: { y: 2, x: 1 } } },
    {
      a: [
        { x: 1, y: 2 },
        { y: 2, x: 1 },
      ],
    },
  ],
  ['$pop', { a: [1, 2, 3], b: [1, 2] }, { $pop: { a: 1, b: -1 } }, { a: [1, 2], b: [2] }],
  ['$pull by value', { a: [1, 2, 1] }, { $pull: { a: 1 } }, { a: [2] }],
  ['$pull by condition', { a: [1, 5, 9] }, { $pull: { a: { $gt: 4 } } }, { a: [1] }],
  ['$pull by fields', { a: [{ x: 1, y: 1 }, { x: 2 }] }, { $pull: { a: { x: 1 } } }, { a: [{ x: 2 }] }],
  [
    '$pull $elemMatch',
    { a: [{ b: [{ c: 1 }] }, { b: [] }] },
    { $pull: { a: { b: { $elemMatch: { c: 1 } } } } },
    { a: [{ b: [] }] },
  ],
  ['$pullAll', { a: [1, 2, 3] }, { $pullAll: { a: [1, 3] } }, { a: [2] }],
  ['$bit', { a: 13, b: 1 }, { $bit: { a: { and: 10 }, b: { or: 4, xor: 1 } } }, { a: 8, b: 4 }],
  ['$setOnInsert on an existing document', { a: 1 }, { $setOnInsert: { b: 1 } }, { a: 1 }],
  ['all elements', { a: [1, 2] }, { $inc: { 'a.$[]': 10 } }, { a: [11, 12] }],
  [
    'all elements, nested',
    { a: [{ b: [1] }, { b: [2, 3] }] },
    { $inc: { 'a.$[].b.$[]': 1 } },
    { a: [{ b: [2] }, { b: [3, 4] }] },
  ],
  ['pipeline $set', { a: 1 }, [{ $set: { b: { $add: ['$a', 1] } } }] as never, { a: 1, b: 2 }],
  [
    'pipeline $unset and $replaceWith',
    { a: 1, b: 2 },
    [{ $unset: 'a' }, { $replaceWith: { c: '$b' } }] as never,
    { c: 2 },
  ],
];

test.each(cases)('%s', async (_name, before, update, expected) => {
  const { after, modified } = await apply(before, update);
  expect(after).toEqual(expected);
  expect(Object.keys(after)).toEqual(Object.keys(expected));
  expect(modified).toBe(JSON.stringify(before) === JSON.stringify(expected) ? 0 : 1);
});

describe('arrayFilters and the positional operator', () => {
  test('$[identifier]', async () => {
    const options = { arrayFilters: [{ 'e.x': { $gt: 1 } }, { n: 5 }] };
    const { after } = await apply(
      {
        a: [
          { x: 1, l: [5] },
          { x: 2, l: [5, 6] },
        ],
      },
      { $set: { 'a.$[e].l.$[n]': 0 } },
      options,
    );
    expect(after).toEqual({
      a: [
        { x: 1, l: [5] },
        { x: 2, l: [0, 6] },
      ],
    });
  });

  test('$', async () => {
    expect((await apply({ a: [1, 5, 5] }, { $set: { 'a.$': 0 } }, {}, { a: 5 })).after).toEqual({
      a: [1, 0, 5],
    });
    const nested = await apply({ a: [{ x: 1 }, { x: 2 }] }, { $set: { 'a.$.y': 0 } }, {}, { 'a.x': 2 });
    expect(nested.after).toEqual({ a: [{ x: 1 }, { x: 2, y: 0 }] });
  });

  test('$currentDate', async () => {
    const { after } = await apply({}, { $currentDate: { a: true, b: { $type: 'timestamp' } } });
    expect(after.a).toBeInstanceOf(Date);
    expect(after.b._bsontype).toBe('Timestamp');
  });
});

describe('numeric types are kept', () => {
  const type = async (before: unknown, update: Document) => {
    await apply({ a: before }, update);
    const [found] = await collection()
      .aggregate([{ $project: { type: { $type: '$a' }, text: { $toString: '$a' } } }])
      .toArray();
    return `${found?.type} ${found?.text}`;
  };
  test.each<[string, unknown, Document, string]>([
    ['int + int', new Int32(1), { $inc: { a: new Int32(1) } }, 'int 2'],
    ['int overflows to long', new Int32(2147483647), { $inc: { a: new Int32(1) } }, 'long 2147483648'],
    ['int + long', new Int32(1), { $inc: { a: Long.fromNumber(1) } }, 'long 2'],
    ['int + double', new Int32(1), { $inc: { a: new Double(1) } }, 'double 2'],
    [
      'long + long',
      Long.fromString('9007199254740993'),
      { $inc: { a: Long.fromNumber(2) } },
      'long 9007199254740995',
    ],
    [
      'double + decimal',
      new Double(0.5),
      { $inc: { a: Decimal128.fromString('0.1') } },
      'decimal 0.600000000000000',
    ],
    ['decimal * int', Decimal128.fromString('1.10'), { $mul: { a: new Int32(3) } }, 'decimal 3.30'],
    ['$set changes the type', new Int32(1), { $set: { a: new Double(1) } }, 'double 1'],
  ])('%s', async (_name, before, update, expected) => {
    expect(await type(before, update)).toBe(expected);
  });
});

describe('refused updates', () => {
  test.each<[string, Document, Document | Document[], Document, number]>([
    ['unknown operator', {}, { $nope: { a: 1 } }, {}, 9],
    ['conflict', {}, { $set: { a: 1 }, $inc: { a: 1 } }, {}, 40],
    ['conflict of prefixes', {}, { $set: { a: 1, 'a.b': 1 } }, {}, 40],
    ['_id is immutable', {}, { $set: { _id: 2 } }, {}, 66],
    ['$inc with text', { a: 1 }, { $inc: { a: 'x' } }, {}, 14],
    ['$inc of text', { a: 'x' }, { $inc: { a: 1 } }, {}, 14],
    ['$inc beyond long', { a: Long.MAX_VALUE }, { $inc: { a: Long.MAX_VALUE } }, {}, 2],
    ['$push on a number', { a: 1 }, { $push: { a: 1 } }, {}, 2],
    ['$addToSet on a number', { a: 1 }, { $addToSet: { a: 1 } }, {}, 2],
    ['$pop with another number', { a: [] }, { $pop: { a: 2 } }, {}, 9],
    ['$pop on a number', { a: 1 }, { $pop: { a: 1 } }, {}, 14],
    ['$pull on a number', { a: 1 }, { $pull: { a: 1 } }, {}, 2],
    ['$rename to itself', { a: 1 }, { $rename: { a: 'a' } }, {}, 2],
    ['path through a number', { a: 1 }, { $set: { 'a.b': 1 } }, {}, 28],
    ['path through an array', { a: [1] }, { $set: { 'a.b': 1 } }, {}, 28],
    ['empty path', {}, { $set: { '': 1 } }, {}, 56],
    ['empty part', {}, { $set: { 'a.': 1 } }, {}, 56],
    ['$-prefixed field', {}, { $set: { $a: 1 } }, {}, 52],
    ['$ without a match', { a: [1] }, { $set: { 'a.$': 1 } }, {}, 2],
    ['unknown identifier', { a: [1] }, { $set: { 'a.$[x]': 1 } }, {}, 2],
    ['unused array filter', { a: [1] }, { $set: { a: 1 } }, { arrayFilters: [{ x: 1 }] }, 9],
    ['array update of nothing', {}, { $set: { 'a.$[]': 1 } }, {}, 2],
    ['fields of modifiers', {}, { $set: 1 } as never, {}, 9],
    ['$bit with a double', { a: 1 }, { $bit: { a: { and: new Double(1.5) } } }, {}, 2],
    ['pipeline stage', {}, [{ $match: {} }], {}, 72],
    ['pipeline changes _id', {}, [{ $set: { _id: 5 } }], {}, 66],
  ])('%s', async (_name, before, update, options, code) => {
    expect(await codeOf(apply(before, update, options))).toBe(code);
    const { _id, ...after } = (await collection().findOne({})) as Document;
    expect(after).toEqual(before);
  });
});

describe('upserts', () => {
  test.each<[string, Document, Document | Document[], Document]>([
    [
      'equalities of the filter',
      { a: 1, b: { $eq: 2 }, c: { $gt: 3 } },
      { $set: { d: 4 } },
      { a: 1, b: 2, d: 4 },
    ],
    ['dotted paths', { 'a.b': 1 }, { $set: { 'a.c': 2 } }, { a: { b: 1, c: 2 } }],
    ['$and', { $and: [{ a: 1 }, { b: 2 }] }, { $inc: { n: 1 } }, { a: 1, b: 2, n: 1 }],
    ['$in with one value', { a: { $in: [7] } }, { $set: { b: 1 } }, { a: 7, b: 1 }],
    ['$all with one value', { a: { $all: [7] } }, { $set: { b: 1 } }, { a: 7, b: 1 }],
    ['$or with one branch', { $or: [{ a: 1 }] }, { $set: { b: 1 } }, { a: 1, b: 1 }],
    ['$or with two branches', { $or: [{ a: 1 }, { a: 2 }] }, { $set: { b: 1 } }, { b: 1 }],
    ['$setOnInsert', { a: 1 }, { $setOnInsert: { b: 2 }, $set: { c: 3 } }, { a: 1, b: 2, c: 3 }],
    ['the operator wins over the filter', { a: 1 }, { $set: { a: 5 } }, { a: 5 }],
    ['pipeline', { a: 1 }, [{ $set: { b: { $add: ['$a', 1] } } }], { a: 1, b: 2 }],
  ])('%s', async (_name, filter, update, expected) => {
    await collection().deleteMany({});
    const result = await collection().updateOne(filter, update as UpdateFilter<Document>, { upsert: true });
    expect(result.upsertedCount).toBe(1);
    const { _id, ...after } = (await collection().findOne({})) as Document;
    expect(after).toEqual(expected);
    expect(_id).toEqual(result.upsertedId);
  });

  test('the _id comes from the filter, the update or a new ObjectId', async () => {
    await collection().deleteMany({});
    const upsert = async (filter: Document, update: Document) =>
      (await collection().updateOne(filter, update, { upsert: true })).upsertedId;
    expect(await upsert({ _id: 5 }, { $set: { a: 1 } })).toBe(5);
    expect(await upsert({ x: 1 }, { $setOnInsert: { _id: 6 } })).toBe(6);
    expect(await upsert({ x: 2 }, { $set: { a: 1 } })).toHaveProperty('_bsontype', 'ObjectId');
    const replaced = await collection().replaceOne({ _id: 7 as never }, { b: 1 }, { upsert: true });
    expect(replaced.upsertedId).toBe(7);
    expect(await collection().findOne({ _id: 7 as never })).toEqual({ _id: 7, b: 1 });
  });

  test('null is an _id like any other', async () => {
    await collection().deleteMany({});
    const byNull = { _id: null as never };
    expect(
      (await collection().updateOne(byNull, { $set: { a: 1 } }, { upsert: true })).upsertedId,
    ).toBeNull();
    expect(await collection().countDocuments({ _id: { $type: 'null' } as never })).toBe(1);
    await collection().deleteMany({});
    await collection().replaceOne(byNull, { b: 1 }, { upsert: true });
    expect(await collection().findOne({ _id: { $type: 'null' } as never })).toEqual({ _id: null, b: 1 });
    await collection().deleteMany({});
    await server.db.command({ insert: 'update', documents: [{ a: 1, _id: null }] });
    expect(await collection().findOne({ _id: { $type: 'null' } as never })).toEqual({ _id: null, a: 1 });
  });

  test('a filter that names a field twice is refused', async () => {
    const filter = { $and: [{ a: 1 }, { a: 2 }] };
    expect(await codeOf(collection().updateOne(filter, { $set: { b: 1 } }, { upsert: true }))).toBe(54);
  });
});

test('replaceOne keeps the _id and refuses another', async () => {
  await collection().deleteMany({});
  await collection().insertOne({ _id: 1, a: 1 } as never);
  await collection().replaceOne({ a: 1 }, { b: 2 });
  expect(await collection().findOne()).toEqual({ _id: 1, b: 2 });
  expect(await codeOf(collection().replaceOne({ b: 2 }, { _id: 2, b: 2 }))).toBe(66);
});

test('updateMany counts what matched and what changed', async () => {
  await collection().deleteMany({});
  await collection().insertMany([{ a: 1 }, { a: 2 }, { a: 2 }]);
  const result = await collection().updateMany({}, { $set: { a: 2 } });
  expect([result.matchedCount, result.modifiedCount]).toEqual([3, 1]);
});

test('updateOne and replaceOne take a sort', async () => {
  await collection().deleteMany({});
  await collection().insertMany([
    { _id: 1, a: 1 },
    { _id: 2, a: 3 },
    { _id: 3, a: 2 },
  ] as never[]);
  await collection().updateOne({}, { $set: { hit: true } }, { sort: { a: -1 } });
  await collection().replaceOne({}, { replaced: true }, { sort: { a: 1 } });
  expect(await collection().find().sort({ _id: 1 }).toArray()).toEqual([
    { _id: 1, replaced: true },
    { _id: 2, a: 3, hit: true },
    { _id: 3, a: 2 },
  ]);
});

test('a multi-update that moves documents along its index meets each once', async () => {
  await collection().drop();
  await collection().createIndex({ a: 1 });
  await collection().insertMany(Array.from({ length: 2000 }, (_, a) => ({ a })));
  const result = await collection().updateMany({ a: { $gte: 0 } }, { $inc: { a: 5000 } });
  expect([result.matchedCount, result.modifiedCount]).toEqual([2000, 2000]);
  expect(await collection().countDocuments({ a: { $gte: 5000, $lt: 7000 } })).toBe(2000);
});
