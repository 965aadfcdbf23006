/** What does a group of 1,000 cost beside a conversation of two, and how close to each other do its members get a message? */
import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';
import { startChild } from '../local/child.ts';
import { queueEvent } from '../test/support/server/queue-event.ts';
import { postAll, signedPosts } from './support/bare-posts.ts';
import { BENCH, ours } from './support/bundles.ts';
import { listEvent, PAGE, prepareTalk, sendEvent, type Talk } from './support/conversation.ts';
import { connect, prepareGroup } from './support/group.ts';
import { handlerOf } from './support/handler.ts';
import { keep } from './support/report.ts';
import { startBenchStack } from './support/stack.ts';
import { median, percentile } from './support/statistics.ts';

const { values } = parseArgs({
  options: {
    sends: { type: 'string', default: '600' },
    fans: { type: 'string', default: '60' },
    pages: { type: 'string', default: '600' },
  },
});
const WARM_UP = 30;
const [SIZE, CONNECTED] = [1_000, 250];
/** As many batches as a group of 250 has. */
const BATCHES = 3;

const samples: Record<string, number[]> = {};
const add = (what: string, milliseconds: number, round: number) => {
  if (round >= WARM_UP) samples[what] = [...(samples[what] ?? []), milliseconds];
};
async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

const stack = await startBenchStack();
const { promise: address, resolve } = Promise.withResolvers<string>();
const gateway = startChild(`${BENCH}/support/management-api.ts`, [], { env: process.env, onLine: resolve });
const pushAddress = await address;
Object.assign(process.env, stack.env, { WEBSOCKET_MANAGEMENT_URL: pushAddress });
const bundles = await ours(['messages/send', 'messages/list', 'queue/fan-out']);
const fileOf = (name: string): string => bundles.find((bundle) => bundle.name === name)?.file ?? '';
const [send, list] = [handlerOf(fileOf('messages/send')), handlerOf(fileOf('messages/list'))];

const talk = await prepareTalk(1);
const [own = ''] = await connect([talk.alice, talk.bob]);
const inGroup = (id: string) => ({
  ...sendEvent(talk),
  body: JSON.stringify({ Conversation: id, Message: 'hello' }),
});

/** The same sender, taking turns. What is queued waits: on AWS other environments take it. */
async function measureAnswers(): Promise<void> {
  const { id } = await prepareGroup(talk.alice, SIZE, CONNECTED);
  const sends = [
    { what: 'send to two people', event: sendEvent(talk) },
    { what: 'send to a group of 1,000', event: inGroup(id) },
  ];
  for (let round = 0; round < WARM_UP + Number(values.sends); round++) {
    for (const { what, event } of round % 2 ? sends : sends.toReversed()) {
      add(what, await timed(() => send(event)), round);
    }
  }
}

async function takeSpread(): Promise<number | undefined> {
  const answer = await fetch(`${pushAddress}/spread`);
  const { frames, milliseconds } = (await answer.json()) as { frames: number; milliseconds: number };
  // On a busy machine a request can take longer than it may.
  if (frames === CONNECTED) return milliseconds;
  console.log(`  ${frames} of ${CONNECTED} frames came: not counted`);
  return undefined;
}

/** All batches in this process, with the 50 connections that one environment has, as many as the loops have. */
async function measureSpread(): Promise<void> {
  const { id, sockets: others } = await prepareGroup(talk.alice, CONNECTED, CONNECTED - 1);
  const sockets = [own, ...others];
  const { handler: push } = createRequire(import.meta.url)(fileOf('queue/fan-out'));
  const { body = '' } = await send({
    ...inGroup(id),
    headers: { ...sendEvent(talk).headers, prefer: 'return=representation' },
  });
  const { Id: message, Version: version, ...rest } = JSON.parse(body);
  const context = { awsRequestId: 'bench', functionName: 'bench', getRemainingTimeInMillis: () => 10_000 };
  const batch = { type: 'message.created', conversation: id, message, version, of: BATCHES };
  const pushBatches = () =>
    Promise.all(
      Array.from({ length: BATCHES }, (_, index) =>
        push(queueEvent({ body: { ...batch, batch: index } }), context),
      ),
    );
  const postAllSigned = await signedPosts(pushAddress);
  const data = { Id: message, Version: version, ...rest };
  const frame = JSON.stringify({ type: batch.type, conversation: id, version, data });
  const ways = [
    { what: 'first to last frame, queue-fan-out', work: pushBatches },
    { what: 'first to last frame, a bare loop', work: () => postAllSigned(sockets, frame) },
    {
      what: 'first to last frame, a bare loop without signatures',
      work: () => postAll(pushAddress, sockets, frame),
    },
  ];
  await fetch(`${pushAddress}/spread`);
  for (let round = 0; round < WARM_UP + Number(values.fans); round++) {
    for (const { what, work } of round % 2 ? ways : ways.toReversed()) {
      const whole = await timed(work);
      const spread = await takeSpread();
      if (spread === undefined) continue;
      add(what.replace('first to last frame', 'begin to end'), whole, round);
      add(what, spread, round);
    }
  }
}

