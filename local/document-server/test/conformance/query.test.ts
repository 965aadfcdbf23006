import {
  Binary,
  BSONRegExp,
  Decimal128,
  type Document,
  Double,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
} from 'mongodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { codeOf, startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

/** filter on documents {_id: 1…n, a: values[n-1]}: the _ids that match. */
type Case = [filter: Document, ids: number[]];

interface Table {
  name: string;
  docs: Document[];
  cases: Case[];
}

const NaNValue = new Double(Number.NaN);
const date = (n: number) => new Date(1_700_000_000_000 + n);

const tables: Table[] = [
  {
    name: 'comparison respects type brackets',
    docs: [
      { a: 1 },
      { a: 2 },
      { a: '1' },
      { a: null },
      {},
      { a: true },
      { a: date(0) },
      { a: [1, 3] },
      { a: {} },
      { a: NaNValue },
    ],
    cases: [
      [{ a: 1 }, [1, 8]],
      [{ a: { $eq: 2 } }, [2]],
      [{ a: { $gt: 1 } }, [2, 8]],
      [{ a: { $gte: 1 } }, [1, 2, 8]],
      [{ a: { $lt: 2 } }, [1, 8]],
      [{ a: { $lte: 2 } }, [1, 2, 8]],
      [{ a: { $lt: '2' } }, [3]],
      [{ a: null }, [4, 5]],
      [{ a: { $gte: null } }, [4, 5]],
      [{ a: { $gt: null } }, []],
      [{ a: { $ne: null } }, [1, 2, 3, 6, 7, 8, 9, 10]],
      [{ a: { $ne: 1 } }, [2, 3, 4, 5, 6, 7, 9, 10]],
      [{ a: true }, [6]],
      [{ a: { $lt: date(1) } }, [7]],
      [{ a: NaNValue }, [10]],
      [{ a: { $gte: NaNValue } }, [10]],
      [{ a: { $lt: NaNValue } }, []],
      [{ a: {} }, [9]],
      [{ a: [1, 3] }, [8]],
      [{ a: { $gt: new MinKey() } }, [1, 2, 3, 4, 6, 7, 8, 9, 10]],
      [{ a: { $lt: new MaxKey() } }, [1, 2, 3, 4, 6, 7, 8, 9, 10]],
      [{ a: { $exists: true } }, [1, 2, 3, 4, 6, 7, 8, 9, 10]],
      [{ a: { $exists: false } }, [5]],
      [{ a: { $gt: 1, $lt: 2 } }, [8]],
    ],
  },
  {
    name: 'numbers of all types are one kind',
    docs: [
      { a: new Int32(1) },
      { a: new Double(1) },
      { a: Long.fromNumber(1) },
      { a: Decimal128.fromString('1') },
      { a: Decimal128.fromString('1.0') },
      { a: new Double(1.5) },
      { a: Long.fromString('9007199254740993') },
      { a: new Double(9007199254740992) },
      { a: Decimal128.fromString('0.1') },
      { a: new Double(0.1) },
      { a: new Double(-0) },
      { a: new Double(Number.POSITIVE_INFINITY) },
      { a: Decimal128.fromString('-1E+400') },
    ],
    cases: [
      [{ a: 1 }, [1, 2, 3, 4, 5]],
      [{ a: { $gt: Long.fromString('9007199254740992') } }, [7, 12]],
      [{ a: new Double(9007199254740992) }, [8]],
      [{ a: Decimal128.fromString('0.1') }, [9]],
      [{ a: 0.1 }, [10]],
      [{ a: { $gt: Decimal128.fromString('0.1'), $lt: 1 } }, [10]],
      [{ a: 0 }, [11]],
      [{ a: { $lt: 0 } }, [13]],
      [{ a: { $type: 'number' } }, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]],
      [{ a: { $type: 'int' } }, [1]],
      [{ a: { $type: ['long', 'decimal'] } }, [3, 4, 5, 7, 9, 13]],
      [{ a: { $type: 1 } }, [2, 6, 8, 10, 11, 12]],
      [{ a: { $mod: [2, 1] } }, [1, 2, 3, 4, 5, 6, 7]],
      [{ a: { $in: [1, 1.5] } }, [1, 2, 3, 4, 5, 6]],
    ],
  },
  {
    name: 'paths reach through arrays',
    docs: [
      { a: { b: 1 } },
      { a: [{ b: 1 }, { b: 2 }] },
      { a: [{ b: [1, 2] }] },
      { a: [{ c: 1 }, { b: 3 }] },
      { a: [] },
      { a: 5 },
      { a: [[{ b: 1 }]] },
      { a: [5, { b: 9 }] },
      { a: { b: [{ c: 7 }, 8] } },
      {},
      { a: { 0: { b: 1 } } },
    ],
    cases: [
      [{ 'a.b': 1 }, [1, 2, 3]],
      [{ 'a.b': null }, [4, 6, 10, 11]],
      [{ 'a.b': { $exists: false } }, [5, 6, 7, 10, 11]],
      [{ 'a.0.b': 1 }, [2, 3, 7, 11]],
      [{ 'a.1.b': 9 }, [8]],
      [{ 'a.0': 5 }, [8]],
      [{ a: 5 }, [6, 8]],
      [{ 'a.b': { $gt: 1, $lt: 2 } }, [2, 3]],
      [{ 'a.b.c': 7 }, [9]],
      [{ 'a.b': 8 }, [9]],
      [{ 'a.b.0.c': 7 }, [9]],
      [{ a: { $size: 0 } }, [5]],
      [{ a: { $size: 2 } }, [2, 4, 8]],
      [{ 'a.b': { $size: 2 } }, [3, 9]],
      [{ a: { $elemMatch: { b: 2 } } }, [2, 3]],
      [{ a: { $elemMatch: { b: { $gt: 2, $lt: 9 } } } }, [4]],
      [{ a: { $type: 'array' } }, [2, 3, 4, 5, 7, 8]],
    ],
  },
  {
    name: 'array operators',
    docs: [{ a: [1, 5, 9] }, { a: [2, 4] }, { a: [] }, { a: 4 }, { a: [[1, 2], 3] }, { a: ['x', /y/] }],
    cases: [
      [{ a: { $all: [1, 9] } }, [1]],
      [{ a: { $all: [4] } }, [2, 4]],
      [{ a: { $all: [] } }, []],
      [{ a: { $all: [[1, 2]] } }, [5]],
      [{ a: { $elemMatch: { $gt: 4, $lt: 9 } } }, [1]],
      [{ a: { $elemMatch: { $in: [2, 3] } } }, [2, 5]],
      [{ a: { $gt: 4, $lt: 2 } }, [1]],
      [{ a: { $in: [[], 4] } }, [2, 3, 4]],
      [{ a: { $nin: [1, 2] } }, [3, 4, 5, 6]],
      [{ a: { $in: [/^x/] } }, [6]],
      [{ a: [] }, [3]],
      [{ a: { $not: { $elemMatch: { $gt: 4 } } } }, [2, 3, 4, 5, 6]],
      [{ a: { $all: [{ $elemMatch: { $gt: 4 } }, { $elemMatch: { $lt: 2 } }] } }, [1]],
    ],
  },
  {
    name: 'strings and patterns',
    docs: [
      { a: 'abc' },
      { a: 'ABC' },
      { a: 'a\nbc' },
      { a: ['abd', 'x'] },
      { a: 5 },
      { a: 'ab c' },
      { a: 'ünï' },
    ],
    cases: [
      [{ a: /^ab/ }, [1, 4, 6]],
      [{ a: /^ab/i }, [1, 2, 4, 6]],
      [{ a: { $regex: 'C$', $options: 'i' } }, [1, 2, 3, 6]],
      [{ a: { $regex: '^b', $options: 'm' } }, [3]],
      [{ a: { $regex: 'a.b', $options: 's' } }, [3]],
      [{ a: { $regex: 'a b # comment', $options: 'x' } }, [1, 4, 6]],
      [{ a: { $not: /^a/ } }, [2, 5, 7]],
      [{ a: { $regex: new BSONRegExp('^(?i)ABC') } }, [1, 2]],
      [{ a: { $regex: '^(a(?i)BC|x)$' } }, [1, 4]],
      [{ a: { $regex: '(?i)^ABC$' } }, [1, 2]],
      [{ a: { $regex: '^\\w+$' } }, [1, 2, 4]],
      [{ a: { $in: [/^ABC/, 'abc'] } }, [1, 2]],
    ],
  },
  {
    name: 'logic',
    docs: [{ a: 1, b: 1 }, { a: 1, b: 2 }, { a: 2, b: 1 }, { a: 3 }],
    cases: [
      [{ $and: [{ a: 1 }, { b: 1 }] }, [1]],
      [{ $or: [{ a: 3 }, { b: 2 }] }, [2, 4]],
      [{ $nor: [{ a: 1 }, { b: 1 }] }, [4]],
      [{ a: { $not: { $gt: 1 } } }, [1, 2]],
      [{ a: { $not: { $gt: 1, $lt: 3 } } }, [1, 2, 4]],
      [{ $expr: { $eq: ['$a', '$b'] } }, [1]],
      [{ $expr: { $gt: ['$a', { $add: ['$b', 0] }] } }, [3, 4]],
      [{ $comment: 'nothing', a: 3 }, [4]],
      [{ $or: [{ $and: [{ a: 1 }, { b: 2 }] }, { a: { $gte: 3 } }] }, [2, 4]],
      [{ $jsonSchema: { required: ['b'], properties: { a: { bsonType: 'int', maximum: 1 } } } }, [1, 2]],
    ],
  },
  {
    name: 'other types',
    docs: [
      { a: new ObjectId('0123456789abcdef01234567') },
      { a: new Binary(Buffer.from([1, 2])) },
      { a: new Timestamp({ t: 5, i: 1 }) },
      { a: date(5) },
      { a: 20 },
      { a: new BSONRegExp('p', 'i') },
      { a: { x: 1, y: 2 } },
    ],
    cases: [
      [{ a: new ObjectId('0123456789abcdef01234567') }, [1]],
      [{ a: { $gt: new ObjectId('000000000000000000000000') } }, [1]],
      [{ a: new Binary(Buffer.from([1, 2])) }, [2]],
      [{ a: new Timestamp({ t: 5, i: 1 }) }, [3]],
      [{ a: { $lte: date(5) } }, [4]],
      [{ a: { $bitsAllSet: 4 } }, [5]],
      [{ a: { $bitsAnySet: [0, 2] } }, [2, 5]],
      [{ a: { $bitsAllClear: 3 } }, [5]],
      [{ a: new BSONRegExp('p', 'i') }, [6]],
      [{ a: { x: 1, y: 2 } }, [7]],
      [{ a: { y: 2, x: 1 } }, []],
      [{ a: { $gt: { x: 1 } } }, [7]],
      [{ a: { $type: 'objectId' } }, [1]],
      [{ a: { $type: 'regex' } }, [6]],
    ],
  },
];

