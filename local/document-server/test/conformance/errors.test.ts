import { Binary, type Document, type MongoServerError, Timestamp, UUID } from 'mongodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startServer, type TestServer } from '../support/server.ts';

interface Numbered extends Document {
  _id: number;
}

let server: TestServer;
const things = () => server.db.collection<Numbered>('things');

beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());
beforeEach(async () => {
  await server.db.dropDatabase();
});

/** What a command or a driver's call is refused with. */
async function refusal(
  promise: Promise<unknown>,
): Promise<[number | undefined, string, Document | undefined]> {
  try {
    await promise;
  } catch (error) {
    const { code, message, errorResponse } = error as MongoServerError;
    return [typeof code === 'number' ? code : undefined, message, errorResponse];
  }
  throw new Error('it was accepted');
}

describe('retryable writes', () => {
  test('a retry is answered without the writeConcernError that a fail point added', async () => {
    const admin = server.client.db('admin');
    await admin.command({
      configureFailPoint: 'failCommand',
      mode: { times: 1 },
      data: {
        failCommands: ['insert'],
        writeConcernError: { code: 91, errmsg: 'Replication is being shut down' },
        errorLabels: ['RetryableWriteError'],
      },
    });
    // The driver retries by itself and reports what the second answer says.
    expect(await things().insertOne({ _id: 1 })).toMatchObject({ acknowledged: true, insertedId: 1 });
    expect(await things().countDocuments()).toBe(1);
  });
});

describe('$pull', () => {
  test.each([
    [{ $or: [{ x: 1 }, { y: 3 }] }, [{ x: 2 }, 5]],
    [{ $and: [{ x: { $gt: 1 } }, { x: { $lt: 3 } }] }, [{ x: 1 }, { y: 3 }, 5]],
    [{ $nor: [{ x: 1 }, { y: 3 }] }, [{ x: 1 }, { y: 3 }, 5]],
    [{ $or: [{ x: 1 }], x: 2 }, [{ x: 1 }, { x: 2 }, { y: 3 }, 5]],
  ])('with %j', async (condition, left) => {
    await things().insertOne({ _id: 1, a: [{ x: 1 }, { x: 2 }, { y: 3 }, 5] });
    await things().updateOne({ _id: 1 }, { $pull: { a: condition } } as Document);
    expect((await things().findOne({ _id: 1 }))?.a).toEqual(left);
  });
});

test('a duplicate of $merge names its index, keyPattern and keyValue', async () => {
  await things().insertMany([
    { _id: 1, k: 7 },
    { _id: 2, k: 8 },
  ]);
  await server.db.collection<Numbered>('out').insertOne({ _id: 2, k: 9 });
  const merge = (options: object) =>
    things()
      .aggregate([{ $merge: { into: 'out', ...options } }])
      .toArray();
  const [code, message, response] = await refusal(merge({ whenMatched: 'fail' }));
  expect(code).toBe(11000);
  expect(message).toBe(
    `PlanExecutor error during aggregation :: caused by :: E11000 duplicate key error collection: ${server.db.databaseName}.out index: _id_ dup key: { _id: 2 }`,
  );
  expect(response).toMatchObject({ keyPattern: { _id: 1 }, keyValue: { _id: 2 } });

  await server.db.collection('out').createIndex({ k: 1 }, { unique: true });
  await server.db.collection<Numbered>('out').insertOne({ _id: 5, k: 8 });
  const [, , second] = await refusal(merge({ whenMatched: 'replace' }));
  expect(second).toMatchObject({ code: 11000, keyPattern: { k: 1 }, keyValue: { k: 8 } });
});

