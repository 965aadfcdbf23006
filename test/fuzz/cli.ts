/** `npm run fuzz`: hostile requests to handlers in this process and, a share of them, over the network. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../local/user-error.ts';
import { makeDataDir, type Product, removeDataDir, startProduct } from '../support/product.ts';
import { gateway } from '../support/socket-gateway.ts';
import { FUZZ_RATE_LIMITS } from './limits.ts';
import { OperatorWatch } from './operator-watch.ts';
import { HELP, type Options, parseOptions } from './options.ts';
import { describe, type Tally } from './tally.ts';
import type { Way } from './ways.ts';

/** From so many requests on each operation must have done at least once what it is for. */
const ENOUGH = 2_000;

const interruption = new AbortController();
process.once('SIGINT', () => {
  console.log('\nInterrupted: this is what was asked so far. Ctrl-C again ends at once.');
  interruption.abort();
});

const seconds = (since: number): string => `${((performance.now() - since) / 1_000).toFixed(0)} s`;

function showProgress(total: number) {
  const startedAt = performance.now();
  let shown = 0;
  return (tally: Tally) => {
    const line = `${tally.total} of ${total} requests, ${tally.counterexamples.length} counterexamples, ${seconds(startedAt)}`;
    if (process.stdout.isTTY) process.stdout.write(`\r${line} `);
    else if (tally.total - shown >= total / 20 || tally.total === total) {
      console.log(line);
      shown = tally.total;
    }
  };
}

/** Configuration is read when lib is first imported, hence the imports below. */
async function enter(product: Product, watch: OperatorWatch) {
  const { env, url } = JSON.parse(readFileSync(join(product.dataDir, 'run.json'), 'utf8'));
  Object.assign(process.env, env, {
    LOG_LEVEL: 'silent',
    RATE_LIMITS: FUZZ_RATE_LIMITS,
    MONGODB_URI: await watch.before(env.MONGODB_URI),
    WEBSOCKET_MANAGEMENT_URL: await gateway.listen(),
  });
  const { World } = await import('./world.ts');
  const world = new World(env.MONGODB_URI);
  await world.open();
  return { world, url, socketUrl: env.WEBSOCKET_URL };
}

async function run({ requests, seed, network, path }: Options, product: Product): Promise<Tally> {
  const watch = new OperatorWatch();
  const { world, url, socketUrl } = await enter(product, watch);
  const { fuzz } = await import('./fuzz.ts');
  const { HandlersWay } = await import('./ways.ts');
  const { NetworkWay } = await import('./network.ts');
  const { Tally: NewTally } = await import('./tally.ts');
  const shared = {
    onProgress: showProgress(requests),
    signal: interruption.signal,
    ...(path === undefined ? {} : { path }),
  };
  const tally = new NewTally();
  const ask = async (way: Way, count: number, isNetwork: boolean): Promise<void> => {
    if (count === 0 || (path !== undefined && isNetwork !== network > 0)) return;
    await fuzz(
      { world, way, watch },
      {
        ...shared,
        requests: count,
        seed: seed + (isNetwork && path === undefined ? 1 : 0),
        network: isNetwork,
      },
      tally,
    );
    await way.close();
  };
  try {
    await ask(await new HandlersWay().open(), requests - network, false);
    await ask(new NetworkWay(url, socketUrl), network, true);
  } finally {
    await world.close();
    const { closeMongo } = await import('#lib/mongo.ts');
    await closeMongo();
    watch.close();
    gateway.close();
  }
  return tally;
}

async function report(tally: Tally, options: Options): Promise<number> {
  const { operationIds } = await import('./fuzz.ts');
  const idle = tally.total >= ENOUGH ? tally.neverDone(operationIds) : [];
  console.log(`\n\n${tally.table()}\n\nseed ${options.seed}\n${tally.summary()}`);
  if (idle.length > 0) console.log(`never did what they are for: ${idle.join(', ')}`);
  for (const each of tally.counterexamples) console.log(`\n${describe(each, 'npm run fuzz --')}`);
  if (interruption.signal.aborted) return 130;
  return tally.counterexamples.length + idle.length > 0 ? 1 : 0;
}

async function main(args: string[]): Promise<number> {
  const options = parseOptions(args);
  if (options.help) {
    console.log(HELP);
    return 0;
  }
  const startedAt = performance.now();
  console.log(`Starting a product for it. The seed is ${options.seed}.`);
  const dataDir = await makeDataDir();
  const { MONGODB_URI: external = '' } = process.env;
  try {
    const product = await startProduct(dataDir, { env: { RATE_LIMITS: FUZZ_RATE_LIMITS } });
    try {
      const code = await report(await run(options, product), options);
      console.log(`in ${seconds(startedAt)}`);
      return code;
    } finally {
      await product.interrupt();
    }
  } finally {
    process.env.MONGODB_URI = external;
    await removeDataDir(dataDir);
  }
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof UserError ? error.message : error);
  process.exitCode = 1;
}
