import type { Collection, Document, MongoServerError } from 'mongodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { codeOf, startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let docs: Collection<Document>;
beforeAll(async () => {
  server = await startServer();
  docs = server.db.collection('docs');
});
beforeEach(async () => {
  await docs.drop();
});
afterAll(() => server.close());

describe('management', () => {
  test('create, list, drop', async () => {
    expect(await docs.createIndex({ a: 1, b: -1 })).toBe('a_1_b_-1');
    expect(await docs.createIndex({ a: 1, b: -1 })).toBe('a_1_b_-1');
    await docs.createIndex({ c: 1 }, { unique: true, sparse: true, name: 'see' });
    expect(await docs.listIndexes().toArray()).toEqual([
      { v: 2, key: { _id: 1 }, name: '_id_' },
      { v: 2, key: { a: 1, b: -1 }, name: 'a_1_b_-1' },
      { v: 2, key: { c: 1 }, name: 'see', unique: true, sparse: true },
    ]);
    await docs.dropIndex('see');
    expect(await codeOf(docs.dropIndex('see'))).toBe(27);
    expect(await codeOf(docs.dropIndex('_id_'))).toBe(72);
    await docs.dropIndexes();
    expect(await docs.listIndexes().toArray()).toHaveLength(1);
    expect(await codeOf(server.db.collection('none').listIndexes().toArray())).toBe(26);
  });

  test.each<[string, Document, Document, number]>([
    ['other options, same name', { a: 1 }, { unique: true }, 86],
    ['other key, same name', { b: 1 }, { name: 'a_1' }, 86],
    ['other name, same key', { a: 1 }, { name: 'other' }, 85],
    ['text', { a: 'text' }, {}, 67],
    ['2dsphere', { a: '2dsphere' }, {}, 67],
    ['hashed', { a: 'hashed' }, {}, 67],
    ['wildcard', { '$**': 1 }, {}, 67],
    ['zero', { a: 0 }, { name: 'zero' }, 67],
    ['partial and sparse', { b: 1 }, { sparse: true, partialFilterExpression: { a: 1 } }, 67],
    ['partial with $ne', { b: 1 }, { partialFilterExpression: { a: { $ne: 1 } } }, 67],
    ['expiry of two fields', { b: 1, c: 1 }, { expireAfterSeconds: 1 }, 67],
  ])('%s is refused', async (_name, key, options, code) => {
    await docs.createIndex({ a: 1 });
    expect(await codeOf(docs.createIndex(key as never, options))).toBe(code);
  });
});

