/**
 * Crash test: a real server process is killed with SIGKILL while clients write and build an index; after the restart every acknowledged
 * write must be there, no document may be torn, and the indexes must agree with the documents.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Collection, type Db, MongoClient } from 'mongodb';

const bin = fileURLToPath(new URL('../../bin/document-server.js', import.meta.url));

export interface Entry {
  _id: string;
  writer: number;
  seq: number;
  payload: string;
  /** Hash of the payload and the revision: a torn or half updated document shows. */
  hash: string;
  revision: number;
}

const entries = (db: Db): Collection<Entry> => db.collection<Entry>('entries');

interface Running {
  process: ChildProcess;
  uri: string;
}

async function start(dataDir: string): Promise<Running> {
  const child = spawn(process.execPath, [bin, '--port', '0', '--data', dataDir, '--parent'], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors += String(chunk);
  });
  const uri = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (chunk) => {
      const ready = /ready on (\S+)/.exec(String(chunk));
      if (ready) resolve(ready[1] as string);
    });
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}: ${errors}`)));
  });
  return { process: child, uri };
}

const hashOf = (payload: string, revision: number): string =>
  createHash('sha1').update(`${revision}/${payload}`).digest('hex');

/** Acknowledged state: the least revision that each document must have; -1 for a deletion. */
type Acknowledged = Map<string, number>;

/** A client that inserts, updates and deletes its own documents until the connection breaks. */
async function write(
  collection: Collection<Entry>,
  writer: number,
  round: number,
  acknowledged: Acknowledged,
): Promise<void> {
  const random = (n: number): number => Math.floor(Math.random() * n);
  for (let seq = 0; ; seq++) {
    const _id = `${round}/${writer}/${seq}`;
    const payload = 'x'.repeat(random(3000));
    try {
      await collection.insertOne({ _id, writer, seq, payload, hash: hashOf(payload, 0), revision: 0 });
      acknowledged.set(_id, 0);
      if (seq % 3 === 1) {
        const longer = `${payload}${'y'.repeat(random(2000))}`;
        await collection.updateOne(
          { _id },
          { $set: { payload: longer, hash: hashOf(longer, 1) }, $inc: { revision: 1 } },
        );
        acknowledged.set(_id, 1);
      }
      if (seq % 7 === 6) {
        const gone = `${round}/${writer}/${seq - 3}`;
        // From here on both states are allowed, until the answer decides.
        acknowledged.delete(gone);
        await collection.deleteOne({ _id: gone });
        acknowledged.set(gone, -1);
      }
    } catch {
      return;
    }
  }
}

/** Builds an index and drops it, again and again. */
async function rebuild(collection: Collection<Entry>): Promise<void> {
  try {
    for (;;) {
      await collection.createIndex({ hash: 1, payload: 1 }, { name: REBUILT });
      await collection.dropIndex(REBUILT);
    }
  } catch {
    return;
  }
}

const REBUILT = 'rebuilt';

async function verify(db: Db, acknowledged: Acknowledged): Promise<void> {
  const collection = entries(db);
  const found = new Map<string, Entry>();
  for await (const doc of collection.find()) {
    if (doc.hash !== hashOf(doc.payload, doc.revision)) throw new Error(`torn document ${doc._id}`);
    found.set(doc._id, doc);
  }
  for (const [id, revision] of acknowledged) {
    const doc = found.get(id);
    if (revision === -1 && doc) throw new Error(`the deletion of ${id} was acknowledged, but it is there`);
    if (revision >= 0 && !doc) throw new Error(`the insert of ${id} was acknowledged, but it is lost`);
    if (doc && doc.revision < revision)
      throw new Error(`the update of ${id} was acknowledged, but it is lost`);
  }
  const indexed = await collection.find().hint({ writer: 1, seq: 1 }).project({ _id: 1 }).toArray();
  const byId = await collection.find().hint({ _id: 1 }).project({ _id: 1 }).toArray();
  if (indexed.length !== found.size || byId.length !== found.size)
    throw new Error('an index disagrees with the documents');
  // An index is whole or not there: there may be one that was just built.
  const { valid, errors } = await db.command({ validate: 'entries' });
  if (!valid) throw new Error(errors.join('\n'));
  if (await collection.indexExists(REBUILT)) await collection.dropIndex(REBUILT);
}

export interface CrashReport {
  kills: number;
  acknowledged: number;
}

/** Kills the server `kills` times, each time during writes, and checks the remaining data. */
export async function crash(kills: number, writers = 4): Promise<CrashReport> {
  const dataDir = await mkdtemp(join(tmpdir(), 'document-server-crash-'));
  const acknowledged: Acknowledged = new Map();
  try {
    for (let round = 0; round < kills; round++) {
      const server = await start(dataDir);
      const exited = new Promise((resolve) => server.process.once('exit', resolve));
      const client = new MongoClient(server.uri, {
        serverSelectionTimeoutMS: 500,
        retryWrites: false,
        // Durability against the death of the process needs no fsync: half of the rounds do without.
        writeConcern: round % 2 === 0 ? { w: 'majority' } : { w: 1 },
      });
      const db = client.db('crash');
      const collection = entries(db);
      if (round === 0) await collection.createIndex({ writer: 1, seq: 1 });
      else await verify(db, acknowledged);
      const writing = Array.from({ length: writers }, (_, writer) =>
        write(collection, writer, round, acknowledged),
      );
      const rebuilding = rebuild(collection);
      await delay(50 + Math.random() * 250);
      server.process.kill('SIGKILL');
      await exited;
      await Promise.all([...writing, rebuilding]);
      await client.close();
    }
    const server = await start(dataDir);
    const client = new MongoClient(server.uri);
    await verify(client.db('crash'), acknowledged);
    await client.close();
    const exited = new Promise((resolve) => server.process.once('exit', resolve));
    server.process.stdin?.end();
    await exited;
    return { kills, acknowledged: acknowledged.size };
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}
