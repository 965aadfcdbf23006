import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { deserialize, serialize } from 'bson';
import { MongoClient } from 'mongodb';
import { expect, test } from 'vitest';
import { startDocumentServer } from '../../src/index.ts';

const MEGABYTE = 1024 * 1024;
const QUESTIONS = 100;

function message(requestId: number, body: object): Buffer {
  const bytes = serialize(body);
  const header = Buffer.alloc(21);
  header.writeInt32LE(header.length + bytes.length, 0);
  header.writeInt32LE(requestId, 4);
  header.writeInt32LE(2013, 12);
  return Buffer.concat([header, bytes]);
}

/** The answers in a stream, each by the question that it is for. */
async function* answers(
  socket: NodeJS.ReadableStream,
): AsyncGenerator<[number, ReturnType<typeof deserialize>]> {
  let buffer = Buffer.alloc(0);
  for await (const chunk of socket) {
    buffer = Buffer.concat([buffer, chunk as Buffer]);
    while (buffer.length >= 4 && buffer.length >= buffer.readInt32LE(0)) {
      const length = buffer.readInt32LE(0);
      yield [buffer.readInt32LE(8), deserialize(buffer.subarray(21, length))];
      buffer = buffer.subarray(length);
    }
  }
}

test('a client that does not read is not read from, and gets all its answers later', async () => {
  const mongod = await startDocumentServer();
  const client = await new MongoClient(mongod.uri).connect();
  await client
    .db('d')
    .collection('c')
    .insertOne({ text: 'x'.repeat(MEGABYTE) });
  const requests = async () =>
    Number((await client.db('admin').command({ serverStatus: 1 })).network.numRequests);

  const socket = connect(mongod.port, '127.0.0.1').pause();
  await once(socket, 'connect');
  const before = await requests();
  for (let i = 1; i <= QUESTIONS; i++) socket.write(message(i, { find: 'c', $db: 'd', limit: 1 }));
  // Until no further question is taken.
  let taken = await requests();
  for (let previous = -1; taken !== previous + 1; ) {
    previous = taken;
    await delay(50);
    taken = await requests();
  }
  // The answers fill the buffers of the kernel and then one of the server.
  expect(taken - before).toBeLessThan(40);

  let expected = 0;
  for await (const [responseTo, { cursor }] of answers(socket)) {
    expect(responseTo).toBe(++expected);
    expect(cursor.firstBatch[0].text).toHaveLength(MEGABYTE);
    if (expected === QUESTIONS) break;
  }
  expect(expected).toBe(QUESTIONS);
  socket.destroy();
  await client.close();
  await mongod.close();
});

test('small questions that come all at once are answered in their order', async () => {
  const mongod = await startDocumentServer();
  const socket = connect(mongod.port, '127.0.0.1');
  const count = 30_000;
  const ping = message(0, { ping: 1, $db: 'admin', comment: 'x'.repeat(100) });
  for (let i = 1; i <= count; i++) {
    const copy = Buffer.from(ping);
    copy.writeInt32LE(i, 4);
    socket.write(copy);
  }
  let expected = 0;
  for await (const [responseTo] of answers(socket)) {
    if (responseTo !== ++expected) throw new Error(`answer ${responseTo} instead of ${expected}`);
    if (expected === count) break;
  }
  expect(expected).toBe(count);
  await mongod.close();
});
