/** A `$lookup` by `_id` is answered in batches. With an empty pipeline it is answered one by one: both find the same. */
import { type Document, Double, Long } from 'mongodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
  const targets = [1, 2, 'a', 'A', null, { x: 1, y: 2 }, new Date(5), true, Long.fromNumber(2 ** 40)];
  // Not insertMany, which gives a document with a null id another one.
  await server.db.command({ insert: 'targets', documents: targets.map((_id, at) => ({ _id, at })) });
  const references = [
    1,
    new Double(2),
    'a',
    null,
    undefined,
    ['a', 1, 1],
    [],
    [['a']],
    [null],
    { x: 1, y: 2 },
    { y: 2, x: 1 },
    new Date(5),
    true,
    2 ** 40,
    'nothing',
    [2, 'A', 'nothing'],
  ];
  const docs = Array.from({ length: 300 }, (_, n) => {
    const reference = references[n % references.length];
    return { n, of: { reference, others: [{ reference }, { reference: 'A' }] } };
  });
  await server.db.collection('docs').insertMany(docs, { ignoreUndefined: true });
  await server.db.createCollection('view', {
    viewOn: 'targets',
    pipeline: [{ $project: { _id: { $mod: ['$at', 3] }, at: 1 } }],
  });
});
afterAll(() => server.close());

const joined = (from: string, localField: string, more: Document, collation?: Document) =>
  server.db
    .collection('docs')
    .aggregate(
      [
        { $sort: { n: 1 } },
        { $lookup: { from, localField, foreignField: '_id', as: 'of.found', ...more } },
        { $project: { n: 1, found: '$of.found' } },
      ],
      collation ? { collation: collation as never } : {},
    )
    .toArray();

test.each(['of.reference', 'of.others.reference', 'missing'])('by %s', async (localField) => {
  const batched = await joined('targets', localField, {});
  expect(batched).toHaveLength(300);
  expect(batched).toEqual(await joined('targets', localField, { pipeline: [] }));
});

test('finds what it should', async () => {
  const [one, two, , none] = await joined('targets', 'of.reference', {});
  expect([one?.found, two?.found]).toEqual([[{ _id: 1, at: 0 }], [{ _id: 2, at: 1 }]]);
  expect(none?.found).toEqual([{ _id: null, at: 4 }]);
});

test('under a collation', async () => {
  const collation = { locale: 'en', strength: 2 };
  const batched = await joined('targets', 'of.reference', {}, collation);
  expect(batched[2]?.found).toHaveLength(2);
  expect(batched).toEqual(await joined('targets', 'of.reference', { pipeline: [] }, collation));
});

test('in a view, whose ids are not unique, and in a collection that does not exist', async () => {
  const batched = await joined('view', 'of.reference', {});
  expect(batched[0]?.found).toHaveLength(3);
  expect(batched).toEqual(await joined('view', 'of.reference', { pipeline: [] }));
  expect((await joined('nowhere', 'of.reference', {}))[0]?.found).toEqual([]);
});
