import type { Document } from 'mongodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { codeOf, startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

const doc = { _id: 1, a: 1, b: { c: 2, d: 3 }, e: [{ f: 1, g: 2 }, { f: 3 }, 5], h: [1, 2, 3, 4] };

test.each<[Document, Document]>([
  [{}, doc],
  [{ a: 1 }, { _id: 1, a: 1 }],
  [{ a: 1, _id: 0 }, { a: 1 }],
  [{ _id: 1 }, { _id: 1 }],
  [{ _id: 0 }, { a: 1, b: doc.b, e: doc.e, h: doc.h }],
  [
    { e: 0, h: 0, b: 0 },
    { _id: 1, a: 1 },
  ],
  [{ 'b.c': 1 }, { _id: 1, b: { c: 2 } }],
  [{ b: { c: 1 } }, { _id: 1, b: { c: 2 } }],
  [
    { 'b.c': 0, e: 0, h: 0 },
    { _id: 1, a: 1, b: { d: 3 } },
  ],
  [{ 'e.f': 1 }, { _id: 1, e: [{ f: 1 }, { f: 3 }] }],
  [
    { 'e.f': 0, h: 0, b: 0 },
    { _id: 1, a: 1, e: [{ g: 2 }, {}, 5] },
  ],
  [{ 'a.x': 1 }, { _id: 1 }],
  [{ h: { $slice: 2 } }, { ...doc, h: [1, 2] }],
  [
    { h: { $slice: -1 }, a: 1 },
    { _id: 1, a: 1, h: [4] },
  ],
  [
    { h: { $slice: [1, 2] }, a: 1 },
    { _id: 1, a: 1, h: [2, 3] },
  ],
  [
    { h: { $slice: [-2, 1] }, a: 1 },
    { _id: 1, a: 1, h: [3] },
  ],
  [{ e: { $elemMatch: { f: 3 } } }, { _id: 1, e: [{ f: 3 }] }],
  [{ e: { $elemMatch: { f: 99 } } }, { _id: 1 }],
  [
    { a: 1, z: { $add: ['$a', '$b.c'] } },
    { _id: 1, a: 1, z: 3 },
  ],
  [{ a: '$b.d' }, { _id: 1, a: 3 }],
  [{ a: { $literal: 1 } }, { _id: 1, a: 1 }],
  [{ nope: 1 }, { _id: 1 }],
])('%o', async (projection, expected) => {
  const collection = server.db.collection<{ _id: number }>('projection');
  await collection.replaceOne({ _id: 1 }, doc, { upsert: true });
  const found = await collection.findOne({}, { projection });
  expect(found).toEqual(expected);
  // Inclusion keeps the order of the document, not of the projection.
  if (found)
    expect(Object.keys(found)).toEqual(Object.keys(expected).sort((x, y) => position(x) - position(y)));
});

const position = (field: string): number => [...Object.keys(doc), 'z'].indexOf(field);

test('the positional operator gives the element that the query matched', async () => {
  const collection = server.db.collection<{ _id: number }>('positional');
  await collection.insertOne({ _id: 1, a: [1, 5, 7], b: [{ x: 1 }, { x: 2 }] } as never);
  const one = (filter: Document, projection: Document) => collection.findOne(filter, { projection });
  expect(await one({ a: { $gt: 4 } }, { 'a.$': 1 })).toEqual({ _id: 1, a: [5] });
  expect(await one({ 'b.x': 2 }, { 'b.$': 1 })).toEqual({ _id: 1, b: [{ x: 2 }] });
  expect(await one({ b: { $elemMatch: { x: 2 } } }, { 'b.$': 1, _id: 0 })).toEqual({ b: [{ x: 2 }] });
  expect(await codeOf(one({ _id: 1 }, { 'a.$': 1 }))).toBe(51246);
});

test.each<[Document, number]>([
  [{ a: 1, b: 0 }, 31254],
  [{ a: 0, b: 1 }, 31253],
  [{ a: 1, 'a.b': 1 }, 31249],
  [{ 'a.b': 1, a: 1 }, 31250],
  [{ 'a.$': 1, 'b.$': 1 }, 31276],
  [{ $a: 1 }, 16410],
  [{ 'a..b': 1 }, 15998],
])('%o is refused with code %i', async (projection, code) => {
  expect(await codeOf(server.db.collection('projection').findOne({}, { projection }))).toBe(code);
});