describe('unique', () => {
  test('refuses duplicates on insert, update and creation', async () => {
    await docs.createIndex({ a: 1 }, { unique: true });
    await docs.insertMany([
      { _id: 1, a: 1 },
      { _id: 2, a: 2 },
    ] as never[]);
    expect(await codeOf(docs.insertOne({ a: 1 }))).toBe(11000);
    const error = await docs.updateOne({ _id: 2 as never }, { $set: { a: 1 } }).then(
      () => undefined,
      (reason: MongoServerError) => reason,
    );
    expect(error?.keyValue).toEqual({ a: 1 });
    expect(await docs.findOne({ _id: 2 as never })).toEqual({ _id: 2, a: 2 });
    await docs.dropIndexes();
    await docs.insertOne({ a: 1 });
    expect(await codeOf(docs.createIndex({ a: 1 }, { unique: true }))).toBe(11000);
    expect(await docs.listIndexes().toArray()).toHaveLength(1);
  });

  test('null finds missing fields and nothing that is empty', async () => {
    await docs.createIndex({ a: 1, b: -1 });
    await docs.insertMany([{ b: 1 }, { a: null, b: 2 }, { a: 1, b: 3 }, { a: 'x', b: 4 }]);
    const found = () => docs.find({ a: { $in: [null, 'x'] } }, { hint: 'a_1_b_-1' }).sort({ b: -1 });
    expect((await found().toArray()).map(({ b }) => b)).toEqual([4, 2, 1]);
    await docs.insertMany([
      { a: [], b: 5 },
      { a: [null], b: 6 },
      { a: [1], b: 7 },
    ]);
    expect((await found().toArray()).map(({ b }) => b)).toEqual([6, 4, 2, 1]);
    expect(await docs.countDocuments({ a: null }, { hint: 'a_1_b_-1' })).toBe(3);
  });

  test('missing counts as null, unless sparse', async () => {
    await docs.createIndex({ a: 1 }, { unique: true });
    await docs.insertOne({});
    expect(await codeOf(docs.insertOne({}))).toBe(11000);
    await docs.drop();
    await docs.createIndex({ a: 1 }, { unique: true, sparse: true });
    await docs.insertMany([{}, {}]);
    expect(await docs.countDocuments({ a: null })).toBe(2);
    expect(await docs.find().sort({ a: 1 }).toArray()).toHaveLength(2);
  });

  test('arrays: no two documents share an element, one document may repeat it', async () => {
    await docs.createIndex({ a: 1 }, { unique: true });
    await docs.insertOne({ a: [1, 2, 2] });
    expect(await codeOf(docs.insertOne({ a: [3, 2] }))).toBe(11000);
    expect(await docs.countDocuments()).toBe(1);
    await docs.insertOne({ a: [3] });
  });

  test('partial: only documents that satisfy the filter', async () => {
    await docs.createIndex(
      { c: 1, id: 1 },
      { unique: true, partialFilterExpression: { id: { $exists: true } } },
    );
    await docs.insertMany([{ c: 1 }, { c: 1 }, { c: 1, id: 'x' }]);
    expect(await codeOf(docs.insertOne({ c: 1, id: 'x' }))).toBe(11000);
    await docs.insertOne({ c: 2, id: 'x' });
    expect(await docs.countDocuments({ c: 1 })).toBe(3);
    expect(await docs.countDocuments({ c: 1, id: 'x' })).toBe(1);
    await docs.updateOne({ c: 1, id: 'x' }, { $unset: { id: '' } });
    await docs.insertOne({ c: 1, id: 'x' });
  });

  test('a failed update of many leaves each document whole', async () => {
    await docs.createIndex({ a: 1 }, { unique: true });
    await docs.createIndex({ b: 1 });
    await docs.insertMany([
      { _id: 1, a: 1, b: 1 },
      { _id: 2, a: 2, b: 1 },
    ] as never[]);
    expect(await codeOf(docs.updateMany({}, { $set: { a: 5, b: 2 } }))).toBe(11000);
    expect(await docs.find({ b: 2 }).toArray()).toEqual([{ _id: 1, a: 5, b: 2 }]);
    expect(await docs.find({ b: 1 }).toArray()).toEqual([{ _id: 2, a: 2, b: 1 }]);
  });
});

describe('collation', () => {
  const en = { locale: 'en', strength: 2 };

  test('compares and sorts as the locale says', async () => {
    await docs.insertMany(['b', 'A', 'a', 'B', 'á'].map((a, i) => ({ _id: i, a })) as never[]);
    expect(await docs.countDocuments({ a: 'a' }, { collation: en })).toBe(2);
    expect(await docs.countDocuments({ a: 'a' }, { collation: { locale: 'en', strength: 1 } })).toBe(3);
    expect(
      await docs
        .find({}, { collation: { locale: 'en' } })
        .sort({ a: 1 })
        .map(({ a }) => a)
        .toArray(),
    ).toEqual(['a', 'A', 'á', 'b', 'B']);
    expect(await docs.distinct('a', {}, { collation: en })).toHaveLength(3);
    const numeric = { locale: 'en', numericOrdering: true };
    await docs.insertMany([{ n: 'x10' }, { n: 'x9' }]);
    expect(
      await docs
        .find({ n: { $exists: true } }, { collation: numeric })
        .sort({ n: 1 })
        .map(({ n }) => n)
        .toArray(),
    ).toEqual(['x9', 'x10']);
  });

  test('a unique index ignores case, and serves equality', async () => {
    await docs.createIndex({ a: 1 }, { unique: true, collation: en });
    await docs.insertOne({ a: 'Straße' });
    expect(await codeOf(docs.insertOne({ a: 'STRAßE' }))).toBe(11000);
    await docs.insertOne({ a: 'strase' });
    expect(await docs.find({ a: 'STRASE' }, { collation: en }).toArray()).toHaveLength(1);
    expect(await docs.find({ a: 'STRASE' }).toArray()).toHaveLength(0);
  });

  test('an index finds letters that are equal to two others', async () => {
    const base = { locale: 'en', strength: 1 };
    await docs.createIndex({ a: 1 }, { collation: base });
    await docs.insertMany(['Æsir', 'aesir', 'Ørsted', 'カナ'].map((a) => ({ a })));
    expect(await docs.countDocuments({ a: 'aesir' }, { collation: base })).toBe(2);
    expect(await docs.countDocuments({ a: 'orsted' }, { collation: base })).toBe(1);
    expect(await docs.countDocuments({ a: 'かな' }, { collation: base })).toBe(1);
  });

  test('a collection may have a default', async () => {
    const folded = await server.db.createCollection('folded', { collation: en });
    await folded.insertOne({ a: 'X' });
    expect(await folded.countDocuments({ a: 'x' })).toBe(1);
    expect(await folded.countDocuments({ a: 'x' }, { collation: { locale: 'simple' } })).toBe(0);
  });
});