for (const { name, docs, cases } of tables) {
  describe(name, () => {
    for (const indexed of [false, true]) {
      test.each(cases)(`%o ${indexed ? 'with an index' : 'without an index'}`, async (filter, ids) => {
        const collection = server.db.collection<{ _id: number }>(`q_${name.replace(/\W/g, '_')}_${indexed}`);
        if ((await collection.estimatedDocumentCount()) === 0) {
          if (indexed) {
            await collection.createIndex({ a: 1 });
            await collection.createIndex({ 'a.b': -1 });
          }
          await collection.insertMany(docs.map((doc, i) => ({ ...doc, _id: i + 1 })));
        }
        const found = await collection.find(filter).toArray();
        expect(found.map(({ _id }) => _id).sort((x, y) => x - y)).toEqual(ids);
        expect(await collection.countDocuments(filter)).toBe(ids.length);
      });
    }
  });
}

test.each<[Document, number]>([
  [{ a: { $bad: 1 } }, 2],
  [{ $bad: 1 }, 2],
  [{ a: { $in: 1 } }, 2],
  [{ $and: [] }, 2],
  [{ $or: {} }, 2],
  [{ $or: [1] }, 2],
  [{ a: { $size: -1 } }, 9],
  [{ a: { $size: 'x' } }, 9],
  [{ a: { $mod: [0, 1] } }, 2],
  [{ a: { $mod: [1] } }, 2],
  [{ a: { $elemMatch: 1 } }, 2],
  [{ a: { $type: 'nope' } }, 2],
  [{ a: { $type: 99 } }, 2],
  [{ a: { $regex: '(' } }, 51091],
  [{ a: { $regex: 'a', $options: 'q' } }, 51108],
  [{ a: { $options: 'i' } }, 2],
  [{ a: { $not: 1 } }, 2],
  [{ a: { $ne: /x/ } }, 2],
  [{ a: { $gt: /x/ } }, 2],
  [{ a: { $gt: 1, b: 1 } }, 2],
  [{ $expr: { $nope: 1 } }, 168],
])('the filter %o is refused with code %i', async (filter, code) => {
  expect(await codeOf(server.db.collection('refused').find(filter).toArray())).toBe(code);
});

