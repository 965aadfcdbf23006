/**
 * node bench/bench.ts [--sizes 1000,100000,1000000]: what a chat does most, at growing sizes of the collection.
 *
 * The server runs in a separate process on a data directory on disk; the official driver measures round trips.
 */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { Collection } from 'mongodb';
import { startServer } from './server.ts';

interface Message {
  _id: string;
  conversation: string;
  seq: number;
  version: number;
  from: string;
  text: string;
  sentAt: Date;
  clientId?: string;
}

const { values } = parseArgs({ options: { sizes: { type: 'string' }, rounds: { type: 'string' } } });
const sizes = (values.sizes ?? '1000,100000,1000000').split(',').map(Number);
const ROUNDS = Number(values.rounds ?? 2000);
/** Messages per conversation. */
const LENGTH = 500;

const text = 'The quick brown fox jumps over the lazy dog, and then it writes a message about it. '.repeat(2);

function message(n: number): Message {
  const conversation = Math.floor(n / LENGTH);
  const seq = n % LENGTH;
  return {
    _id: `m${String(n).padStart(9, '0')}`,
    conversation: `c${String(conversation).padStart(6, '0')}`,
    seq,
    version: seq,
    from: `u${n % 2}`,
    text,
    sentAt: new Date(1_700_000_000_000 + n),
    clientId: `k${n}`,
  };
}

/** One operation on one size of collection, with the times it took. */
interface Series {
  size: number;
  run(): Promise<unknown>;
  times: number[];
}

/** Alternates the sizes, so that other load on the machine affects all of them. */
async function alternate(rounds: number, series: Series[]): Promise<void> {
  const turns = 20;
  for (const { run } of series) for (let i = 0; i < 100; i++) await run();
  for (let turn = 0; turn < turns; turn++) {
    for (const { run, times } of series) {
      for (let i = 0; i < rounds / turns; i++) {
        const started = process.hrtime.bigint();
        await run();
        times.push(Number(process.hrtime.bigint() - started) / 1e6);
      }
    }
  }
  for (const { times } of series) times.sort((a, b) => a - b);
}

const quantile = (times: number[], q: number): number => times[Math.floor(times.length * q)] as number;

const random = (n: number): number => Math.floor(Math.random() * n);

async function residentMegabytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) / 1024;
}

async function fill(messages: Collection<Message>, from: number, to: number): Promise<number> {
  const started = Date.now();
  for (let n = from; n < to; n += 5000) {
    const batch = Array.from({ length: Math.min(5000, to - n) }, (_, i) => message(n + i));
    await messages.insertMany(batch, { ordered: false, writeConcern: { w: 1 } });
  }
  return ((to - from) / (Date.now() - started)) * 1000;
}

