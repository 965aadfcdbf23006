// biome-ignore-all lint/suspicious/noThenProperty: $cond and $switch spell it so
import { type Collection, Decimal128, type Document, Double, Long, ObjectId } from 'mongodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { codeOf, startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let docs: Collection<Document>;
beforeAll(async () => {
  server = await startServer({ promoteLongs: true });
  docs = server.db.collection('docs');
  await docs.insertMany([
    { _id: 1, g: 'a', n: 1, l: [1, 2], o: { x: 1 } },
    { _id: 2, g: 'b', n: 2, l: [3] },
    { _id: 3, g: 'a', n: 3, l: [] },
    { _id: 4, g: 'c', n: 4 },
  ] as never[]);
});
afterAll(() => server.close());

const moment = new Date('2024-02-29T13:45:30.123Z');

/** expression, value; `undefined` is a missing result. */
const expressions: [unknown, unknown][] = [
  [{ $add: [1, 2, 3.5] }, 6.5],
  [{ $add: [moment, 1000] }, new Date(moment.getTime() + 1000)],
  [{ $add: [1, null] }, null],
  [{ $add: ['$missing', 1] }, null],
  [{ $subtract: [5, 8] }, -3],
  [{ $subtract: [moment, 123] }, new Date('2024-02-29T13:45:30.000Z')],
  [{ $multiply: [2, 3, 4] }, 24],
  [{ $divide: [7, 2] }, 3.5],
  [{ $mod: [-7, 3] }, -1],
  [{ $abs: -4 }, 4],
  [{ $ceil: 1.2 }, 2],
  [{ $floor: -1.2 }, -2],
  [{ $round: 2.5 }, 2],
  [{ $round: [1234.567, -2] }, 1200],
  [{ $trunc: [-1.59, 1] }, -1.5],
  [{ $sqrt: 16 }, 4],
  [{ $pow: [2, 10] }, 1024],
  [{ $exp: 0 }, 1],
  [{ $log: [8, 2] }, 3],
  [{ $log10: 1000 }, 3],
  [{ $bitAnd: [12, 10] }, 8],
  [{ $bitNot: 0 }, -1],
  [{ $cmp: ['a', 'b'] }, -1],
  [{ $eq: ['$missing', null] }, false],
  [{ $gt: ['x', 5] }, true],
  [{ $and: [1, 'x', []] }, true],
  [{ $or: [0, null, ''] }, true],
  [{ $not: [0] }, true],
  [{ $cond: [{ $lt: [1, 2] }, 'yes', 'no'] }, 'yes'],
  [{ $cond: { if: false, then: 1, else: 2 } }, 2],
  [{ $ifNull: ['$missing', null, 'last'] }, 'last'],
  [
    {
      $switch: {
        branches: [
          { case: false, then: 1 },
          { case: true, then: 2 },
        ],
        default: 3,
      },
    },
    2,
  ],
  [{ $concat: ['a', 'b', 'c'] }, 'abc'],
  [{ $concat: ['a', null] }, null],
  [{ $toUpper: 'abcé' }, 'ABCé'],
  [{ $substrCP: ['héllo', 1, 3] }, 'éll'],
  [{ $substrBytes: ['hello', 1, 3] }, 'ell'],
  [{ $strLenCP: 'é😀' }, 2],
  [{ $strLenBytes: 'é😀' }, 6],
  [{ $indexOfCP: ['cafétéria', 't'] }, 4],
  [{ $indexOfBytes: ['cafétéria', 't'] }, 5],
  [{ $split: ['a-b-c', '-'] }, ['a', 'b', 'c']],
  [{ $trim: { input: '  x ' } }, 'x'],
  [{ $ltrim: { input: 'xxay', chars: 'x' } }, 'ay'],
  [{ $strcasecmp: ['ABC', 'abd'] }, -1],
  [{ $replaceOne: { input: 'a.a', find: 'a', replacement: { $literal: '$&' } } }, '$&.a'],
  [{ $replaceAll: { input: 'a.a', find: 'a', replacement: 'b' } }, 'b.b'],
  [{ $regexMatch: { input: 'Hello', regex: '^he', options: 'i' } }, true],
  [{ $regexFind: { input: 'xaby', regex: /a(b)/ } }, { match: 'ab', idx: 1, captures: ['b'] }],
  [
    { $regexFindAll: { input: 'a1b2', regex: /[0-9]/ } },
    [
      { match: '1', idx: 1, captures: [] },
      { match: '2', idx: 3, captures: [] },
    ],
  ],
  [{ $arrayElemAt: [[1, 2, 3], -1] }, 3],
  [{ $arrayElemAt: [[1], 5] }, undefined],
  [{ $first: [[1, 2]] }, 1],
  [{ $last: '$l' }, 2],
  [{ $concatArrays: [[1], [2, 3]] }, [1, 2, 3]],
  [{ $filter: { input: [1, 2, 3], as: 'e', cond: { $gt: ['$$e', 1] } } }, [2, 3]],
  [{ $filter: { input: [1, 2, 3], cond: { $gt: ['$$this', 0] }, limit: 2 } }, [1, 2]],
  [{ $map: { input: [1, 2], as: 'e', in: { $add: ['$$e', '$n'] } } }, [2, 3]],
  [{ $reduce: { input: [1, 2, 3], initialValue: 0, in: { $add: ['$$value', '$$this'] } } }, 6],
  [{ $let: { vars: { a: 1, b: '$n' }, in: { $add: ['$$a', '$$b'] } } }, 2],
  [{ $in: [2, '$l'] }, true],
  [{ $indexOfArray: [[1, 2, 1], 1, 1] }, 2],
  [{ $isArray: ['$l'] }, true],
  [{ $range: [0, 10, 3] }, [0, 3, 6, 9]],
  [{ $reverseArray: [[1, 2]] }, [2, 1]],
  [{ $size: '$l' }, 2],
  [{ $slice: [[1, 2, 3], 1, 1] }, [2]],
  [{ $slice: [[1, 2, 3], -2] }, [2, 3]],
  [
    { $zip: { inputs: [[1, 2], ['a']], useLongestLength: true, defaults: [0, 'z'] } },
    [
      [1, 'a'],
      [2, 'z'],
    ],
  ],
  [{ $sortArray: { input: [3, 1, 2], sortBy: -1 } }, [3, 2, 1]],
  [{ $maxN: { n: 2, input: [3, 1, null, 2] } }, [3, 2]],
  [
    {
      $arrayToObject: [
        [
          { k: 'a', v: 1 },
          { k: 'b', v: 2 },
        ],
      ],
    },
    { a: 1, b: 2 },
  ],
  [{ $objectToArray: { a: 1 } }, [{ k: 'a', v: 1 }]],
  [
    {
      $setUnion: [
        [2, 1],
        [3, 1],
      ],
    },
    [1, 2, 3],
  ],
  [
    {
      $setIntersection: [
        [1, 2, 2],
        [2, 3],
      ],
    },
    [2],
  ],
  [{ $setDifference: [[1, 2], [2]] }, [1]],
  [
    {
      $setEquals: [
        [1, 2],
        [2, 1, 1],
      ],
    },
    true,
  ],
  [{ $setIsSubset: [[1], [1, 2]] }, true],
  [{ $anyElementTrue: [[0, 1]] }, true],
  [{ $mergeObjects: [{ a: 1 }, null, { b: 2 }] }, { a: 1, b: 2 }],
  [{ $getField: 'g' }, 'a'],
  [
    {
      $getField: {
        field: { $literal: '$x' },
        input: { $setField: { field: { $literal: '$x' }, input: {}, value: 5 } },
      },
    },
    5,
  ],
  [{ $unsetField: { field: 'a', input: { a: 1, b: 2 } } }, { b: 2 }],
  [{ $literal: { $add: [1, 2] } }, { $add: [1, 2] }],
  [{ $type: '$missing' }, 'missing'],
  [{ $type: [[1]] }, 'array'],
  [{ $isNumber: 1 }, true],
  [{ $toString: 1.5 }, '1.5'],
  [{ $toString: moment }, '2024-02-29T13:45:30.123Z'],
  [{ $toInt: '42' }, 42],
  [{ $toInt: 3.9 }, 3],
  [{ $toBool: 0 }, false],
  [{ $toDouble: '1e3' }, 1000],
  [{ $toDate: 0.5 }, new Date(0)],
  [{ $toObjectId: '0123456789abcdef01234567' }, new ObjectId('0123456789abcdef01234567')],
  [{ $convert: { input: 'x', to: 'int', onError: 'bad' } }, 'bad'],
  [{ $convert: { input: null, to: 'int', onNull: 'none' } }, 'none'],
  [{ $year: moment }, 2024],
  [{ $dayOfYear: moment }, 60],
  [{ $dayOfWeek: moment }, 5],
  [{ $isoWeek: moment }, 9],
  [{ $hour: { date: moment, timezone: 'Europe/Berlin' } }, 14],
  [
    { $dateToString: { date: moment, format: '%Y-%m-%d %H:%M:%S.%L %j %z', timezone: '+02:00' } },
    '2024-02-29 15:45:30.123 060 +0200',
  ],
  [{ $dateFromString: { dateString: '2024-02-29T13:45:30.123Z' } }, moment],
  [
    { $dateFromString: { dateString: '29.02.2024', format: '%d.%m.%Y', timezone: 'America/New_York' } },
    new Date('2024-02-29T05:00:00Z'),
  ],
  [{ $dateFromParts: { year: 2024, month: 14, day: 1 } }, new Date('2025-02-01T00:00:00Z')],
  [
    { $dateToParts: { date: moment } },
    { year: 2024, month: 2, day: 29, hour: 13, minute: 45, second: 30, millisecond: 123 },
  ],
  [{ $dateAdd: { startDate: moment, unit: 'year', amount: 1 } }, new Date('2025-02-28T13:45:30.123Z')],
  [{ $dateDiff: { startDate: new Date('2023-12-31T23:00:00Z'), endDate: moment, unit: 'month' } }, 2],
  [{ $dateTrunc: { date: moment, unit: 'hour', binSize: 6 } }, new Date('2024-02-29T12:00:00Z')],
  [{ $sum: [1, 2, 'x'] }, 3],
  [{ $avg: '$l' }, 1.5],
  [{ $max: [[1, 5, 2]] }, 5],
  [{ $bsonSize: {} }, 5],
  ['$o.x', 1],
  ['$$ROOT.n', 1],
  ['$missing', undefined],
  [
    { a: '$n', b: ['$g', '$missing'] },
    { a: 1, b: ['a', null] },
  ],
];

