import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { deflateSync } from 'node:zlib';
import {
  BSON,
  type CommandStartedEvent,
  type Document,
  Long,
  MongoClient,
  type MongoServerError,
} from 'mongodb';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type DocumentServer, startDocumentServer } from '../../src/index.ts';

let mongod: DocumentServer;
let client: MongoClient;
beforeEach(async () => {
  mongod = await startDocumentServer({ ttlInterval: 0.05 });
  client = new MongoClient(mongod.uri, { monitorCommands: true, serverSelectionTimeoutMS: 3000 });
});
afterEach(async () => {
  await client.close();
  await mongod.close();
});

const things = () => client.db('test').collection<Document>('things');
const failCommand = (mode: Document | string, data: Document) =>
  client.db('admin').command({ configureFailPoint: 'failCommand', mode, data });

test('the driver connects with no options and finds a primary', async () => {
  const hello = await client.db().command({ hello: 1 });
  expect(hello).toMatchObject({
    isWritablePrimary: true,
    maxWireVersion: 25,
    logicalSessionTimeoutMinutes: 30,
  });
  expect(hello.hosts).toEqual([`127.0.0.1:${mongod.port}`]);
  const byName = await new MongoClient(`mongodb://localhost:${mongod.port}/`).connect();
  expect(await byName.db().command({ ping: 1 })).toMatchObject({ ok: 1 });
  await byName.close();
  const direct = await new MongoClient(`${mongod.uri}?directConnection=true`).connect();
  expect(await direct.db().command({ ping: 1 })).toMatchObject({ ok: 1 });
  await direct.close();
});

test('the stable API', async () => {
  const strict = await new MongoClient(mongod.uri, { serverApi: { version: '1', strict: true } }).connect();
  await strict.db('test').collection('api').insertOne({ a: 1 });
  expect(await strict.db('test').collection('api').countDocuments()).toBe(1);
  await expect(strict.db().command({ hostInfo: 1 })).rejects.toMatchObject({ code: 323 });
  await strict.close();
  await expect(client.db().command({ ping: 1, apiVersion: '2' })).rejects.toMatchObject({ code: 322 });
});

test('a pool of connections works side by side', async () => {
  const pooled = await new MongoClient(mongod.uri, { maxPoolSize: 20 }).connect();
  const counters = pooled.db('test').collection<{ _id: string; n: number }>('counters');
  await Promise.all(
    Array.from({ length: 200 }, () =>
      counters.findOneAndUpdate({ _id: 'c' }, { $inc: { n: 1 } }, { upsert: true }),
    ),
  );
  expect(await counters.findOne({ _id: 'c' })).toEqual({ _id: 'c', n: 200 });
  await pooled.close();
});

describe('cursors', () => {
  beforeEach(async () => {
    await things().insertMany(Array.from({ length: 1000 }, (_, i) => ({ _id: i as never, n: i % 10 })));
  });

  test.each([1, 7, 100, 1000, 5000])('batches of %i', async (batchSize) => {
    const ids = await things()
      .find({}, { batchSize })
      .map(({ _id }) => Number(_id))
      .toArray();
    expect(ids).toEqual(Array.from({ length: 1000 }, (_, i) => i));
  });

  test('an aggregation in batches', async () => {
    const pipeline = [{ $match: { n: { $lt: 5 } } }, { $sort: { n: -1, _id: 1 } }, { $project: { n: 1 } }];
    const found = await things().aggregate(pipeline, { batchSize: 9 }).toArray();
    expect(found).toHaveLength(500);
    expect(found[0]).toEqual({ _id: 4, n: 4 });
  });

  test('a first batch of zero only opens the cursor', async () => {
    const reply = await client.db('test').command({ find: 'things', batchSize: 0 });
    expect(reply.cursor.firstBatch).toEqual([]);
    const more = await client
      .db('test')
      .command({ getMore: Long.fromBigInt(BigInt(reply.cursor.id)), collection: 'things', batchSize: 2 });
    expect(more.cursor.nextBatch).toHaveLength(2);
    const other = client
      .db('test')
      .command({ getMore: Long.fromBigInt(BigInt(reply.cursor.id)), collection: 'other' });
    await expect(other).rejects.toMatchObject({ code: 13 });
  });

  test('a closed cursor is gone', async () => {
    const cursor = things().find({}, { batchSize: 2 });
    await cursor.next();
    const { id } = cursor;
    await cursor.close();
    const next = client.db('test').command({ getMore: id as Long, collection: 'things' });
    await expect(next).rejects.toMatchObject({ code: 43 });
  });

  test('a scan goes on while documents come, change and go', async () => {
    const seen: number[] = [];
    for await (const { _id } of things().find({}, { batchSize: 50 })) {
      seen.push(Number(_id));
      if (Number(_id) === 100) {
        await things().deleteMany({ _id: { $gte: 500, $lt: 600 } as never });
        await things().updateMany({}, { $set: { grown: 'x'.repeat(100) } });
        await things().insertOne({ _id: 2000 as never });
      }
    }
    expect(seen).toHaveLength(901);
    expect(new Set(seen).size).toBe(901);
  });

  test('large documents come in batches that fit a message', async () => {
    const large = client.db('test').collection('large');
    for (let i = 0; i < 5; i++)
      await large.insertOne({ _id: i as never, blob: Buffer.alloc(7 * 1024 * 1024) });
    expect(
      await large
        .find({}, { batchSize: 5 })
        .map(({ _id }) => Number(_id))
        .toArray(),
    ).toEqual([0, 1, 2, 3, 4]);
  });
});

