/** What does a search cost beside a page of messages? */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { MongoClient } from 'mongodb';
import { ours } from './support/bundles.ts';
import { listEvent } from './support/conversation.ts';
import { COMMON, prepareCorpus, RARE } from './support/corpus.ts';
import { handlerOf } from './support/handler.ts';
import { keep } from './support/report.ts';
import { startBenchStack } from './support/stack.ts';
import { percentile } from './support/statistics.ts';

const { values } = parseArgs({
  options: {
    messages: { type: 'string', default: '100000' },
    conversations: { type: 'string', default: '500' },
    samples: { type: 'string', default: '300' },
    // A directory that keeps the messages for the next run.
    data: { type: 'string' },
  },
});
const counts = { messages: Number(values.messages), conversations: Number(values.conversations) };
const WARM_UP = 30;
const MESSAGES_PAGE = 200;
const HITS = 20;

const database = `search-${counts.messages}-${counts.conversations}`;
const stack = await startBenchStack(values.data === undefined ? undefined : { in: values.data, database });
const [messages, search] = await ours(['messages/list', 'search/messages']);
Object.assign(process.env, stack.env, { RATE_LIMITS: 'off' });
const listMessages = handlerOf(messages?.file ?? '');
const searchMessages = handlerOf(search?.file ?? '');

const { issueAccessToken } = await import('../lib/sessions/token.ts');
const file = values.data === undefined ? undefined : join(values.data, `${database}.json`);
const { owner, peers } = await prepareCorpus(file, counts, (done) => {
  if (done % 100_000 === 0) console.log(`  ${done.toLocaleString('en')} messages written`);
});
const { token } = await issueAccessToken({ username: owner, session: 'bench' });
const [peer = ''] = peers;
const talk = { alice: owner, bob: peer, conversation: '', token };

function searchEvent(q: string) {
  const query = { q, limit: String(HITS) };
  return {
    ...listEvent(talk),
    routeKey: 'GET /search',
    rawPath: '/search',
    rawQueryString: new URLSearchParams(query).toString(),
    queryStringParameters: query,
  };
}

const PAGE = `a page of ${MESSAGES_PAGE} messages`;
const QUERIES: Record<string, string> = {
  'a common word': `${COMMON} `,
  'a common word while it is typed': COMMON.slice(0, 5),
  'a rare word': `${RARE} `,
  'a rare word while it is typed': RARE.slice(0, 5),
  'a common and a rare word': `${COMMON} ${RARE}`,
  'two letters': 'ba',
  'two common words beside each other': `"ba ${COMMON}"`,
  'an author': `from:${peer}`,
  'a common word in one conversation': `in:${peer} ${COMMON} `,
  'a common word of one conversation while it is typed': `in:${peer} ${COMMON.slice(0, 5)}`,
  'a word that nobody wrote': 'zzzzzz',
};
const readings = [
  { what: PAGE, read: () => listMessages(listEvent(talk, { limit: String(MESSAGES_PAGE) })) },
  ...Object.entries(QUERIES).map(([what, q]) => ({ what, read: () => searchMessages(searchEvent(q)) })),
];

const hits: Record<string, string> = {};
const samples: Record<string, number[]> = Object.fromEntries(readings.map(({ what }) => [what, []]));
for (let round = 0; round < WARM_UP + Number(values.samples); round++) {
  for (const { what, read } of round % 2 ? readings : readings.toReversed()) {
    const began = performance.now();
    const { body = '' } = await read();
    const took = performance.now() - began;
    if (round >= WARM_UP) samples[what]?.push(took);
    if (round > 0 || what === PAGE) continue;
    const { Hits, Incomplete } = JSON.parse(body);
    hits[what] = `${Hits.length}${Incomplete ? ', incomplete' : ''}`;
  }
}

/** Of the embedded server, which compresses no keys as MongoDB does. */
const client = await MongoClient.connect(process.env.MONGODB_URI ?? '');
const { indexSizes } = await client.db(process.env.MONGODB_DATABASE).command({ collStats: 'messages' });
const bytesOf = (name: string): number => indexSizes[name] / counts.messages;
await client.close();
await stack.stop();

const p50 = (what: string) => percentile(samples[what] ?? [], 0.5);
const size = `${counts.messages.toLocaleString('en')} messages in ${counts.conversations} conversations`;

keep('search', {
  question: 'What does a search cost beside a page of messages?',
  method: `GET /search, ${HITS} hits of ${size}, all of one person, and GET /messages, a page of ${MESSAGES_PAGE}, through the bundled handlers in one warm process, on the embedded server over TCP${values.data === undefined ? '' : ', with its data in files'}: ${values.samples} readings of each, taking turns. Words are as often as Zipf's law says; the common one is in every eighth message, the rare one in ${Math.floor(counts.messages / 50_000)}.`,
  ratios: [
    'a common word',
    'a common word while it is typed',
    'a rare word',
    'a rare word while it is typed',
  ].map((what) => ({ what: `p50, ${what} / ${PAGE}`, value: p50(what) / p50(PAGE), atMost: 3 })),
  tables: [
    {
      title: 'Milliseconds',
      columns: ['what', 'hits', 'p50', 'p99'],
      rows: Object.entries(samples).map(([what, times]) => [
        what,
        hits[what] ?? '',
        percentile(times, 0.5).toFixed(2),
        percentile(times, 0.99).toFixed(2),
      ]),
    },
    {
      title: 'Bytes of indexes for each message, on the embedded server',
      columns: ['index', 'bytes'],
      rows: ['search', 'history_page', 'changed', 'received', '_id_'].map((name) => [
        name,
        bytesOf(name).toFixed(0),
      ]),
    },
  ],
  samples,
});
process.exit();
