/** How long until a message shows on the other side, and what do sockets cost that are gone? */
import { parseArgs } from 'node:util';
import { startChild } from '../local/child.ts';
import { bearer, http } from '../test/support/http/http.ts';
import { registration } from '../test/support/people/registration.ts';
import { makeDataDir, removeDataDir, startProduct } from '../test/support/server/product.ts';
import { LiveSocket } from '../test/support/sockets/live-socket.ts';
import { BENCH, ours } from './support/bundles.ts';
import { prepareTalk, sendEvent } from './support/conversation.ts';
import { handlerOf } from './support/handler.ts';
import { keep } from './support/report.ts';
import { startBenchStack } from './support/stack.ts';
import { median, percentile } from './support/statistics.ts';

const { values } = parseArgs({
  options: { messages: { type: 'string', default: '300' }, samples: { type: 'string', default: '60' } },
});
const WARM_UP = 30;
const SOCKETS = 20;
const STALE = [0, 0.3, 0.9];

const samples: Record<string, number[]> = {};
const add = (what: string, milliseconds: number) => {
  samples[what] = [...(samples[what] ?? []), milliseconds];
};

/** Through `npm start`: both gateways, functions and databases on this machine. */
async function measureFrames(): Promise<void> {
  const product = await startProduct(await makeDataDir(), { env: { RATE_LIMITS: 'off' } });
  const { url } = product;
  const enter = async (username: string): Promise<string> => {
    const form = registration(username);
    await http('POST', `${url}/Register`, form);
    return (await http('POST', `${url}/Login`, { username, password: form.password })).body.Token;
  };
  const [alice, bob] = [await enter('alice'), await enter('bob')];
  const his = await LiveSocket.open(url, bob);
  for (let index = 0; index < WARM_UP + Number(values.messages); index++) {
    const Message = `message ${index}`;
    const began = performance.now();
    const answered = http('POST', `${url}/messages`, { User: 'bob', Message }, bearer(alice));
    const isIt = ({ data }: { data?: unknown }) =>
      (data as { Message?: string } | undefined)?.Message === Message;
    await his.until(() => his.frames.some(isIt), `the frame of ${Message}`);
    const arrived = performance.now() - began;
    await answered;
    his.frames.length = 0;
    if (index < WARM_UP) continue;
    add('POST to frame', arrived);
    add('POST to answer', performance.now() - began);
  }
  his.close();
  await product.interrupt();
  await removeDataDir(product.dataDir);
}

/** The bundled handler, twenty sockets on the other side, a management API that knows which of them are gone. */
async function measureFanOut(): Promise<void> {
  const stack = await startBenchStack();
  const { promise: address, resolve } = Promise.withResolvers<string>();
  const gateway = startChild(`${BENCH}/support/management-api.ts`, [], { env: process.env, onLine: resolve });
  Object.assign(process.env, stack.env, { WEBSOCKET_MANAGEMENT_URL: await address });
  const [bundle] = await ours(['messages/send']);
  const send = handlerOf(bundle?.file ?? '');
  const { insertConnection } = await import('../lib/realtime/store/connections.ts');
  const expiresAt = new Date(Date.now() + 3_600_000);

  const timed = async (event: object): Promise<number> => {
    const began = performance.now();
    await send(event);
    return performance.now() - began;
  };
  for (let round = 0; round < WARM_UP / 3 + Number(values.samples); round++) {
    for (const share of STALE) {
      // A separate conversation for each, so that they do not affect each other.
      const talk = await prepareTalk(1);
      for (let index = 0; index < SOCKETS; index++) {
        const id = `${index < SOCKETS * share ? 'stale' : 'live'}-${talk.bob}-${index}`;
        await insertConnection({ id, username: talk.bob, session: 'bench' }, expiresAt);
      }
      const event = sendEvent(talk);
      const [first, second] = [await timed(event), await timed(event)];
      if (round < WARM_UP / 3) continue;
      add(`first send, ${share * 100} % of ${SOCKETS} sockets stale`, first);
      add(`second send, ${share * 100} % of ${SOCKETS} sockets stale`, second);
    }
  }
  await gateway.stop(500);
  await stack.stop();
}

console.log('  from POST to frame, through npm start');
await measureFrames();
console.log(`  sends to ${SOCKETS} sockets, some of them gone`);
await measureFanOut();

const at = (what: string) => median(samples[what] ?? []);
const send = (which: 'first' | 'second', share: number) =>
  at(`${which} send, ${share * 100} % of ${SOCKETS} sockets stale`);

keep('push', {
  question: 'How long until a message shows on the other side, and what do sockets cost that are gone?',
  method: `From the POST to the frame on the other side: ${values.messages} messages, one after the other, through a running npm start, where both gateways, all functions and both databases share this machine. The cost of stale sockets: ${values.samples} conversations for each share, whose other side has ${SOCKETS} sockets; the bundled handler sends twice, medians. Ratios are against the same send to ${SOCKETS} live sockets.`,
  ratios: [
    { what: 'POST to frame: p50', value: at('POST to frame'), unit: ' ms' },
    { what: 'POST to frame: p99', value: percentile(samples['POST to frame'] ?? [], 0.99), unit: ' ms' },
    { what: 'first send, 30 % stale / none stale', value: send('first', 0.3) / send('first', 0) },
    {
      what: 'first send, 90 % stale / none stale',
      value: send('first', 0.9) / send('first', 0),
      atMost: 1.1,
    },
    {
      what: 'second send, 90 % stale at the first / none stale',
      value: send('second', 0.9) / send('second', 0),
      atMost: 1,
    },
  ],
  tables: [
    {
      title: 'Milliseconds',
      columns: ['what', 'p50', 'p99'],
      rows: Object.entries(samples).map(([what, times]) => [
        what,
        median(times).toFixed(1),
        percentile(times, 0.99).toFixed(1),
      ]),
    },
  ],
  samples,
});
process.exit();
