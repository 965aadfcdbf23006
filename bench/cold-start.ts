/** How long does a cold start of a function take? */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { functionNames } from '../build/functions.ts';
import { directConversationId } from '../lib/conversations/conversation.ts';
import { prepareSampleData } from '../local/sample-data.ts';
import { BENCH, floor, OUTPUT, ours, peer, unbundledPeer, untrimmed } from './support/bundles.ts';
import { type ColdStart, coldStart } from './support/fresh-process.ts';
import { keep } from './support/report.ts';
import { startBenchStack } from './support/stack.ts';
import { median } from './support/statistics.ts';

const { values } = parseArgs({ options: { runs: { type: 'string', default: '30' } } });
const runs = Number(values.runs);

/** One MongoDB function that writes and one that reads, and one that asks DynamoDB only. */
const COMPARED = ['messages/send', 'messages/list', 'sessions/list'];

const stack = await startBenchStack();
const samples = await prepareSampleData();
const eventOf = async (name: string): Promise<string> =>
  samples.fill(await readFile(join(BENCH, '../events', `${name}.json`), 'utf8'));

/** The peers have separate users. */
async function registerWithPeers(): Promise<void> {
  const { collection } = await import('../lib/platform/mongo.ts');
  await collection('peer_users').insertMany([{ username: 'sample-alice' }, { username: 'sample-bob' }]);
  const { insertMessage, newMessageId } = await import('../lib/messages/store/messages.ts');
  const conversation = directConversationId('sample-alice', 'sample-bob');
  for (let seq = 1; seq <= 50; seq++) {
    const at = new Date(Date.now() - 3_600_000);
    const message = { conversation, from: 'sample-bob', to: 'sample-alice', text: `message ${seq}` };
    const times = { sentAt: at, editedAt: null, deletedAt: null };
    await insertMessage(
      { id: newMessageId(), ...message, seq, version: seq, clientId: null, ...times },
      null,
    );
    await collection('peer_messages').insertOne({ ...message, sentAt: at });
  }
  await collection('peer_messages').createIndex({ conversation: 1, _id: -1 });
}
await registerWithPeers();

/** The others have no sample event: schedules and CloudFormation call them, and no user waits. */
const hasEvent = (name: string): boolean => existsSync(join(BENCH, '../events', `${name}.json`));

const names = functionNames().filter(hasEvent);
const [trimmed, plain] = [await ours(names), await untrimmed(names)];
const files = {
  empty: await floor('empty'),
  find: await floor('find'),
  driver: await floor('driver'),
  mongoose: await peer('express-mongoose'),
  express: await peer('express-driver'),
};
const fileOf = (bundles: typeof trimmed, name: string) =>
  bundles.find((bundle) => bundle.name === name)?.file ?? '';

const results = new Map<string, ColdStart[]>();

async function measure(what: string, file: string, event: string, more: Record<string, string> = {}) {
  const result = await coldStart(file, await eventOf(event), { ...stack.env, ...more });
  const all = results.get(what) ?? [];
  all.push(result);
  results.set(what, all);
}

/** Alternates the compared programs, so that other load on the machine affects all of them. */
const cache = { NODE_COMPILE_CACHE: join(OUTPUT, 'compile-cache') };
for (let round = 0; round < runs; round++) {
  if (round % 10 === 0) console.log(`  round ${round + 1} of ${runs}`);
  for (const name of COMPARED) {
    await measure(`${name}, trimmed`, fileOf(trimmed, name), name);
    await measure(`${name}, untrimmed`, fileOf(plain, name), name);
    await measure(`${name}, trimmed, compile cache`, fileOf(trimmed, name), name, cache);
  }
  for (const name of ['messages/send', 'messages/list']) {
    await measure(`${name}, Express + mongoose`, files.mongoose.file, name);
    await measure(`${name}, Express + driver`, files.express.file, name);
    await measure(`${name}, Express + mongoose, node_modules`, unbundledPeer('express-mongoose'), name);
  }
  await measure('floor: nothing', files.empty.file, 'messages/send');
  await measure('floor: one find', files.find.file, 'messages/list');
  await measure('floor: the calls of send', files.driver.file, 'messages/send');
}
const others = names.filter((name) => !COMPARED.includes(name) && name !== 'system/web');
for (let round = 0; round < Math.ceil(runs / 3); round++) {
  if (round % 5 === 0) console.log(`  every function, round ${round + 1} of ${Math.ceil(runs / 3)}`);
  for (const name of others) {
    const event = name === 'system/fallback' ? `${name}.404-no-such-route` : name;
    await measure(
      `${name}, trimmed`,
      fileOf(trimmed, name),
      event === 'realtime/default' ? `${name}.400-unknown-type` : event,
    );
  }
}
await samples.close();
await stack.stop();

const of = (what: string, figure: 'load' | 'answer' | 'processor'): number =>
  median((results.get(what) ?? []).map((result) => result[figure]));
const bytesOf = (bundles: typeof trimmed, name: string): number =>
  bundles.find((bundle) => bundle.name === name)?.bytes ?? Number.NaN;
const sizeRatio = (name: string): number => bytesOf(trimmed, name) / bytesOf(plain, name);
const KB = 1024;
const kilobytes = (bytes: number) => Math.round(bytes / KB);