test('sorts by the order of BSON types, missing fields as null', async () => {
  const collection = server.db.collection<{ _id: number; a?: unknown }>('types');
  const values = [
    new MaxKey(),
    new BSONRegExp('x'),
    new Timestamp({ t: 1, i: 1 }),
    date(0),
    true,
    false,
    new ObjectId(),
    new Binary(Buffer.from('b')),
    { x: 1 },
    'text',
    'Text',
    7,
    Long.fromNumber(-5),
    new Double(0.5),
    null,
    new MinKey(),
  ];
  await collection.insertMany(values.map((a, i) => ({ _id: i, a })));
  await collection.insertOne({ _id: 99 });
  const ascending = [15, 14, 99, 12, 13, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0];
  const ids = async (direction: 1 | -1) =>
    (await collection.find().sort({ a: direction, _id: 1 }).toArray()).map(({ _id }) => _id);
  expect(await ids(1)).toEqual(ascending);
  await collection.createIndex({ a: 1, _id: 1 });
  expect(await ids(1)).toEqual(ascending);
  const descending = [...ascending].reverse();
  [descending[14], descending[15]] = [14, 99];
  expect(await ids(-1)).toEqual(descending);
});

test('sorts arrays by their least element, or their greatest when descending', async () => {
  const collection = server.db.collection<{ _id: number; a: unknown }>('arrays');
  await collection.insertMany([
    { _id: 1, a: [5, 1] },
    { _id: 2, a: [3] },
    { _id: 3, a: [] },
    { _id: 4, a: 4 },
    { _id: 5, a: [2, 9] },
  ]);
  const ids = async (direction: 1 | -1) =>
    (await collection.find().sort({ a: direction }).toArray()).map(({ _id }) => _id);
  const check = async () => {
    expect(await ids(1)).toEqual([3, 1, 5, 2, 4]);
    expect(await ids(-1)).toEqual([5, 1, 4, 2, 3]);
  };
  await check();
  await collection.createIndex({ a: 1 });
  await check();
});