async function main(): Promise<void> {
  const server = await startServer(`${import.meta.dirname}/..`);
  const { db } = server;
  await warmUp(db.collection<Message>('warm'));
  const collections: { size: number; messages: Collection<Message> }[] = [];
  for (const size of sizes) {
    const messages = db.collection<Message>(`messages_${size}`);
    await messages.createIndexes([
      { key: { conversation: 1, seq: -1 } },
      { key: { conversation: 1, version: 1 } },
      {
        key: { conversation: 1, from: 1, clientId: 1 },
        unique: true,
        partialFilterExpression: { clientId: { $exists: true } },
      },
    ]);
    const rate = await fill(messages, 0, size);
    console.log(
      `${size.toLocaleString('en')} documents filled in at ${Math.round(rate).toLocaleString('en')}/s`,
    );
    collections.push({ size, messages });
  }
  let next = 1_000_000_000;
  const insert = (w: 1 | 'majority') => (messages: Collection<Message>) =>
    messages.insertOne({ ...message(next++), conversation: 'bench' }, { writeConcern: { w } });
  const operations: [string, number, (messages: Collection<Message>, size: number) => Promise<unknown>][] = [
    ['insert, w:1', ROUNDS, insert(1)],
    ['insert, w:majority', ROUNDS / 4, insert('majority')],
    ['find by _id', ROUNDS, (messages, size) => messages.findOne({ _id: message(random(size))._id })],
    [
      'newest 50 of a conversation',
      ROUNDS,
      (messages, size) => {
        const { conversation } = message(random(Math.max(Math.floor(size / LENGTH), 1)) * LENGTH);
        return messages.find({ conversation }).sort({ seq: -1 }).limit(50).toArray();
      },
    ],
  ];
  const rows: Record<string, string | number>[] = [];
  for (const [operation, rounds, run] of operations) {
    const series = collections.map(
      ({ size, messages }): Series => ({ size, run: () => run(messages, size), times: [] }),
    );
    await alternate(rounds, series);
    const base = quantile(series[0]?.times ?? [], 0.5);
    for (const { size, times } of series) {
      rows.push({
        operation,
        documents: size.toLocaleString('en'),
        'p50 ms': quantile(times, 0.5).toFixed(3),
        'p99 ms': quantile(times, 0.99).toFixed(3),
        'p50 / first': (quantile(times, 0.5) / base).toFixed(2),
      });
    }
  }
  console.table(rows);
  const { messages, size } = collections.at(-1) as (typeof collections)[0];
  await explainAll(messages, size);
  await scanAll(messages, server.pid);
  const parallel = await concurrent(messages, () => next++);
  console.log(`50 clients, insert w:majority: ${Math.round(parallel)}/s`);
  await server.stop();
}

/** Lets both processes compile their code, so that the first size is not measured colder than the others. */
async function warmUp(messages: Collection<Message>): Promise<void> {
  await messages.createIndex({ conversation: 1, seq: -1 });
  for (let n = 0; n < 3000; n++) {
    await messages.insertOne(message(n));
    await messages.findOne({ _id: message(random(n + 1))._id });
    await messages.find({ conversation: 'c000000' }).sort({ seq: -1 }).limit(50).toArray();
  }
  await messages.drop();
}

/** Many acknowledged writes at a time share their fsyncs. */
async function concurrent(messages: Collection<Message>, id: () => number): Promise<number> {
  const started = Date.now();
  let done = 0;
  await Promise.all(
    Array.from({ length: 50 }, async () => {
      while (Date.now() - started < 3000) {
        await messages.insertOne(
          { ...message(id()), conversation: 'parallel' },
          { writeConcern: { w: 'majority' } },
        );
        done++;
      }
    }),
  );
  return (done / (Date.now() - started)) * 1000;
}

async function explainAll(messages: Collection<Message>, size: number): Promise<void> {
  const { conversation, _id, clientId, from } = message(random(size));
  const queries = {
    'by _id': messages.find({ _id }).limit(1),
    'newest 50': messages
      .find({ conversation, seq: { $lt: 400 } })
      .sort({ seq: -1 })
      .limit(50),
    'changed since': messages
      .find({ conversation, version: { $gt: 100 } })
      .sort({ version: 1 })
      .limit(200),
    'by clientId': messages.find({ conversation, from, clientId: clientId as string }).limit(1),
  };
  for (const [name, cursor] of Object.entries(queries)) {
    const { queryPlanner, executionStats: stats } = await cursor.explain('executionStats');
    const stages: string[] = [];
    for (let stage = queryPlanner.winningPlan; stage; stage = stage.inputStage) stages.push(stage.stage);
    console.log(
      `${name}: ${stages.join(' < ')}, ${stats.totalKeysExamined} keys for ${stats.nReturned} documents`,
    );
  }
}

async function scanAll(messages: Collection<Message>, pid: number): Promise<void> {
  let peak = 0;
  let n = 0;
  const started = Date.now();
  for await (const _ of messages.find({}, { raw: true })) {
    if (++n % 20_000 === 0) peak = Math.max(peak, await residentMegabytes(pid));
  }
  const seconds = (Date.now() - started) / 1000;
  console.log(
    `scan of ${n.toLocaleString('en')} documents: ${seconds.toFixed(1)} s, server at most ${Math.round(peak)} MB resident`,
  );
}

await main();