describe('a cursor whose collection is gone', () => {
  async function openCursor(filter: Document = {}): Promise<() => Promise<Document>> {
    await things().insertMany(Array.from({ length: 300 }, (_, _id) => ({ _id, n: _id })));
    await things().createIndex({ n: 1 });
    const { cursor } = await server.db.command({ find: 'things', filter, batchSize: 2 });
    return () => server.db.command({ getMore: cursor.id, collection: 'things' });
  }

  test('dropped', async () => {
    const more = await openCursor();
    await things().drop();
    const [code, message] = await refusal(more());
    expect(code).toBe(175);
    expect(message).toMatch(
      /^Executor error during getMore :: caused by :: collection dropped\. UUID [-0-9a-f]{36}$/,
    );
  });

  test('dropped and created again', async () => {
    const more = await openCursor();
    await things().drop();
    await things().insertOne({ _id: 1 });
    expect((await refusal(more()))[0]).toBe(175);
  });

  test('renamed', async () => {
    const more = await openCursor();
    await things().rename('others');
    const [code, message] = await refusal(more());
    expect(code).toBe(175);
    expect(message).toContain(
      `collection renamed from '${server.db.databaseName}.things' to '${server.db.databaseName}.others'`,
    );
  });

  test('its index dropped', async () => {
    const more = await openCursor({ n: { $gte: 0 } });
    await things().dropIndex('n_1');
    const [code, message] = await refusal(more());
    expect(code).toBe(175);
    expect(message).toContain("query plan killed :: index 'n_1' dropped");
  });
});

describe('names that begin with a dollar sign', () => {
  const refused =
    "The dollar ($) prefixed field '$a' in '$a' is not allowed in the context of an update's replacement document. Consider using an aggregation pipeline with $replaceWith.";
  const run = (u: Document, upsert: boolean) =>
    server.db.command({ update: 'things', updates: [{ q: { _id: 1 }, u, upsert }] });

  test.each([[{ $set: { $a: 1, b: 2 } }], [{ b: 2, $a: 1 }], [{ $setOnInsert: { b: 2, $a: 1 } }]])(
    'are inserted by an upsert with %j',
    async (u) => {
      expect(await run(u, true)).toMatchObject({ n: 1, upserted: [{ _id: 1 }] });
      expect(await things().findOne()).toEqual({ _id: 1, b: 2, $a: 1 });
    },
  );

  test.each([[{ $set: { $a: 1 } }], [{ b: 2, $a: 1 }]])('are refused in an update with %j', async (u) => {
    await things().insertOne({ _id: 1 });
    expect((await run(u, true)).writeErrors).toMatchObject([{ code: 52, errmsg: refused }]);
  });
});

test('the fields of a DBRef in $elemMatch', async () => {
  const ref = { $ref: 'c', $id: 7, $db: 'd' };
  await things().insertMany([
    { _id: 1, a: [ref] },
    { _id: 2, a: [{ ...ref, $id: 8 }] },
  ] as never);
  const ids = async (filter: Document) => (await things().find(filter).toArray()).map(({ _id }) => _id);
  expect(await ids({ a: { $elemMatch: { $id: 7 } } })).toEqual([1]);
  expect(await ids({ a: { $elemMatch: { $ref: 'c', $id: 8 } } })).toEqual([2]);
  expect(await ids({ a: { $elemMatch: { $db: 'd' } } })).toEqual([1, 2]);
  expect((await refusal(things().findOne({ $id: 7 })))[0]).toBe(2);
});

