/**
 * What an index over the words of messages costs and gives: {conversation, terms, seq} with ten terms a message.
 * node bench/capacity.ts [--documents 1000000] [--rounds 20]
 */
import { parseArgs } from 'node:util';
import type { Collection } from 'mongodb';
import { type Running, startServer } from './server.ts';

const HELP = `node bench/capacity.ts [--documents N] [--rounds N]

Fills one server with messages without an index over their terms and one with it, taking turns, and prints the rates
and the bytes per message. Then searches the indexed one.

  --documents N   messages in each (default 1000000)
  --rounds N      times that each search runs (default 20)
`;

const { values } = parseArgs({
  options: {
    documents: { type: 'string' },
    rounds: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  },
});
if (values.help) {
  process.stdout.write(HELP);
  process.exit(0);
}
const documents = Number(values.documents ?? 1_000_000);
const rounds = Number(values.rounds ?? 20);
/** Messages per conversation. */
const LENGTH = 500;
const conversations = Math.max(Math.floor(documents / LENGTH), 1);
const TERMS = 10;
const VOCABULARY = 20_000;
const BATCH = 5000;
const text = 'The quick brown fox jumps over the lazy dog, and then it writes a message about it. ';

interface Message {
  _id: number;
  conversation: string;
  seq: number;
  text: string;
  terms: string[];
}

const conversation = (n: number): string => `c${String(n).padStart(6, '0')}`;

/** Four letters, spread over the alphabet. */
function word(n: number): string {
  let rest = (n * 7919 + 12_345) % 26 ** 4;
  let letters = '';
  for (let i = 0; i < 4; i++) {
    letters = String.fromCharCode(97 + (rest % 26)) + letters;
    rest = Math.floor(rest / 26);
  }
  return letters;
}

/** Some words are in every third message, most in one of thousands. Conversations take turns, as in a chat. */
function message(n: number): Message {
  const terms = new Set<string>();
  while (terms.size < TERMS) terms.add(word(Math.floor(VOCABULARY * Math.random() ** 3)));
  return {
    _id: n,
    conversation: conversation(n % conversations),
    seq: Math.floor(n / conversations),
    text,
    terms: [...terms],
  };
}

interface Filled {
  server: Running;
  messages: Collection<Message>;
  milliseconds: number;
}

async function start(indexed: boolean): Promise<Filled> {
  const server = await startServer(`${import.meta.dirname}/..`);
  const messages = server.db.collection<Message>('messages');
  await messages.createIndex({ conversation: 1, seq: -1 });
  if (indexed) await messages.createIndex({ conversation: 1, terms: 1, seq: -1 });
  return { server, messages, milliseconds: 0 };
}

const sides = [await start(false), await start(true)];
for (let n = 0; n < documents; n += BATCH) {
  const batch = Array.from({ length: Math.min(BATCH, documents - n) }, (_, i) => message(n + i));
  for (const side of sides) {
    const started = performance.now();
    await side.messages.insertMany(batch, { ordered: false });
    side.milliseconds += performance.now() - started;
  }
}
for (const [i, { server, milliseconds }] of sides.entries()) {
  const rate = Math.round((documents / milliseconds) * 1000);
  const bytes = Math.round((await server.bytes()) / documents);
  console.log(
    `${i === 0 ? 'without' : 'with'} the index: ${rate.toLocaleString('en')} messages/s, ${bytes} bytes per message on disk`,
  );
}

const { messages } = sides[1] as Filled;
const [common, second, rare] = [word(0), word(1), word(15_000)];
const random = (): string => conversation(Math.floor(Math.random() * conversations));
const hundred = () => ({ $in: Array.from({ length: 100 }, random) });
const prefix = word(100).slice(0, 2);
const SEARCHES: [string, () => object][] = [
  ['one conversation, common word', () => ({ conversation: random(), terms: common })],
  ['one conversation, rare word', () => ({ conversation: random(), terms: rare })],
  ['one conversation, two words', () => ({ conversation: random(), terms: { $all: [common, second] } })],
  ['one conversation, prefix', () => ({ conversation: random(), terms: new RegExp(`^${prefix}`) })],
  ['100 conversations, common word', () => ({ conversation: hundred(), terms: common })],
  ['100 conversations, rare word', () => ({ conversation: hundred(), terms: rare })],
  ['100 conversations, two words', () => ({ conversation: hundred(), terms: { $all: [common, second] } })],
  ['100 conversations, prefix', () => ({ conversation: hundred(), terms: new RegExp(`^${prefix}`) })],
];
const rows: Record<string, string | number>[] = [];
for (const [search, filter] of SEARCHES) {
  const query = () => messages.find(filter()).sort({ seq: -1 }).limit(50);
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const started = performance.now();
    await query().toArray();
    times.push(performance.now() - started);
  }
  times.sort((a, b) => a - b);
  const { executionStats: stats } = await query().explain('executionStats');
  rows.push({
    'newest 50 of': search,
    'p50 ms': Number((times[Math.floor(times.length / 2)] as number).toFixed(2)),
    'max ms': Number((times.at(-1) as number).toFixed(2)),
    keys: stats.totalKeysExamined,
    documents: stats.totalDocsExamined,
    returned: stats.nReturned,
  });
}
console.table(rows);
for (const { server } of sides) await server.stop();