describe('bounds on arrays', () => {
  const array = [
    { x: 5, y: 2 },
    { x: 3, y: 9 },
  ];
  const boundFields = async (filter: Document): Promise<string[]> => {
    const { winningPlan } = (await docs.find(filter).explain('queryPlanner')).queryPlanner;
    const bounds = winningPlan.inputStage.indexBounds as Record<string, string[]>;
    return Object.keys(bounds).filter((field) => bounds[field]?.[0] !== '[MinKey, MaxKey]');
  };

  test('two predicates may match different elements of one array', async () => {
    await docs.createIndex({ 'a.x': 1, 'a.y': 1 });
    await docs.insertOne({ a: array });
    const filter = { 'a.x': 3, 'a.y': 2 };
    expect(await docs.countDocuments(filter)).toBe(1);
    expect((await docs.updateMany(filter, { $set: { b: 1 } })).matchedCount).toBe(1);
    const elements = { $all: [{ $elemMatch: { x: 3 } }, { $elemMatch: { y: 2 } }] };
    expect(await docs.findOneAndUpdate({ a: elements }, { $set: { b: 2 } })).not.toBeNull();
    expect((await docs.deleteMany(filter)).deletedCount).toBe(1);
  });

  test('one $elemMatch binds both fields', async () => {
    await docs.createIndex({ 'a.x': 1, 'a.y': 1 });
    await docs.insertOne({ a: array });
    const filter = { a: { $elemMatch: { x: 3, y: 9 } } };
    expect(await docs.countDocuments(filter)).toBe(1);
    expect(await docs.countDocuments({ a: { $elemMatch: { x: 3, y: 2 } } })).toBe(0);
    expect(await boundFields(filter)).toEqual(['a.x', 'a.y']);
    expect(await boundFields({ 'a.x': 3, 'a.y': 9 })).toEqual(['a.x']);
  });

  test('arrays that the two paths do not share leave both bounds', async () => {
    await docs.createIndex({ 'a.x': 1, 'b.y': 1 });
    await docs.insertMany([
      { a: array, b: { y: 1 } },
      { a: { x: 3 }, b: [{ y: 1 }, { y: 2 }] },
    ]);
    expect(await boundFields({ 'a.x': 3, 'b.y': 1 })).toEqual(['a.x', 'b.y']);
    expect(await docs.countDocuments({ 'a.x': 3, 'b.y': 1 })).toBe(2);
  });

  test('a positional path is also missing in elements without such a field', async () => {
    await docs.createIndex({ 'a.0': 1 });
    await docs.insertOne({ a: [{ x: 1 }] });
    expect(await docs.countDocuments({ 'a.0': null })).toBe(
      await docs.countDocuments({ 'a.0': null }, { hint: { $natural: 1 } }),
    );
  });

  test('elements of nested arrays have no separate keys', async () => {
    await docs.createIndex({ a: 1 });
    await docs.insertOne({ a: [[1], [2]] });
    expect(await docs.countDocuments({ a: { $elemMatch: { $elemMatch: { $eq: 1 } } } })).toBe(1);
  });

  test('a partial index holds no NaN below its bound', async () => {
    await docs.createIndex({ a: 1 }, { partialFilterExpression: { a: { $lt: 5 } } });
    await docs.insertOne({ a: Number.NaN });
    expect(await docs.countDocuments({ a: { $lte: Number.NaN } })).toBe(1);
  });

  test.each([
    ['with an index', true],
    ['without an index', false],
  ])('the fields of a sort take their values from one element, %s', async (_name, indexed) => {
    if (indexed) await docs.createIndex({ 'a.x': 1, 'a.y': 1 });
    await docs.insertMany([
      {
        _id: 1,
        a: [
          { x: 1, y: 9 },
          { x: 2, y: 0 },
        ],
      },
      { _id: 2, a: [{ x: 1, y: 5 }] },
    ] as never[]);
    const sorted = docs.find().sort({ 'a.x': 1, 'a.y': 1 });
    expect(await sorted.map(({ _id }) => _id).toArray()).toEqual([2, 1]);
  });
});