test.each(expressions)('%o is %o', async (expression, expected) => {
  const [found] = await docs
    .aggregate([{ $match: { _id: 1 } }, { $replaceWith: { value: expression } }])
    .toArray();
  expect(found).toEqual(expected === undefined ? {} : { value: expected });
});

test('results keep their numeric types', async () => {
  const types = async (expression: unknown) => {
    const [found] = await docs
      .aggregate([{ $limit: 1 }, { $replaceWith: { type: { $type: expression } } }])
      .toArray();
    return found?.type;
  };
  expect(await types({ $add: [1, 2] })).toBe('int');
  expect(await types({ $add: [2147483647, 1] })).toBe('long');
  expect(await types({ $add: [1, new Double(1)] })).toBe('double');
  expect(await types({ $add: [1, Decimal128.fromString('1')] })).toBe('decimal');
  expect(await types({ $multiply: [Long.fromNumber(2), 2] })).toBe('long');
  expect(await types({ $divide: [4, 2] })).toBe('double');
  expect(await types({ $subtract: [moment, moment] })).toBe('long');
});

test.each<[unknown, number]>([
  [{ $divide: [1, 0] }, 2],
  [{ $nope: 1 }, 168],
  [{ $add: ['x'] }, 16554],
  [{ $concat: [1] }, 16702],
  [{ $size: 1 }, 17124],
  [{ $toInt: 'x' }, 241],
  [{ $arrayElemAt: [1, 1] }, 28689],
  [{ $switch: { branches: [{ case: false, then: 1 }] } }, 40066],
  [{ $subtract: [1] }, 16020],
  [{ $add: [1], $subtract: [1] }, 15983],
  ['$$undefined', 17276],
  ['$a.', 15998],
  [{ $toUpper: { $literal: [1] } }, 241],
])('%o is refused with code %i', async (expression, code) => {
  expect(
    await codeOf(docs.aggregate([{ $limit: 1 }, { $replaceWith: { value: expression } }]).toArray()),
  ).toBe(code);
});