describe('apiStrict', () => {
  const strict = { apiVersion: '1', apiStrict: true };

  test('a command beyond version 1', async () => {
    expect(
      (await refusal(server.db.command({ distinct: 'things', key: 'a', ...strict }))).slice(0, 2),
    ).toEqual([
      323,
      'Provided apiStrict:true, but the command distinct is not in API Version 1. Information on supported commands and migrations in API Version 1 can be found at https://dochub.mongodb.org/core/manual-versioned-api',
    ]);
  });

  test.each([
    [
      [{ $listLocalSessions: {} }],
      "$listLocalSessions is not allowed with 'apiStrict: true' in API Version 1",
    ],
    [
      [{ $unionWith: { coll: 'c', pipeline: [{ $indexStats: {} }] } }],
      "$indexStats is not allowed with 'apiStrict: true' in API Version 1",
    ],
    [
      [{ $collStats: { storageStats: {} } }],
      "only the 'count' option to $collStats is supported in API Version 1",
    ],
  ])('the stage in %j', async (pipeline, message) => {
    const command = { aggregate: 'things', pipeline, cursor: {}, ...strict };
    expect((await refusal(server.db.command(command))).slice(0, 2)).toEqual([323, message]);
  });

  test('stages of version 1', async () => {
    const pipeline = [{ $match: {} }, { $count: 'n' }];
    expect(await server.db.command({ aggregate: 'things', pipeline, cursor: {}, ...strict })).toHaveProperty(
      'cursor',
    );
  });
});

describe('expressions', () => {
  const compute = async (expression: Document) => {
    const [result] = await server.db
      .aggregate([{ $documents: [{}] }, { $project: { r: expression } }])
      .toArray();
    return result?.r;
  };
  const stamp = new Timestamp({ t: 1_700_000_000, i: 5 });

  test.each([
    [{ $tsSecond: stamp }, 1_700_000_000],
    [{ $tsIncrement: stamp }, 5],
    [{ $tsSecond: null }, null],
    [{ $tsIncrement: '$missing' }, null],
    [{ $toUUID: null }, null],
  ])('%j', async (expression, expected) => {
    expect(await compute(expression)).toEqual(expected);
  });

  test('$toUUID', async () => {
    const text = '0e3b9063-8abd-4eb3-9f9f-f4c59fd30a60';
    const made = await compute({ $toUUID: text });
    expect(made).toBeInstanceOf(Binary);
    expect(new UUID(made.buffer).toString()).toBe(text);
    const [code, message] = await refusal(compute({ $toUUID: 'nonsense' }));
    expect(code).toBe(241);
    expect(message).toContain(
      "Failed to parse BinData 'nonsense' in $convert with no onError value: Invalid UUID string: nonsense",
    );
    expect((await refusal(compute({ $toUUID: 5 })))[0]).toBe(241);
  });

  test.each([
    [{ $tsSecond: 1 }, 5687301, ' Argument to $tsSecond must be a timestamp, but is int'],
    [{ $tsIncrement: 'x' }, 5687302, ' Argument to $tsIncrement must be a timestamp, but is string'],
  ])('%j is refused', async (expression, code, message) => {
    const [actualCode, actual] = await refusal(compute(expression));
    expect(actualCode).toBe(code);
    expect(actual).toContain(message);
  });

  test('$minMaxScaler', async () => {
    await things().insertMany([1, 5, 13, 21].map((a) => ({ _id: a, a })));
    const stage = {
      $setWindowFields: {
        sortBy: { a: 1 },
        output: {
          s: { $minMaxScaler: { input: '$a' } },
          t: { $minMaxScaler: { input: '$a', min: 0, max: 100 } },
        },
      },
    };
    expect(
      await things()
        .aggregate([stage, { $project: { s: 1, t: 1 } }])
        .toArray(),
    ).toEqual([
      { _id: 1, s: 0, t: 0 },
      { _id: 5, s: 0.2, t: 20 },
      { _id: 13, s: 0.6, t: 60 },
      { _id: 21, s: 1, t: 100 },
    ]);
    await things().insertOne({ _id: 0, a: 'text' });
    const [code, message] = await refusal(things().aggregate([stage]).toArray());
    expect(code).toBe(10487000);
    expect(message).toContain(
      "'input' argument to $minMaxScaler must evaluate to a numeric type, got: string",
    );
  });

  test.each<[Document, number, string]>([
    [{ $minMaxScaler: '$a' }, 14, "'root.$minMaxScaler' is the wrong type 'string', expected type 'object'"],
    [{ $minMaxScaler: {} }, 40414, "'root.$minMaxScaler.input' is missing but a required field"],
    [{ $minMaxScaler: { input: '$a', by: 1 } }, 40415, "'root.$minMaxScaler.by' is an unknown field"],
    [{ $minMaxScaler: { input: '$a', min: 1 } }, 9, "Only one of 'min' and 'max' were specified"],
    [{ $minMaxScaler: { input: '$a', min: 1, max: 1 } }, 9, "the 'max' must be strictly greater than 'min'"],
    [
      { $minMaxScaler: { input: '$a', min: '$a', max: 1 } },
      9,
      "'min' argument to $minMaxScaler must be a constant",
    ],
    [
      { $minMaxScaler: { input: '$a', min: 0, max: 'x' } },
      9,
      "'max' argument to $minMaxScaler must be a numeric",
    ],
    [
      { $minMaxScaler: { input: '$a' }, window: { documents: [1, 2] } },
      9,
      'Lower specified bound cannot be greater than 0 (the current doc)',
    ],
    [
      { $minMaxScaler: { input: '$a' }, window: { documents: [-2, -1] } },
      9,
      'Upper specified bound cannot be less than 0 (the current doc)',
    ],
  ])('%j is refused', async (s, code, message) => {
    await things().insertOne({ _id: 1, a: 1 });
    const stage = { $setWindowFields: { sortBy: { a: 1 }, output: { s } } };
    const [actualCode, actual] = await refusal(things().aggregate([stage]).toArray());
    expect(actualCode).toBe(code);
    expect(actual).toContain(message);
  });
});