const loadRatio = (name: string) => of(`${name}, trimmed`, 'load') / of(`${name}, untrimmed`, 'load');
const answerRatio = (name: string, other: string, figure: 'answer' | 'processor' = 'answer') =>
  of(`${name}, trimmed`, figure) / of(`${name}, ${other}`, figure);

/** By what a function talks to. */
const usesMongodb = (name: string): boolean => bytesOf(plain, name) > 800 * KB;
const usesDynamodbOnly = (name: string): boolean => !usesMongodb(name) && bytesOf(plain, name) > 300 * KB;
const worst = (chosen: string[]): number => Math.max(...chosen.map(sizeRatio));
/** Ending a session also closes its sockets, over API Gateway's management API. */
const CLOSES_SOCKETS = /^sessions\/(end|end-all|refresh)$/;

keep('cold-start', {
  question: 'How long until a function that nobody called lately answers?',
  method:
    `Each start is a fresh process that loads one bundle and handles one valid event; ${runs} starts of each, taking turns, medians. "Load" is the time of require() alone, "answer" from the start of the process to the first answer, connection to the database included, over TCP on this machine. Processor time is that of the whole process until then, which neighbours disturb less. ` +
    '"Untrimmed" are the same functions bundled with esbuild’s defaults, minified, without build/’s measures. Ratios are ours divided by theirs: below 1 is faster or smaller. The machine’s Node.js starts in the time of "floor: nothing", which is part of every answer.',
  ratios: [
    {
      what: 'MongoDB functions: KB, trimmed / untrimmed (the worst of them)',
      value: worst(names.filter(usesMongodb)),
      atMost: 0.62,
    },
    { what: 'messages/send: load, trimmed / untrimmed', value: loadRatio('messages/send'), atMost: 0.7 },
    { what: 'messages/list: load, trimmed / untrimmed', value: loadRatio('messages/list'), atMost: 0.7 },
    {
      what: 'functions of DynamoDB alone: KB, trimmed / untrimmed (the worst of them)',
      value: worst(names.filter((name) => usesDynamodbOnly(name) && !CLOSES_SOCKETS.test(name))),
      atMost: 0.4,
    },
    {
      what: 'functions of DynamoDB and sockets: KB, trimmed / untrimmed (the worst of them)',
      value: worst(names.filter((name) => CLOSES_SOCKETS.test(name))),
      atMost: 0.4,
    },
    ...['messages/send', 'messages/list'].flatMap((name) => [
      {
        what: `${name}: answer, ours / Express + mongoose with node_modules, the usual zip`,
        value: answerRatio(name, 'Express + mongoose, node_modules'),
        atMost: 0.4,
      },
      {
        what: `${name}: answer, ours / Express + mongoose in one esbuild bundle`,
        value: answerRatio(name, 'Express + mongoose'),
        atMost: 0.4,
      },
      {
        what: `${name}: processor time to the answer, ours / Express + mongoose with node_modules`,
        value: answerRatio(name, 'Express + mongoose, node_modules', 'processor'),
      },
      {
        what: `${name}: processor time to the answer, ours / Express + mongoose in one esbuild bundle`,
        value: answerRatio(name, 'Express + mongoose', 'processor'),
      },
      {
        what: `${name}: answer, ours / Express + driver in one esbuild bundle`,
        value: answerRatio(name, 'Express + driver'),
      },
      { what: `${name}: answer, ours / untrimmed`, value: answerRatio(name, 'untrimmed') },
      {
        what: `${name}: answer, with / without V8’s compile cache`,
        value: of(`${name}, trimmed, compile cache`, 'answer') / of(`${name}, trimmed`, 'answer'),
      },
    ]),
    {
      what: 'messages/send: answer, ours / the bare calls',
      value: of('messages/send, trimmed', 'answer') / of('floor: the calls of send', 'answer'),
    },
    {
      what: 'messages/list: answer, ours / one find',
      value: of('messages/list, trimmed', 'answer') / of('floor: one find', 'answer'),
    },
  ],
  tables: [
    {
      title: `Milliseconds, medians (the functions that are compared with nothing: of ${Math.ceil(runs / 3)} starts)`,
      columns: ['what', 'load', 'answer', 'processor time'],
      rows: [...results.keys()].map((what) => [
        what,
        of(what, 'load').toFixed(1),
        of(what, 'answer').toFixed(1),
        of(what, 'processor').toFixed(1),
      ]),
    },
    {
      title: 'Sizes in KB, minified',
      columns: ['function', 'trimmed', 'gzip', 'untrimmed', 'ratio'],
      rows: [
        ...trimmed.map(({ name, bytes, gzipBytes }) => [
          name,
          kilobytes(bytes),
          kilobytes(gzipBytes),
          kilobytes(bytesOf(plain, name)),
          sizeRatio(name).toFixed(2),
        ]),
        ...(['mongoose', 'express', 'driver', 'find'] as const).map((name) => [
          {
            mongoose: 'Express + mongoose',
            express: 'Express + driver',
            driver: 'floor: the calls of send',
            find: 'floor: one find',
          }[name],
          kilobytes(files[name].bytes),
          kilobytes(files[name].gzipBytes),
          '',
          '',
        ]),
      ],
    },
  ],
  samples: Object.fromEntries(
    [...results].flatMap(([what, all]) => [
      [`${what}: load`, all.map(({ load }) => load)],
      [`${what}: answer`, all.map(({ answer }) => answer)],
      [`${what}: processor time`, all.map(({ processor }) => processor)],
    ]),
  ),
});