const ids = (list: number[]) => list.map((_id) => ({ _id }));

/** Each pipeline runs on the four documents above. */
const pipelines: [string, Document[], Document[]][] = [
  [
    '$match, $sort, $skip, $limit',
    [
      { $match: { n: { $gt: 1 } } },
      { $sort: { n: -1 } },
      { $skip: 1 },
      { $limit: 1 },
      { $project: { _id: 1 } },
    ],
    ids([3]),
  ],
  ['$limit before $match', [{ $limit: 2 }, { $match: { g: 'a' } }, { $project: { _id: 1 } }], ids([1])],
  [
    '$limit, then $skip',
    [{ $sort: { _id: 1 } }, { $limit: 3 }, { $skip: 2 }, { $project: { _id: 1 } }],
    ids([3]),
  ],
  [
    '$group',
    [{ $group: { _id: '$g', n: { $sum: '$n' }, ids: { $push: '$_id' } } }, { $sort: { _id: 1 } }],
    [
      { _id: 'a', n: 4, ids: [1, 3] },
      { _id: 'b', n: 2, ids: [2] },
      { _id: 'c', n: 4, ids: [4] },
    ],
  ],
  [
    '$group of all',
    [
      {
        $group: {
          _id: null,
          n: { $avg: '$n' },
          first: { $first: '$g' },
          last: { $last: '$g' },
          set: { $addToSet: '$g' },
          c: { $count: {} },
        },
      },
      { $set: { set: { $size: '$set' } } },
    ],
    [{ _id: null, n: 2.5, first: 'a', last: 'c', set: 3, c: 4 }],
  ],
  [
    '$group with $top',
    [
      {
        $group: {
          _id: null,
          t: { $top: { sortBy: { n: -1 }, output: '$_id' } },
          f: { $firstN: { n: 2, input: '$n' } },
        },
      },
    ],
    [{ _id: null, t: 4, f: [1, 2] }],
  ],
  [
    '$unwind',
    [{ $unwind: '$l' }, { $project: { l: 1 } }],
    [
      { _id: 1, l: 1 },
      { _id: 1, l: 2 },
      { _id: 2, l: 3 },
    ],
  ],
  [
    '$unwind with options',
    [
      { $match: { _id: { $gte: 2 } } },
      { $unwind: { path: '$l', preserveNullAndEmptyArrays: true, includeArrayIndex: 'i' } },
      { $project: { l: 1, i: 1 } },
    ],
    [
      { _id: 2, l: 3, i: 0 },
      { _id: 3, i: null },
      { _id: 4, i: null },
    ],
  ],
  [
    '$addFields in depth',
    [{ $match: { _id: 1 } }, { $addFields: { 'o.y': '$n', 'l.z': 1 } }, { $project: { o: 1, l: 1 } }],
    [{ _id: 1, o: { x: 1, y: 1 }, l: [{ z: 1 }, { z: 1 }] }],
  ],
  ['$unset', [{ $match: { _id: 1 } }, { $unset: ['l', 'o.x', 'g'] }], [{ _id: 1, n: 1, o: {} }]],
  [
    '$project computes',
    [{ $match: { _id: 2 } }, { $project: { _id: 0, m: { $multiply: ['$n', 2] }, k: '$g' } }],
    [{ m: 4, k: 'b' }],
  ],
  ['$replaceRoot', [{ $match: { _id: 1 } }, { $replaceRoot: { newRoot: '$o' } }], [{ x: 1 }]],
  ['$count', [{ $match: { n: { $gte: 2 } } }, { $count: 'total' }], [{ total: 3 }]],
  ['$count of nothing', [{ $match: { n: 99 } }, { $count: 'total' }], []],
  ['$sortByCount', [{ $sortByCount: '$g' }, { $limit: 1 }], [{ _id: 'a', count: 2 }]],
  [
    '$bucket',
    [{ $bucket: { groupBy: '$n', boundaries: [1, 3], default: 'rest' } }],
    [
      { _id: 1, count: 2 },
      { _id: 'rest', count: 2 },
    ],
  ],
  [
    '$bucketAuto',
    [{ $bucketAuto: { groupBy: '$n', buckets: 2 } }],
    [
      { _id: { min: 1, max: 3 }, count: 2 },
      { _id: { min: 3, max: 4 }, count: 2 },
    ],
  ],
  [
    '$facet',
    [
      {
        $facet: { a: [{ $match: { g: 'a' } }, { $count: 'n' }], b: [{ $limit: 1 }, { $project: { n: 1 } }] },
      },
    ],
    [{ a: [{ n: 2 }], b: [{ _id: 1, n: 1 }] }],
  ],
  [
    '$lookup by fields',
    [
      { $match: { _id: 1 } },
      { $lookup: { from: 'docs', localField: 'l', foreignField: 'n', as: 'j' } },
      { $project: { j: '$j._id' } },
    ],
    [{ _id: 1, j: [1, 2] }],
  ],
  [
    '$lookup by pipeline',
    [
      { $match: { _id: 4 } },
      {
        $lookup: {
          from: 'docs',
          let: { n: '$n' },
          pipeline: [{ $match: { $expr: { $lt: ['$n', '$$n'] } } }, { $project: { _id: 1 } }],
          as: 'j',
        },
      },
      { $project: { j: 1 } },
    ],
    [{ _id: 4, j: ids([1, 2, 3]) }],
  ],
  [
    '$graphLookup',
    [
      { $match: { _id: 1 } },
      {
        $graphLookup: {
          from: 'docs',
          startWith: '$l',
          connectFromField: 'l',
          connectToField: '_id',
          as: 'r',
          maxDepth: 3,
        },
      },
      { $project: { r: { $sortArray: { input: '$r._id', sortBy: 1 } } } },
    ],
    [{ _id: 1, r: [1, 2, 3] }],
  ],
  [
    '$unionWith',
    [
      { $match: { _id: 1 } },
      { $unionWith: { coll: 'docs', pipeline: [{ $match: { _id: 2 } }] } },
      { $project: { _id: 1 } },
    ],
    ids([1, 2]),
  ],
  [
    '$redact',
    [{ $redact: { $cond: [{ $eq: ['$g', 'a'] }, '$$KEEP', '$$PRUNE'] } }, { $project: { _id: 1 } }],
    ids([1, 3]),
  ],
  [
    '$setWindowFields',
    [
      {
        $setWindowFields: {
          partitionBy: '$g',
          sortBy: { n: 1 },
          output: {
            sum: { $sum: '$n', window: { documents: ['unbounded', 'current'] } },
            rank: { $rank: {} },
          },
        },
      },
      { $match: { g: 'a' } },
      { $project: { sum: 1, rank: 1 } },
    ],
    [
      { _id: 1, sum: 1, rank: 1 },
      { _id: 3, sum: 4, rank: 2 },
    ],
  ],
  [
    'window functions',
    [
      {
        $setWindowFields: {
          sortBy: { n: 1 },
          output: {
            before: { $shift: { output: '$n', by: -1, default: 0 } },
            slope: { $derivative: { input: { $pow: ['$n', 2] } }, window: { documents: [-1, 0] } },
            area: { $integral: { input: '$n' }, window: { documents: ['unbounded', 'current'] } },
            ema: { $expMovingAvg: { input: '$n', alpha: 0.5 } },
            near: { $sum: '$n', window: { range: [-1, 1] } },
          },
        },
      },
      { $match: { _id: { $lte: 2 } } },
      { $project: { before: 1, slope: 1, area: 1, ema: 1, near: 1 } },
    ],
    [
      { _id: 1, before: 0, slope: null, area: 0, ema: 1, near: 3 },
      { _id: 2, before: 1, slope: 3, area: 1.5, ema: 1.5, near: 6 },
    ],
  ],
  [
    '$fill',
    [
      { $documents: [{ t: 1, a: 1, b: 1 }, { t: 2 }, { t: 4, a: 7, b: null, c: 1 }] },
      {
        $fill: {
          sortBy: { t: 1 },
          output: { a: { method: 'linear' }, b: { method: 'locf' }, c: { value: 0 } },
        },
      },
    ],
    [
      { t: 1, a: 1, b: 1, c: 0 },
      { t: 2, a: 3, b: 1, c: 0 },
      { t: 4, a: 7, b: 1, c: 1 },
    ],
  ],
  [
    '$densify',
    [
      {
        $documents: [
          { g: 'x', t: 1 },
          { g: 'x', t: 4 },
          { g: 'y', t: 2 },
        ],
      },
      { $densify: { field: 't', partitionByFields: ['g'], range: { step: 1, bounds: 'full' } } },
      { $group: { _id: '$g', t: { $push: '$t' } } },
      { $sort: { _id: 1 } },
    ],
    [
      { _id: 'x', t: [1, 2, 3, 4] },
      { _id: 'y', t: [1, 2, 3] },
    ],
  ],
  [
    '$median and $percentile',
    [
      {
        $group: {
          _id: null,
          m: { $median: { input: '$n', method: 'approximate' } },
          p: { $percentile: { input: '$n', p: [0.25, 1], method: 'approximate' } },
        },
      },
    ],
    [{ _id: null, m: 2, p: [1, 4] }],
  ],
];

