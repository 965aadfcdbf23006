import { afterAll, beforeAll, expect, test } from 'vitest';
import { codeOf, startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
  await server.db.collection('c').insertMany([{ a: [1, 2] }, { a: 3 }]);
  await server.db.collection('c').createIndex({ a: 1 });
});
afterAll(() => server.close());

test('what shells and monitors ask is answered', async () => {
  const admin = server.client.db('admin');
  expect(await admin.command({ buildInfo: 1 })).toMatchObject({ ok: 1, maxBsonObjectSize: 16 * 1024 * 1024 });
  expect(await admin.command({ hostInfo: 1 })).toHaveProperty('system');
  expect(await admin.command({ serverStatus: 1 })).toHaveProperty('connections');
  expect(await admin.command({ connectionStatus: 1 })).toHaveProperty('authInfo');
  expect(await admin.command({ getParameter: 1, featureCompatibilityVersion: 1 })).toHaveProperty(
    'featureCompatibilityVersion',
  );
  expect(await codeOf(admin.command({ getParameter: 1 }))).toBe(72);
  expect((await admin.command({ listCommands: 1 })).commands).toHaveProperty('find');
  expect(await admin.command({ getCmdLineOpts: 1 })).toHaveProperty('parsed');
  expect(await admin.command({ getLog: 'startupWarnings' })).toMatchObject({ ok: 1 });
});

test('collStats, dbStats and validate return correct counts', async () => {
  expect(await server.db.command({ collStats: 'c' })).toMatchObject({ count: 2, nindexes: 2 });
  expect(await server.db.command({ dbStats: 1 })).toMatchObject({ objects: 2, indexes: 2 });
  expect(await server.db.command({ validate: 'c' })).toMatchObject({
    valid: true,
    nrecords: 2,
    keysPerIndex: { _id_: 2, a_1: 3 },
    errors: [],
  });
  expect(await codeOf(server.db.command({ validate: 'none' }))).toBe(26);
});

test('explain covers the commands that read and write', async () => {
  const explain = (command: object) => server.db.command({ explain: command, verbosity: 'executionStats' });
  const stages = (plan: { stage: string; inputStage?: never } | undefined): string[] =>
    plan ? [plan.stage, ...stages(plan.inputStage)] : [];
  for (const command of [
    { find: 'c', filter: { a: 3 } },
    { count: 'c', query: { a: 3 } },
    { distinct: 'c', key: 'a', query: { a: 3 } },
    { aggregate: 'c', pipeline: [{ $match: { a: 3 } }], cursor: {} },
    { update: 'c', updates: [{ q: { a: 3 }, u: { $set: { b: 1 } } }] },
    { delete: 'c', deletes: [{ q: { a: 3 }, limit: 1 }] },
    { findAndModify: 'c', query: { a: 3 }, update: { $set: { b: 1 } } },
  ]) {
    const { queryPlanner, executionStats } = await explain(command);
    expect(stages(queryPlanner.winningPlan)).toContain('IXSCAN');
    if (!server.external) expect(executionStats).toMatchObject({ totalKeysExamined: 1, nReturned: 1 });
  }
  expect(await server.db.collection('c').findOne({ b: 1 })).toBeNull();
  expect(await server.db.collection('c').countDocuments()).toBe(2);
});

test('a time limit counts the work of each batch, not the pauses between them', async () => {
  await server.db
    .collection<{ _id: number }>('slow')
    .insertMany(Array.from({ length: 200 }, (_, _id) => ({ _id })));
  const cursor = server.db.collection('slow').find({}, { batchSize: 2, maxTimeMS: 200 });
  await cursor.next();
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(await cursor.toArray()).toHaveLength(199);
});