describe('plans', () => {
  interface Explained {
    stages: string[];
    keys: number;
    docs: number;
    returned: number;
  }

  const explain = async (cursor: ReturnType<typeof docs.find>): Promise<Explained> => {
    const { queryPlanner, executionStats: stats } = (await cursor.explain('executionStats')) as Document;
    const stages: string[] = [];
    for (let stage = queryPlanner.winningPlan; stage; stage = stage.inputStage) stages.push(stage.stage);
    return {
      stages,
      keys: stats.totalKeysExamined,
      docs: stats.totalDocsExamined,
      returned: stats.nReturned,
    };
  };

  beforeEach(async () => {
    await docs.createIndexes([
      { key: { c: 1, seq: -1 } },
      { key: { c: 1, version: 1 } },
      { key: { 'members.id': 1, at: -1 } },
      { key: { name: 1 }, unique: true, sparse: true },
    ]);
    await docs.insertMany(
      Array.from({ length: 1000 }, (_, i) => ({
        c: `c${i % 10}`,
        seq: i,
        version: i * 2,
        at: i,
        name: `n${String(i).padStart(4, '0')}`,
        members: [{ id: `u${i % 7}` }, { id: `u${(i + 1) % 7}` }],
      })),
    );
  });

  test
    .runIf(!process.env.MONGODB_URI)
    .each<[string, Document, Document | undefined, number, string[], number]>([
      [
        'range and order of one index',
        { c: 'c3', seq: { $lt: 500 } },
        { seq: -1 },
        50,
        ['LIMIT', 'FETCH', 'IXSCAN'],
        50,
      ],
      [
        'the other direction',
        { c: 'c3', seq: { $lt: 500 } },
        { seq: 1 },
        50,
        ['LIMIT', 'FETCH', 'IXSCAN'],
        50,
      ],
      [
        'greater than',
        { c: 'c3', version: { $gt: 1000 } },
        { version: 1 },
        20,
        ['LIMIT', 'FETCH', 'IXSCAN'],
        20,
      ],
      [
        'multikey equality, then order',
        { 'members.id': 'u1' },
        { at: -1 },
        10,
        ['LIMIT', 'FETCH', 'IXSCAN'],
        10,
      ],
      ['order alone', {}, { name: 1 }, 5, ['LIMIT', 'SORT', 'COLLSCAN'], 0],
      [
        'prefix range and order',
        { name: { $gte: 'n05', $lt: 'n06' } },
        { name: 1 },
        100,
        ['LIMIT', 'FETCH', 'IXSCAN'],
        100,
      ],
      ['anchored pattern', { name: /^n051/ }, { name: -1 }, 100, ['LIMIT', 'FETCH', 'IXSCAN'], 10],
      [
        '$in merges in order',
        { c: { $in: ['c1', 'c2'] } },
        { seq: -1 },
        10,
        ['LIMIT', 'FETCH', 'SORT_MERGE', 'IXSCAN'],
        // Of each range one key, then two, then four.
        14,
      ],
      [
        '$in merges ranges in order',
        { c: { $in: ['c1', 'c2'] }, seq: { $lt: 500 } },
        { seq: -1 },
        10,
        ['LIMIT', 'FETCH', 'SORT_MERGE', 'IXSCAN'],
        // Of each range one key, then two, then four.
        14,
      ],
      ['by _id', { _id: 'x' }, undefined, 1, ['LIMIT', 'FETCH', 'IXSCAN'], 0],
      ['no index', { seq: 5 }, undefined, 5, ['LIMIT', 'COLLSCAN'], 0],
      ['no order', { c: 'c1' }, { at: 1 }, 5, ['LIMIT', 'SORT', 'FETCH', 'IXSCAN'], 100],
    ])('%s', async (_name, filter, sort, limit, stages, keys) => {
    let cursor = docs.find(filter).limit(limit);
    if (sort) cursor = cursor.sort(sort);
    const plan = await explain(cursor);
    expect(plan.stages).toEqual(stages);
    expect(plan.keys).toBe(keys);
  });

  test.runIf(!process.env.MONGODB_URI)('a merge reads only the documents that it returns', async () => {
    const c = { $in: Array.from({ length: 10 }, (_, i) => `c${i}`) };
    const plan = await explain(docs.find({ c }).sort({ seq: -1 }).limit(20));
    expect(plan).toMatchObject({ docs: 20, returned: 20 });
    expect(plan.keys).toBeLessThanOrEqual(10 + 2 * 20);
  });

  test.runIf(!process.env.MONGODB_URI)(
    'lists of many values use the index and skip what it does not hold',
    async () => {
      const seq = { $in: Array.from({ length: 5000 }, (_, i) => i * 100 + 3) };
      const plan = await explain(docs.find({ c: { $in: ['a', 'c3', 'c5', 'z'] }, seq }));
      expect(plan.stages).toEqual(['FETCH', 'IXSCAN']);
      expect(plan.returned).toBe(10);
      expect(plan.keys).toBeLessThan(50);
    },
  );

  test.runIf(!process.env.MONGODB_URI)('comparisons of $expr with constants use the index', async () => {
    const { length } = await docs.find({ c: 'c3', version: { $gte: 1900 } }).toArray();
    const $and = [{ $eq: ['$c', 'c3'] }, { $lte: [1900, '$version'] }];
    const plan = await explain(docs.find({ $expr: { $and } }));
    expect(plan).toMatchObject({ stages: ['FETCH', 'IXSCAN'], keys: length, returned: length });
    const [, lookup] = await docs
      .aggregate([
        { $limit: 2 },
        {
          $lookup: {
            from: 'docs',
            let: { c: '$c', seq: '$seq' },
            pipeline: [{ $match: { $expr: { $and: [{ $eq: ['$c', '$$c'] }, { $gt: ['$seq', '$$seq'] }] } } }],
            as: 'later',
          },
        },
      ])
      .toArray();
    expect(lookup?.later).toHaveLength(99);
  });

  test('an $expr does not confuse null, missing fields and arrays', async () => {
    await docs.deleteMany({});
    await docs.insertMany([{ c: null }, {}, { c: 'x' }, { c: ['x'] }]);
    expect(await docs.countDocuments({ $expr: { $eq: ['$c', null] } })).toBe(1);
    expect(await docs.countDocuments({ $expr: { $eq: ['$c', 'x'] } })).toBe(1);
    expect(await docs.countDocuments({ $expr: { $lt: ['$c', 'y'] } })).toBe(3);
  });

  test.runIf(!process.env.MONGODB_URI)('a covered projection reads no document', async () => {
    const cursor = () =>
      docs
        .find({ c: 'c1', version: { $gte: 0 } })
        .sort({ version: 1 })
        .limit(5)
        .project({ version: 1, c: 1, _id: 0 });
    const plan = await explain(cursor() as never);
    expect(plan).toEqual({
      stages: ['PROJECTION_COVERED', 'LIMIT', 'IXSCAN'],
      keys: 5,
      docs: 0,
      returned: 5,
    });
    expect(await cursor().toArray()).toEqual([1, 11, 21, 31, 41].map((i) => ({ c: 'c1', version: i * 2 })));
  });

  test.runIf(!process.env.MONGODB_URI)(
    'so does one of an index over arrays, and finds each document once',
    async () => {
      const words = docs.db.collection<{ _id: number; c: string; words: string[] }>('words');
      await words.createIndex({ c: 1, words: 1, _id: -1 });
      await words.insertMany(
        Array.from({ length: 20 }, (_, _id) => ({ _id, c: 'c1', words: ['see', 'seen', `w${_id}`] })),
      );
      const cursor = (projection: object) => words.find({ c: 'c1', words: /^see/ }, { projection });
      expect(await explain(cursor({ _id: 1 }) as never)).toMatchObject({ docs: 0, returned: 20 });
      expect(await cursor({ _id: 1 }).sort({ _id: 1 }).toArray()).toHaveLength(20);
      expect(await cursor({ _id: 1 }).limit(7).toArray()).toHaveLength(7);
      expect(await words.countDocuments({ c: 'c1', words: /^see/ })).toBe(20);
      // The array is in no key.
      const { stages } = await explain(cursor({ _id: 0, words: 1 }) as never);
      expect(stages).not.toContain('PROJECTION_COVERED');
      expect((await cursor({ _id: 0, words: 1 }).toArray())[0]?.words).toHaveLength(3);
    },
  );

  test('hints are obeyed', async () => {
    expect(await docs.find({ c: 'c1' }).hint({ c: 1, version: 1 }).limit(1).toArray()).toMatchObject([
      { version: 2 },
    ]);
    expect(await docs.find({ c: 'c1' }).hint({ $natural: 1 }).toArray()).toHaveLength(100);
    expect(await docs.countDocuments({ c: 'c1' }, { hint: 'c_1_seq_-1' })).toBe(100);
  });

  test('a descending index holds the least of each kind', async () => {
    const least = docs.db.collection<{ _id: string; v: unknown }>('least');
    await least.createIndex({ v: -1, w: 1 });
    const values = { text: '', number: Number.NEGATIVE_INFINITY, date: new Date(-8.64e15) };
    await least.insertMany(Object.entries(values).map(([_id, v]) => ({ _id, v })));
    const below = async (v: unknown) => (await least.find({ v: { $lt: v } }).toArray()).map(({ _id }) => _id);
    expect(await below('z')).toEqual(['text']);
    expect(await below(0)).toEqual(['number']);
    expect(await below(new Date(0))).toEqual(['date']);
  });
});