/**
 * Every second message answers another one and has three reactions.
 * @param far how many messages before the answer; 1 is on the same page
 */
async function withQuotesAndReactions(conversation: Talk, far: number): Promise<Talk> {
  const { collection } = await import('../lib/platform/mongo.ts');
  const newest = await collection('messages')
    .find({ conversation: conversation.conversation })
    .sort({ seq: -1 })
    .limit(PAGE + far)
    .toArray();
  const reactions = ['👍', '🎉', '😀'].map((emoji) => ({ emoji, by: conversation.bob }));
  for (const [index, { _id }] of newest.slice(0, PAGE).entries()) {
    if (index % 2 === 1) continue;
    const replyTo = newest[index + far]?._id.toHexString();
    await collection('messages').updateOne({ _id }, { $set: { replyTo, reactions } });
  }
  return conversation;
}

async function measurePages(): Promise<void> {
  const LENGTH = 1_000;
  const readings = [
    { what: 'page without quotes and reactions', talk: await prepareTalk(LENGTH) },
    {
      what: 'page with quotes and reactions',
      talk: await withQuotesAndReactions(await prepareTalk(LENGTH), 1),
    },
    {
      what: 'page with reactions, and quotes of another page',
      talk: await withQuotesAndReactions(await prepareTalk(LENGTH), 5 * PAGE),
    },
  ].map(({ what, talk: of }) => ({ what, event: listEvent(of) }));
  for (let round = 0; round < WARM_UP + Number(values.pages); round++) {
    for (const { what, event } of round % 2 ? readings : readings.toReversed()) {
      const began = performance.now();
      const { body = '' } = await list(event);
      add(what, performance.now() - began, round);
      const quotes = JSON.parse(body).filter(({ Quoted }: { Quoted: object | null }) => Quoted).length;
      if (quotes !== (what.includes('without') ? 0 : PAGE / 2)) throw new Error(`${what}: ${quotes} quotes`);
    }
  }
}

console.log('  answers');
await measureAnswers();
console.log('  frames');
await measureSpread();
console.log('  pages');
await measurePages();
await gateway.stop(500);
await stack.stop();

const at = (what: string) => median(samples[what] ?? []);

keep('group', {
  question:
    'What does a group of 1,000 cost beside a conversation of two, and how close to each other do its members get a message?',
  method: `Every request goes through bundled handlers in one warm process, on the embedded servers over TCP; the compared requests take turns, and figures are medians. The answer: ${values.sends} sends of one person to a conversation of two with a socket each, which are pushed to before the answer, and to a group of ${SIZE}, which is queued in ten batches. The frames: ${values.fans} events for ${CONNECTED} connected members in ${BATCHES} batches at once, from the first to the last post that reaches the management API, against a loop that signs and posts the same frame to the same sockets, 50 posts at once; the function has 50 connections as well. On AWS each batch runs in a separate environment. The page: ${PAGE} messages of which every second has a quote and three reactions; the quoted messages are on the same page, or all of them five pages before.`,
  ratios: [
    {
      what: 'answer: send to a group of 1,000 / to two people',
      value: at('send to a group of 1,000') / at('send to two people'),
      atMost: 1.3,
    },
    {
      what: 'first to last frame: queue-fan-out / a bare loop',
      value: at('first to last frame, queue-fan-out') / at('first to last frame, a bare loop'),
      atMost: 2,
    },
    {
      what: 'begin to last frame: queue-fan-out / a bare loop',
      value: at('begin to end, queue-fan-out') / at('begin to end, a bare loop'),
      atMost: 2,
    },
    {
      what: 'page of messages: with / without quotes and reactions',
      value: at('page with quotes and reactions') / at('page without quotes and reactions'),
      atMost: 1.3,
    },
    {
      what: 'page of messages: with quotes of another page / without quotes and reactions',
      value: at('page with reactions, and quotes of another page') / at('page without quotes and reactions'),
      atMost: 1.3,
    },
  ],
  tables: [
    {
      title: 'Milliseconds',
      columns: ['what', 'p50', 'p99'],
      rows: Object.entries(samples).map(([what, times]) => [
        what,
        median(times).toFixed(2),
        percentile(times, 0.99).toFixed(2),
      ]),
    },
  ],
  samples,
});
process.exit();
