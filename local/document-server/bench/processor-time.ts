/**
 * Processor time of single commands within the server, without sockets and driver:
 *
 *   node bench/processor-time.ts [--at DIR,…] [--rounds 15]
 *
 * Several directories of this package compare their versions in one process, taking turns. The last ones pay for the
 * memory of the others: run it in both orders.
 */
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { type Document, serialize } from 'bson';

const { values } = parseArgs({
  options: {
    at: { type: 'string', default: fileURLToPath(new URL('..', import.meta.url)) },
    rounds: { type: 'string', default: '15' },
  },
});
const MESSAGES = 20_000;

const message = (n: number) => ({
  _id: `m${n}`,
  conversation: `c${n % 200}`,
  seq: Math.floor(n / 200),
  from: `u${n % 2}`,
  text: 'The quick brown fox jumps over the lazy dog, and then it writes a message about it. ',
  sentAt: new Date(),
});

const conversation = {
  _id: 'c1',
  members: [
    { username: 'alice', readSeq: 0 },
    { username: 'bob', readSeq: 0 },
  ],
  version: 0,
  changedAt: new Date(0),
};

/** What a send does to its conversation: the next version, the time, and the newest message. */
const updates = {
  plain: (n: number) => ({
    $inc: { version: 1 },
    $max: { changedAt: new Date() },
    $set: { lastMessages: [{ ...message(n), onlyFor: null }] },
  }),
  pipeline: (n: number) => {
    const literals = Object.entries(message(n)).map(([name, value]) => [name, { $literal: value }]);
    const next = { $add: [{ $ifNull: ['$version', 0] }, 1] };
    const entry = { ...Object.fromEntries(literals), version: next, onlyFor: null };
    const blocks = { $filter: { input: { $ifNull: ['$blocks', []] }, cond: { $ne: ['$$this.by', 'u1'] } } };
    const others = { $filter: { input: '$lastMessages', cond: { $ne: ['$$this.onlyFor', 'u1'] } } };
    const known = {
      $cond: [{ $isArray: '$lastMessages' }, { $concatArrays: [others, [entry]] }, '$$REMOVE'],
    };
    const lastMessages = { $cond: [{ $gt: [{ $size: blocks }, 0] }, known, [entry]] };
    return [{ $set: { version: next, changedAt: { $max: ['$changedAt', new Date()] }, lastMessages } }];
  },
};

const send = (update: object) => ({
  findAndModify: 'conversations',
  query: { _id: 'c1', 'blocks.by': { $ne: 'u1' }, members: { $elemMatch: { username: 'alice' } } },
  update,
  new: true,
  fields: { version: 1, members: 1 },
});

let next = 1_000_000;
const COMMANDS: [string, number, (n: number) => Document][] = [
  ['update with operators', 400, (n) => send(updates.plain(n))],
  ['update with a pipeline', 400, (n) => send(updates.pipeline(n))],
  ['insert', 1000, () => ({ insert: 'messages', documents: [message(next++)] })],
  ['find by _id', 400, (n) => ({ find: 'messages', filter: { _id: `m${(n * 31) % MESSAGES}` } })],
  [
    'newest 50',
    100,
    (n) => ({ find: 'messages', filter: { conversation: `c${n % 200}` }, sort: { seq: -1 }, limit: 50 }),
  ],
  ['first 2,000', 5, () => ({ find: 'messages', batchSize: 2000 })],
  ['count by a scan', 1, () => ({ count: 'messages', query: { text: 'x' } })],
];

type Run = (bytes: Uint8Array) => Promise<void>;

async function open(directory: string): Promise<Run> {
  const load = (file: string) => import(pathToFileURL(resolve(directory, 'src', file)).href);
  const { Server } = await load('server.ts');
  const { Dispatcher } = await load('commands/dispatch.ts');
  const { allCommands } = await load('commands/all.ts');
  const { decodeDocument } = await load('bson/decode.ts');
  const { encodeDocument } = await load('bson/encode.ts');
  const dispatcher = new Dispatcher(new Server({}), allCommands);
  const connection = { id: 1, localAddress: '', closed: false, close() {} };
  const run: Run = async (bytes) => {
    encodeDocument(await dispatcher.run(decodeDocument(bytes), { connection }));
  };
  const index = (key: object) => ({ key, name: Object.keys(key).join() });
  await run(
    command({
      createIndexes: 'conversations',
      indexes: [
        { 'members.username': 1, changedAt: 1 },
        { 'members.username': 1, _id: 1 },
        { 'blocks.by': 1 },
      ].map(index),
    }),
  );
  await run(command({ insert: 'conversations', documents: [conversation] }));
  await run(command({ createIndexes: 'messages', indexes: [index({ conversation: 1, seq: -1 })] }));
  for (let n = 0; n < MESSAGES; n += 1000) {
    const documents = Array.from({ length: 1000 }, (_, i) => message(n + i));
    await run(command({ insert: 'messages', documents }));
  }
  return run;
}

function command(body: Document): Uint8Array {
  return serialize({ ...body, $db: 'd' });
}

async function microseconds(run: Run, commands: Uint8Array[]): Promise<number> {
  const before = process.cpuUsage();
  for (const bytes of commands) await run(bytes);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / commands.length;
}

const directories = values.at.split(',');
const servers: Run[] = [];
for (const directory of directories) servers.push(await open(directory));
const rows: Record<string, string | number>[] = [];
const WARM_UP = 3;
let n = 0;
for (const [operation, count, make] of COMMANDS) {
  const taken = servers.map((): number[] => []);
  for (let round = -WARM_UP; round < Number(values.rounds); round++) {
    for (const [i, run] of servers.entries()) {
      const commands = Array.from({ length: count }, () => command(make(++n)));
      const time = await microseconds(run, commands);
      if (round >= 0) taken[i]?.push(time);
    }
  }
  const medians = taken.map((times) => times.sort((a, b) => a - b)[times.length >> 1] as number);
  const columns = medians.map((median, i) => [`µs ${i + 1}`, Number(median.toFixed(1))]);
  rows.push({ operation, ...Object.fromEntries(columns) });
}
for (const [i, directory] of directories.entries()) console.log(`${i + 1}: ${directory}`);
console.table(rows);
process.exit(0);