describe('retryable writes', () => {
  const inserts = (events: CommandStartedEvent[]) =>
    events.filter(({ commandName }) => commandName === 'insert').length;

  test('a write whose connection breaks is sent again and applied once', async () => {
    const events: CommandStartedEvent[] = [];
    await things().insertOne({ _id: 0 as never });
    client.on('commandStarted', (event) => events.push(event));
    await failCommand({ times: 1 }, { failCommands: ['insert'], closeConnection: true });
    await things().insertOne({ _id: 1 as never });
    expect(inserts(events)).toBe(2);
    expect(await things().countDocuments()).toBe(2);
  });

  test('a write that was applied before the answer got lost is not applied again', async () => {
    const session = client.startSession();
    const lsid = session.id as Document;
    const command = {
      findAndModify: 'things',
      query: { _id: 'c' },
      update: { $inc: { n: 1 } },
      upsert: true,
      new: true,
      lsid,
      txnNumber: Long.fromNumber(7),
    };
    const send = () => rawCommand({ ...command, $db: 'test' });
    const first = await send();
    const again = await send();
    expect(first.value).toEqual({ _id: 'c', n: 1 });
    expect(again).toEqual(first);
    expect(await things().findOne({ _id: 'c' as never })).toEqual({ _id: 'c', n: 1 });
    const older = await rawCommand({ ...command, txnNumber: Long.fromNumber(6), $db: 'test' });
    expect(older).toMatchObject({ ok: 0, code: 225 });
    const next = await rawCommand({ ...command, txnNumber: Long.fromNumber(8), $db: 'test' });
    expect(next.value).toEqual({ _id: 'c', n: 2 });
    await session.endSession();
  });

  test('the answer of the last write outlives the server', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'document-server-retry-'));
    const command = {
      update: 'c',
      updates: [{ q: { _id: 1 }, u: { $inc: { n: 1 } }, upsert: true }],
      lsid: client.startSession().id,
      txnNumber: Long.fromNumber(1),
      $db: 'test',
    };
    try {
      const answers: Document[] = [];
      for (let run = 0; run < 2; run++) {
        const server = await startDocumentServer({ dataDir });
        answers.push(await rawCommand(command, server.port), await rawCommand(command, server.port));
        await server.close();
      }
      expect(answers[0]).toMatchObject({ ok: 1, n: 1, upserted: [{ index: 0, _id: 1 }] });
      expect(answers).toEqual([answers[0], answers[0], answers[0], answers[0]]);
    } finally {
      await rm(dataDir, { recursive: true });
    }
  });

  test('labels and codes of the fail point reach the driver', async () => {
    await failCommand({ times: 1 }, { failCommands: ['find'], errorCode: 8 });
    await expect(things().findOne()).rejects.toMatchObject({ code: 8 } satisfies Partial<MongoServerError>);
    await failCommand(
      { times: 1 },
      { failCommands: ['insert'], writeConcernError: { code: 64, errmsg: 'slow' } },
    );
    await expect(things().insertOne({})).rejects.toMatchObject({ code: 64 });
    await failCommand('off', {});
  });

  /** One command on a separate connection, as bytes: the driver would choose its own txnNumber. */
  async function rawCommand(command: Document, port = mongod.port): Promise<Document> {
    const socket = connect(port, '127.0.0.1');
    const body = BSON.serialize(command);
    const header = Buffer.alloc(21);
    header.writeInt32LE(header.length + body.length, 0);
    header.writeInt32LE(1, 4);
    header.writeInt32LE(2013, 12);
    socket.write(Buffer.concat([header, body]));
    let answer = Buffer.alloc(0);
    for await (const chunk of socket) {
      answer = Buffer.concat([answer, chunk]);
      if (answer.length >= 4 && answer.length >= answer.readInt32LE(0)) break;
    }
    socket.destroy();
    return BSON.deserialize(answer.subarray(21));
  }
});