describe('collMod of an index', () => {
  const collMod = (index: Document) => server.db.command({ collMod: 'things', index });

  beforeEach(async () => {
    await things().createIndex({ at: 1 }, { expireAfterSeconds: 60 });
    await things().createIndex({ n: 1 });
  });

  test('changes when documents expire', async () => {
    expect(await collMod({ keyPattern: { at: 1 }, expireAfterSeconds: 90 })).toMatchObject({
      expireAfterSeconds_old: 60,
      expireAfterSeconds_new: 90,
    });
    expect(await collMod({ name: 'n_1', expireAfterSeconds: 5 })).toMatchObject({
      expireAfterSeconds_new: 5,
    });
    const indexes = await things().indexes();
    expect(indexes.map(({ name, expireAfterSeconds }) => [name, expireAfterSeconds])).toEqual([
      ['_id_', undefined],
      ['at_1', 90],
      ['n_1', 5],
    ]);
  });

  test('hides it from the planner and shows it again', async () => {
    const stage = async () => {
      const { queryPlanner } = await things().find({ n: 1 }).explain();
      return (queryPlanner.winningPlan.inputStage ?? queryPlanner.winningPlan).stage;
    };
    expect(await stage()).toBe('IXSCAN');
    expect(await collMod({ name: 'n_1', hidden: true })).toMatchObject({
      hidden_old: false,
      hidden_new: true,
    });
    expect(await stage()).toBe('COLLSCAN');
    await things().insertOne({ _id: 1, n: 1 });
    expect(await collMod({ name: 'n_1', hidden: false })).toMatchObject({
      hidden_old: true,
      hidden_new: false,
    });
    expect(await stage()).toBe('IXSCAN');
    expect(await things().find({ n: 1 }).toArray()).toEqual([{ _id: 1, n: 1 }]);
  });

  test.each([
    [{ name: 'nope', hidden: true }, 27, 'cannot find index nope for ns'],
    [{ name: 'n_1' }, 72, 'no expireAfterSeconds, hidden, unique, or prepareUnique field'],
    [{ hidden: true }, 72, 'must specify either index name or key pattern'],
    [{ name: '_id_', hidden: true }, 2, "can't hide _id index"],
  ])('%j is refused', async (index, code, message) => {
    const [actualCode, actual] = await refusal(collMod(index));
    expect(actualCode).toBe(code);
    expect(actual).toContain(message);
  });
});
