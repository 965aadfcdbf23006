/**
 * How long others wait for a server while it does something long, and what unread answers cost it.
 *
 *   node bench/fairness.ts [--documents 1000000] [--server DIR]… [--data DIR]
 *
 * The data stays in memory unless --data names a directory for it. Several directories of this package compare their versions in one run, one after the other.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { connect } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { serialize } from 'bson';
import { type Collection, MongoClient } from 'mongodb';

interface Message {
  _id: number;
  conversation: number;
  seq: number;
  text: string;
}

const { values } = parseArgs({
  options: {
    documents: { type: 'string', default: '1000000' },
    server: { type: 'string', multiple: true, default: [fileURLToPath(new URL('..', import.meta.url))] },
    serve: { type: 'string' },
    /** Keeps the data on disk instead of in memory. */
    data: { type: 'string' },
  },
});

if (values.serve !== undefined) await serve(values.serve, values.data);
else await compare(values.server, Number(values.documents));

async function serve(directory: string, dataDir: string | undefined): Promise<void> {
  const module = await import(pathToFileURL(resolve(directory, 'src/index.ts')).href);
  // Versions before 0.2.0 have another name for it.
  const start = module.startDocumentServer ?? module.startMongod;
  const { uri } = await start({ ttlInterval: 1, dataDir });
  process.send?.(uri);
  process.on('disconnect', () => process.exit());
}

async function compare(directories: string[], documents: number): Promise<void> {
  for (const directory of directories) {
    const child = fork(fileURLToPath(import.meta.url), ['--serve', directory, ...data()]);
    const uri = await new Promise<string>((done) => child.once('message', (text) => done(String(text))));
    console.log(`\n${directory}`);
    await measure(uri, child, documents);
    child.disconnect();
  }
}

/** A separate directory for each server. */
function data(): string[] {
  return values.data === undefined ? [] : ['--data', mkdtempSync(join(values.data, 'fairness-'))];
}

async function measure(uri: string, child: ChildProcess, documents: number): Promise<void> {
  const client = await new MongoClient(uri, { maxPoolSize: 4, connectTimeoutMS: 300_000 }).connect();
  const messages = client.db('d').collection<Message>('messages');
  await fill(messages, documents);
  const conversation = { $in: Array.from({ length: 100 }, (_, i) => i) };
  const report = async (name: string, run: () => Promise<unknown>): Promise<void> => {
    const { longest, total } = await longestWait(client, run);
    console.log(
      `${name.padEnd(52)} took ${total.toFixed(0).padStart(6)} ms, others waited ${longest.toFixed(1)} ms`,
    );
  };
  await client
    .db('d')
    .collection('one')
    .insertOne({ text: `${'a'.repeat(27)}!` });
  const evil = { text: { $regex: '^(a+)+$' } };
  await report('an expression that backtracks, on 28 characters', () =>
    client
      .db('d')
      .collection('one')
      .find(evil, { maxTimeMS: 100 })
      .toArray()
      .catch(() => {}),
  );
  await report('an expression over 100 conversations', () =>
    messages.countDocuments({ conversation, text: { $regex: 'weather.*9{3}' } }),
  );
  await report('an expression over everything', () => messages.countDocuments({ text: /weather.*9{3}/ }));
  await report('a sort of everything', () => messages.find().sort({ text: 1 }).limit(1).toArray());
  await report('a group of everything', () =>
    messages.aggregate([{ $group: { _id: '$text' } }, { $count: 'n' }]).toArray(),
  );
  await report('an update of 100 conversations', () =>
    messages.updateMany({ conversation }, { $set: { read: true } }),
  );
  const old = Array.from({ length: 50_000 }, () => ({ at: new Date(0) }));
  await report('an insert of 50,000 documents', () => client.db('d').collection('old').insertMany(old));
  await report('an index over 50,000 documents', () =>
    client.db('d').collection('old').createIndex({ at: 1 }),
  );
  await report('an index over everything', () => messages.createIndex({ text: 1 }));
  await report('validate', () => client.db('d').command({ validate: 'messages' }));
  await report('collStats', () => client.db('d').command({ collStats: 'messages' }));
  await report('dbStats', () => client.db('d').command({ dbStats: 1 }));
  await report('a bulk write of 50,000 statements', () => bulkWrite(client));
  await report('a delete of everything', () => messages.deleteMany({}));
  await client.db('d').collection('expired').createIndex({ at: 1 }, { expireAfterSeconds: 1 });
  await client
    .db('d')
    .collection('expired')
    .insertMany(old.map(({ at }) => ({ at })));
  await report('the expiry of 50,000 documents', () => expiry(client));
  const before = await residentMegabytes(client);
  await unread(client, uri);
  console.log(
    `600 unread answers of 1 MB: ${(await residentMegabytes(client)) - before} MB more are resident`,
  );
  await client.close();
  child.removeAllListeners();
}

async function fill(messages: Collection<Message>, documents: number): Promise<void> {
  await messages.createIndex({ conversation: 1, seq: 1 });
  for (let start = 0; start < documents; start += 5000) {
    await messages.insertMany(
      Array.from({ length: Math.min(5000, documents - start) }, (_, i) => {
        const _id = start + i;
        return {
          _id,
          conversation: _id % 1000,
          seq: _id,
          text: `${_id % 7919} about the weather, number ${_id}`,
        };
      }),
    );
  }
}

/** Asks for a ping as soon as the last one is answered. */
async function longestWait(
  client: MongoClient,
  run: () => Promise<unknown>,
): Promise<{ longest: number; total: number }> {
  let running = true;
  const started = performance.now();
  const operation = run().finally(() => (running = false));
  let longest = 0;
  while (running) {
    const asked = performance.now();
    await client.db('admin').command({ ping: 1 });
    longest = Math.max(longest, performance.now() - asked);
  }
  await operation;
  return { longest, total: performance.now() - started };
}

async function bulkWrite(client: MongoClient): Promise<void> {
  await client.bulkWrite<{ 'd.messages': Message & { seen: number } }>(
    Array.from({ length: 50_000 }, (_, i) => ({
      name: 'updateOne' as const,
      namespace: 'd.messages' as const,
      filter: { _id: i },
      update: { $inc: { seen: 1 } },
    })),
  );
}

async function expiry(client: MongoClient): Promise<void> {
  while ((await client.db('d').collection('expired').estimatedDocumentCount()) > 0) await delay(50);
}

async function residentMegabytes(client: MongoClient): Promise<number> {
  return (await client.db('admin').command({ serverStatus: 1 })).mem.resident;
}

/** Sends 600 questions and reads no answer. */
async function unread(client: MongoClient, uri: string): Promise<void> {
  await client
    .db('d')
    .collection('large')
    .insertOne({ text: 'x'.repeat(1024 * 1024) });
  const body = serialize({ find: 'large', $db: 'd' });
  const header = Buffer.alloc(21);
  header.writeInt32LE(header.length + body.length, 0);
  header.writeInt32LE(2013, 12);
  const socket = connect(Number(new URL(uri).port), '127.0.0.1').pause();
  for (let i = 0; i < 600; i++) socket.write(Buffer.concat([header, body]));
  await delay(3000);
  socket.unref();
}