test('a compressed message is understood', async () => {
  const body = Buffer.concat([Buffer.alloc(5), BSON.serialize({ ping: 1, $db: 'admin' })]);
  const packed = deflateSync(body);
  const message = Buffer.alloc(25);
  message.writeInt32LE(25 + packed.length, 0);
  message.writeInt32LE(9, 4);
  message.writeInt32LE(2012, 12);
  message.writeInt32LE(2013, 16);
  message.writeInt32LE(body.length, 20);
  message[24] = 2;
  const socket = connect(mongod.port, '127.0.0.1');
  socket.write(Buffer.concat([message, packed]));
  const [answer] = (await once(socket, 'data')) as [Buffer];
  expect(answer.readInt32LE(8)).toBe(9);
  expect(BSON.deserialize(answer.subarray(21))).toEqual({ ok: 1 });
  socket.destroy();
});

test('unacknowledged writes are applied in order', async () => {
  const silent = new MongoClient(mongod.uri, { writeConcern: { w: 0 }, maxPoolSize: 1 });
  const collection = silent.db('test').collection<Document>('things');
  const result = await collection.insertOne({ _id: 1 as never });
  expect(result.acknowledged).toBe(false);
  await collection.updateOne({ _id: 1 as never }, { $set: { a: 1 } });
  await collection.insertOne({ _id: 1 as never });
  await collection.insertMany(Array.from({ length: 100 }, (_, i) => ({ _id: (i + 2) as never })));
  expect(await collection.findOne({ _id: 1 as never })).toEqual({ _id: 1, a: 1 });
  expect(await collection.countDocuments()).toBe(101);
  await silent.close();
});

test('a TTL index lets documents expire', async () => {
  await things().createIndex({ at: 1 }, { expireAfterSeconds: 1 });
  await things().insertMany([
    { _id: 1 as never, at: new Date(Date.now() - 5000) },
    { _id: 2 as never, at: new Date(Date.now() + 60_000) },
    { _id: 3 as never, at: 'never' },
    { _id: 4 as never, at: [new Date(Date.now() + 60_000), new Date(0)] },
    { _id: 5 as never },
  ]);
  const deadline = Date.now() + 5000;
  while ((await things().countDocuments()) > 3 && Date.now() < deadline) await delay(20);
  expect(await things().distinct('_id')).toEqual([2, 3, 5]);
});

test('endSessions, sessions and causal reads are accepted', async () => {
  await client.withSession({ causalConsistency: true }, async (session) => {
    await things().insertOne({ a: 1 }, { session });
    expect(await things().findOne({}, { session, readConcern: { level: 'majority' } })).toMatchObject({
      a: 1,
    });
  });
});

test('garbage on the wire ends the connection, not the server', async () => {
  for (const bytes of [
    Buffer.from('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'),
    Buffer.alloc(64),
    Buffer.alloc(300, 0xff),
  ]) {
    const socket = connect(mongod.port, '127.0.0.1');
    socket.write(bytes);
    socket.on('error', () => {});
    await Promise.race([once(socket, 'close'), delay(1000)]);
    socket.destroy();
  }
  const torn = connect(mongod.port, '127.0.0.1');
  const header = Buffer.alloc(30);
  header.writeInt32LE(30, 0);
  header.writeInt32LE(2013, 12);
  header.writeInt32LE(9999, 21);
  torn.write(header);
  const [answer] = (await once(torn, 'data')) as [Buffer];
  expect(BSON.deserialize(answer.subarray(21))).toMatchObject({ ok: 0, code: 17 });
  torn.destroy();
  expect(await client.db().command({ ping: 1 })).toMatchObject({ ok: 1 });
});

test('startDocumentServer keeps data between runs', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'document-server-'));
  try {
    for (let run = 1; run <= 3; run++) {
      const server = await startDocumentServer({ dataDir });
      const own = await new MongoClient(server.uri).connect();
      const collection = own.db('d').collection('c');
      await collection.createIndex({ run: 1 }, { unique: true });
      await collection.insertOne({ run });
      expect(await collection.distinct('run')).toEqual(Array.from({ length: run }, (_, i) => i + 1));
      await own.close();
      await server.close();
    }
  } finally {
    await rm(dataDir, { recursive: true });
  }
});