test.each(pipelines)('%s', async (_name, pipeline, expected) => {
  const source = pipeline[0]?.$documents ? server.db : docs;
  expect(await source.aggregate(pipeline).toArray()).toEqual(expected);
});

test.each<[string, Document[], number]>([
  ['$group without _id', [{ $group: { n: { $sum: 1 } } }], 15955],
  ['unknown accumulator', [{ $group: { _id: 1, n: { $nope: 1 } } }], 15952],
  ['$limit 0', [{ $limit: 0 }], 15958],
  ['$unwind without dollar', [{ $unwind: 'l' }], 28818],
  ['$out in the middle', [{ $out: 'x' }, { $match: {} }], 40601],
  ['$documents in the middle', [{ $match: {} }, { $documents: [] }], 40602],
  ['$project mixes', [{ $project: { a: 1, b: 0 } }], 31254],
  ['empty $project', [{ $project: {} }], 51272],
  ['$replaceRoot to a number', [{ $replaceRoot: { newRoot: '$n' } }], 40228],
  ['$count of a path', [{ $count: 'a.b' }], 40160],
])('%s is refused', async (_name, pipeline, code) => {
  expect(await codeOf(docs.aggregate(pipeline).toArray())).toBe(code);
});

describe('$out and $merge', () => {
  test('$out replaces a collection and keeps its indexes', async () => {
    const target = server.db.collection('target');
    await target.insertOne({ old: true });
    await target.createIndex({ n: 1 }, { unique: true });
    await docs
      .aggregate([{ $match: { n: { $lte: 2 } } }, { $project: { n: 1 } }, { $out: 'target' }])
      .toArray();
    expect(await target.find().toArray()).toEqual([
      { _id: 1, n: 1 },
      { _id: 2, n: 2 },
    ]);
    expect(await target.indexes()).toHaveLength(2);
    expect(await codeOf(docs.aggregate([{ $project: { n: '1' } }, { $out: 'target' }]).toArray())).toBe(
      11000,
    );
    expect(await target.countDocuments()).toBe(2);
  });

  test('$merge', async () => {
    const target = server.db.collection<Document>('merged');
    await target.insertMany([{ _id: 1, kept: true }, { _id: 9 }] as never[]);
    const merge = (options: Document) =>
      docs
        .aggregate([
          { $match: { _id: { $lte: 2 } } },
          { $project: { n: 1 } },
          { $merge: { into: 'merged', ...options } },
        ])
        .toArray();
    expect(await merge({})).toEqual([]);
    expect(await target.find().sort({ _id: 1 }).toArray()).toEqual([
      { _id: 1, kept: true, n: 1 },
      { _id: 2, n: 2 },
      { _id: 9 },
    ]);
    await merge({ whenMatched: [{ $set: { n: { $add: ['$n', '$$new.n'] } } }] });
    expect(await target.findOne({ _id: 2 as never })).toEqual({ _id: 2, n: 4 });
    await merge({ whenMatched: 'replace', whenNotMatched: 'discard' });
    expect(await target.findOne({ _id: 1 as never })).toEqual({ _id: 1, n: 1 });
    expect(await codeOf(merge({ whenMatched: 'fail' }))).toBe(11000);
    expect(await codeOf(merge({ on: 'n' }))).toBe(51183);
  });
});

test('database-level pipelines', async () => {
  const made = await server.db
    .aggregate([{ $documents: [{ a: 1 }, { a: 2 }] }, { $match: { a: 2 } }])
    .toArray();
  expect(made).toEqual([{ a: 2 }]);
  const sessions = await server.client
    .db('admin')
    .aggregate([
      { $listLocalSessions: {} },
      { $limit: 1 },
      { $addFields: { dummy: 'x' } },
      { $project: { _id: 0, dummy: 1 } },
    ])
    .toArray();
  expect(sessions).toEqual([{ dummy: 'x' }]);
  const [stats] = await docs.aggregate([{ $collStats: { count: {} } }]).toArray();
  expect(stats).toMatchObject({ count: 4 });
  const [index] = await docs.aggregate([{ $indexStats: {} }]).toArray();
  expect(index).toMatchObject({ name: '_id_', key: { _id: 1 } });
});