test('a number in the path of a sort or an index is a position', async () => {
  const collection = server.db.collection<{ _id: number; a: unknown }>('positions');
  await collection.insertMany([
    { _id: 1, a: [{ x: 3 }, { x: 1 }] },
    { _id: 2, a: [{ x: 2 }, { x: 9 }] },
    { _id: 3, a: [[5], 4] },
  ]);
  const check = async () => {
    const sorted = await collection
      .find({ _id: { $lt: 3 } })
      .sort({ 'a.0.x': 1 })
      .toArray();
    expect(sorted.map(({ _id }) => _id)).toEqual([2, 1]);
    expect(await collection.distinct('_id', { 'a.1.x': { $gt: 5 } })).toEqual([2]);
  };
  await check();
  await collection.createIndex({ 'a.0.x': 1 });
  await collection.createIndex({ 'a.1.x': 1 });
  await check();
  expect(await codeOf(collection.insertOne({ _id: 4, a: [{ 0: { x: 1 } }] }))).toBe(16746);
});

test('compares strings by their bytes in UTF-8, also beyond the basic plane', async () => {
  const collection = server.db.collection<{ _id: number; a: string }>('utf8');
  await collection.insertMany([
    { _id: 1, a: '\u{1f600}' },
    { _id: 2, a: '\uff5e' },
    { _id: 3, a: 'z' },
    { _id: 4, a: 'a\0b' },
    { _id: 5, a: 'a' },
  ]);
  const ids = async () => (await collection.find().sort({ a: 1 }).toArray()).map(({ _id }) => _id);
  expect(await ids()).toEqual([5, 4, 3, 2, 1]);
  await collection.createIndex({ a: 1 });
  expect(await ids()).toEqual([5, 4, 3, 2, 1]);
  await collection.dropIndexes();
  await collection.createIndex({ a: -1 });
  expect(await ids()).toEqual([5, 4, 3, 2, 1]);
});

test('skip, limit and natural order', async () => {
  const collection = server.db.collection<{ _id: number }>('paging');
  await collection.insertMany([5, 3, 1, 4, 2].map((_id) => ({ _id })));
  const ids = async (cursor: ReturnType<typeof collection.find>) =>
    (await cursor.toArray()).map(({ _id }) => _id);
  expect(await ids(collection.find())).toEqual([5, 3, 1, 4, 2]);
  expect(await ids(collection.find().sort({ $natural: -1 }))).toEqual([2, 4, 1, 3, 5]);
  expect(await ids(collection.find().sort({ _id: 1 }).skip(1).limit(2))).toEqual([2, 3]);
  expect(await ids(collection.find().sort({ _id: -1 }).skip(4).limit(20))).toEqual([1]);
  expect(await ids(collection.find().limit(-2))).toEqual([5, 3]);
});
