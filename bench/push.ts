/** From POST to frame: how long until a message shows on the other side, through a running `npm start`. */
import { parseArgs } from 'node:util';
import { bearer, http } from '../test/support/http.ts';
import { LiveSocket } from '../test/support/live-socket.ts';
import { makeDataDir, removeDataDir, startProduct } from '../test/support/product.ts';
import { registration } from '../test/support/registration.ts';

const { values } = parseArgs({ options: { messages: { type: 'string', default: '200' } } });
const count = Number(values.messages);

const product = await startProduct(await makeDataDir());
const { url } = product;

async function enter(username: string): Promise<string> {
  const form = registration(username);
  await http('POST', `${url}/Register`, form);
  return (await http('POST', `${url}/Login`, { username, password: form.password })).body.Token;
}

const percentile = (sorted: number[], share: number): string =>
  (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(1);

const [alice, bob] = [await enter('alice'), await enter('bob')];
const [hers, his] = [await LiveSocket.open(url, alice), await LiveSocket.open(url, bob)];
const toFrame: number[] = [];
const toAnswer: number[] = [];
const WARM_UP = 20;
for (let index = 0; index < WARM_UP + count; index++) {
  const Message = `message ${index}`;
  const startedAt = performance.now();
  const answered = http('POST', `${url}/messages`, { User: 'bob', Message }, bearer(alice));
  await his.until(
    () => his.frames.some(({ data }) => (data as { Message?: string }).Message === Message),
    `the frame of ${Message}`,
  );
  const arrived = performance.now() - startedAt;
  await answered;
  his.frames.length = 0;
  if (index < WARM_UP) continue;
  toFrame.push(arrived);
  toAnswer.push(performance.now() - startedAt);
}
hers.close();
his.close();
await product.interrupt();
await removeDataDir(product.dataDir);

for (const [what, times] of [
  ['POST to frame ', toFrame],
  ['POST to answer', toAnswer],
] as const) {
  const sorted = [...times].sort((a, b) => a - b);
  console.log(
    `${what}  median ${percentile(sorted, 0.5)} ms  p99 ${percentile(sorted, 0.99)} ms  (${count} messages)`,
  );
}
