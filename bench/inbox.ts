/** What does the inbox cost beside a page of messages, however many conversations there are? */
import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { writeConversations } from '../test/support/people/many-conversations.ts';
import { registration } from '../test/support/people/registration.ts';
import { ours } from './support/bundles.ts';
import { listEvent, prepareTalk } from './support/conversation.ts';
import { handlerOf } from './support/handler.ts';
import { keep } from './support/report.ts';
import { startBenchStack } from './support/stack.ts';
import { percentile } from './support/statistics.ts';

const { values } = parseArgs({
  options: {
    lengths: { type: 'string', default: '50,5000' },
    samples: { type: 'string', default: '500' },
  },
});
const lengths = values.lengths.split(',').map(Number);
const WARM_UP = 100;
const INBOX_PAGE = 100;
const MESSAGES_PAGE = 200;

const stack = await startBenchStack();
const [messages, inbox] = await ours(['messages/list', 'conversations/list']);
Object.assign(process.env, stack.env);
const listMessages = handlerOf(messages?.file ?? '');
const listInbox = handlerOf(inbox?.file ?? '');

const { register } = await import('../lib/accounts/registration.ts');
const { issueAccessToken } = await import('../lib/sessions/token.ts');
const talk = await prepareTalk(1_000);
const PAGE_OF_MESSAGES = `a page of ${MESSAGES_PAGE} messages`;
const readings = [
  {
    what: PAGE_OF_MESSAGES,
    size: MESSAGES_PAGE,
    read: () => listMessages(listEvent(talk, { limit: String(MESSAGES_PAGE) })),
  },
];
const inboxOf = (length: number) => `the inbox of ${length.toLocaleString('en')} conversations`;
for (const length of lengths) {
  const username = `owner-${randomBytes(4).toString('hex')}`;
  await register(registration(username));
  await writeConversations(username, { conversations: length, messages: 10, unread: 5 });
  const { token } = await issueAccessToken({ username, session: 'bench' });
  const query = { limit: String(INBOX_PAGE) };
  const event = {
    ...listEvent({ ...talk, token }),
    routeKey: 'GET /conversations',
    rawPath: '/conversations',
    rawQueryString: new URLSearchParams(query).toString(),
    queryStringParameters: query,
  };
  readings.push({
    what: inboxOf(length),
    size: Math.min(length, INBOX_PAGE),
    read: () => listInbox(event),
  });
}

const samples: Record<string, number[]> = Object.fromEntries(readings.map(({ what }) => [what, []]));
for (let round = 0; round < WARM_UP + Number(values.samples); round++) {
  for (const { what, size, read } of round % 2 ? readings : readings.toReversed()) {
    const began = performance.now();
    const { body = '' } = await read();
    const took = performance.now() - began;
    if (round >= WARM_UP) samples[what]?.push(took);
    else if (JSON.parse(body).length !== size) throw new Error(`${what} is not a whole page`);
  }
}
await stack.stop();

const p50 = (what: string) => percentile(samples[what] ?? [], 0.5);

keep('inbox', {
  question: 'What does the inbox cost beside a page of messages, however many conversations there are?',
  method: `GET /conversations, a page of at most ${INBOX_PAGE}, and GET /messages, a page of ${MESSAGES_PAGE}, through the bundled handlers in one warm process, on the embedded server over TCP: ${values.samples} readings of each, taking turns. Every third conversation has unread messages.`,
  ratios: lengths.map((length) => ({
    what: `p50, ${inboxOf(length)} / ${PAGE_OF_MESSAGES}`,
    value: p50(inboxOf(length)) / p50(PAGE_OF_MESSAGES),
    atMost: 2.5,
  })),
  tables: [
    {
      title: 'Milliseconds',
      columns: ['what', 'p50', 'p99'],
      rows: Object.entries(samples).map(([what, times]) => [
        what,
        percentile(times, 0.5).toFixed(2),
        percentile(times, 0.99).toFixed(2),
      ]),
    },
  ],
  samples,
});
process.exit();
