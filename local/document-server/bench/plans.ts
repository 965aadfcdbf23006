/**
 * Operations on many documents, keys or elements, the same ones on several checkouts of this server in turn:
 * node bench/plans.ts --at ../../../before,. [--documents 100000] [--rounds 5]
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Db } from 'mongodb';
import { type Running, startServer } from './server.ts';

const HELP = `node bench/plans.ts [--at DIR,DIR] [--documents N] [--rounds N]

Runs the same operations on the server of each checkout, taking turns, and prints the median of each in ms.

  --at DIR,…      directories that hold bin/document-server.js (default: this one)
  --documents N   documents in the large collection (default 100000)
  --rounds N      times that each operation runs (default 5)
`;

const { values } = parseArgs({
  options: {
    at: { type: 'string' },
    documents: { type: 'string' },
    rounds: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  },
});
if (values.help) {
  process.stdout.write(HELP);
  process.exit(0);
}
const checkouts = (values.at ?? `${import.meta.dirname}/..`).split(',').map((dir) => resolve(dir));
const documents = Number(values.documents ?? 100_000);
const rounds = Number(values.rounds ?? 5);
const CONVERSATIONS = 1000;

const text = 'The quick brown fox jumps over the lazy dog. '.repeat(4);
const conversation = (n: number): string => `c${String(n).padStart(4, '0')}`;
const conversations = (count: number): string[] => Array.from({ length: count }, (_, i) => conversation(i));
const members = (count: number) => Array.from({ length: count }, (_, i) => ({ id: `u${i}`, role: 'member' }));

async function prepare(db: Db): Promise<void> {
  const messages = db.collection('messages');
  await messages.createIndex({ conversation: 1, seq: 1 });
  for (let n = 0; n < documents; n += 5000) {
    await messages.insertMany(
      Array.from({ length: Math.min(5000, documents - n) }, (_, i) => ({
        _id: n + i,
        conversation: conversation((n + i) % CONVERSATIONS),
        seq: Math.floor((n + i) / CONVERSATIONS),
        text,
      })) as never[],
    );
  }
  const groups = db.collection('groups');
  await groups.createIndex({ 'members.id': 1 });
  await groups.insertMany([1000, 10_000].map((size) => ({ _id: size, members: members(size) })) as never[]);
  await db.collection('rooms').insertMany(conversations(50).map((name) => ({ name })));
}

const newest = (count: number) => (db: Db) =>
  db
    .collection('messages')
    .find({ conversation: { $in: conversations(count) } })
    .sort({ seq: -1 })
    .limit(50)
    .toArray();
const update = (size: number, change: object) => (db: Db) =>
  db.collection('groups').updateOne({ _id: size as never }, change);
const lookup = (join: object) => (db: Db) =>
  db
    .collection('rooms')
    .aggregate([
      { $lookup: { from: 'messages', as: 'found', ...join } },
      { $project: { n: { $size: '$found' } } },
    ])
    .toArray();
const byExpression = {
  let: { name: '$name' },
  pipeline: [{ $match: { $expr: { $eq: ['$conversation', '$$name'] } } }],
};

const OPERATIONS: [string, (db: Db) => Promise<unknown>][] = [
  ['update a counter beside 1,000 indexed members', update(1000, { $inc: { n: 1 } })],
  ['update a counter beside 10,000 indexed members', update(10_000, { $inc: { n: 1 } })],
  ['change 1 of 1,000 indexed members', update(1000, { $inc: { 'members.0.n': 1 } })],
  ['change 1 of 10,000 indexed members', update(10_000, { $inc: { 'members.0.n': 1 } })],
  ['newest 50 of 100 conversations', newest(100)],
  ['newest 50 of 1,000 conversations', newest(1000)],
  [
    '5,000 values in $in',
    (db) =>
      db.collection('messages').countDocuments({
        conversation: { $in: Array.from({ length: 5000 }, (_, i) => conversation(i * 7)) },
      }),
  ],
  [
    '$in of 500 with $in of 100',
    (db) =>
      db.collection('messages').countDocuments({
        conversation: { $in: conversations(500) },
        seq: { $in: Array.from({ length: 100 }, (_, i) => i * 10) },
      }),
  ],
  [
    '$expr equality',
    (db) => db.collection('messages').countDocuments({ $expr: { $eq: ['$conversation', conversation(7)] } }),
  ],
  ['$lookup of 50, let and pipeline', lookup(byExpression)],
  ['$lookup of 50, localField', lookup({ localField: 'name', foreignField: 'conversation' })],
];

async function explained(db: Db): Promise<string> {
  const cursor = db.collection('messages').find({ conversation: { $in: conversations(1000) } });
  const { executionStats } = await cursor.sort({ seq: -1 }).limit(50).explain('executionStats');
  return `${executionStats.totalKeysExamined} keys and ${executionStats.totalDocsExamined} documents`;
}

const servers: Running[] = [];
for (const checkout of checkouts) {
  const server = await startServer(checkout);
  await prepare(server.db);
  servers.push(server);
}
const rows: Record<string, string | number>[] = [];
for (const [operation, run] of OPERATIONS) {
  const times = servers.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [i, { db }] of servers.entries()) {
      const taken = times[i] as number[];
      // Seconds need no second measurement.
      if ((taken[0] ?? 0) > 2000) continue;
      const started = performance.now();
      await run(db);
      taken.push(performance.now() - started);
    }
  }
  const medians = times.map((list) => list.sort((a, b) => a - b)[Math.floor(list.length / 2)] as number);
  const columns = medians.map((median, i) => [`ms ${i + 1}`, Number(median.toFixed(2))]);
  rows.push({ operation, ...Object.fromEntries(columns) });
}
for (const [i, checkout] of checkouts.entries()) console.log(`${i + 1}: ${checkout}`);
console.table(rows);
for (const { db } of servers) console.log(`explain, newest 50 of 1,000: ${await explained(db)}`);
for (const server of servers) await server.stop();
