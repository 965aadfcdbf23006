/** `npm run fuzz`: hostile requests to handlers in this process and, a share of them, over the network. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand, UserError } from '../../local/user-error.ts';
import { makeDataDir, type Product, removeDataDir, startProduct } from '../support/server/product.ts';
import { gateway } from '../support/sockets/socket-gateway.ts';
import type { FuzzOptions } from './fuzz.ts';
import { FUZZ_RATE_LIMITS } from './limits.ts';
import { OperatorWatch } from './operator-watch.ts';
import { HELP, type Options, parseOptions } from './options.ts';
import { describe, type Tally } from './tally.ts';
import type { Way } from './ways.ts';

/** Requests under way at once: most of the time each waits for a database. */
const LANES = 10;
/** One after another, as `npm start` is one machine's. */
const NETWORK_LANES = 1;

const SETTINGS = { RATE_LIMITS: FUZZ_RATE_LIMITS, SECURITY_CONTACT: 'mailto:security@example.org' };

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
    ...SETTINGS,
    MONGODB_URI: await watch.before(env.MONGODB_URI),
    WEBSOCKET_MANAGEMENT_URL: await gateway.listen(),
  });
  return { uri: env.MONGODB_URI as string, url, socketUrl: env.WEBSOCKET_URL };
}

async function run({ requests, seed, network, path }: Options, product: Product): Promise<Tally> {
  const watch = new OperatorWatch();
  const { uri, url, socketUrl } = await enter(product, watch);
  const { fuzz } = await import('./fuzz.ts');
  const { World } = await import('./world.ts');
  const { HandlersWay } = await import('./ways.ts');
  const { NetworkWay } = await import('./network.ts');
  const { Tally: NewTally } = await import('./tally.ts');
  const tally = new NewTally();
  const onProgress = showProgress(requests);
  const { signal } = interruption;

  /** In sequence, with separate people. */
  const askInLane = async (
    way: Way,
    options: Pick<FuzzOptions, 'requests' | 'seed' | 'network' | 'path'>,
  ) => {
    const world = new World(uri);
    try {
      await world.open();
      await fuzz({ world, way, watch }, { ...options, onProgress, signal }, tally);
    } finally {
      await way.close();
      await world.close();
    }
  };
  const askInLanes = (makeWay: () => Promise<Way>, count: number, isNetwork: boolean) => {
    const lanes = Math.min(isNetwork ? NETWORK_LANES : LANES, count);
    return Promise.all(
      Array.from({ length: lanes }, async (_, lane) => {
        const share = Math.floor((count + lane) / lanes);
        const own = (seed + (isNetwork ? 1 : 0) + lane * 104_729) % 2 ** 31;
        await askInLane(await makeWay(), { requests: share, seed: own, network: isNetwork });
      }),
    );
  };
  const handlers = () => new HandlersWay().open();
  const overNetwork = async () => new NetworkWay(url, socketUrl);
  try {
    if (path !== undefined) {
      await askInLane(network > 0 ? await overNetwork() : await handlers(), {
        requests: 1,
        seed,
        path,
        network: network > 0,
      });
    } else {
      await askInLanes(handlers, requests - network, false);
      await askInLanes(overNetwork, network, true);
    }
  } finally {
    const { closeMongo } = await import('#lib/platform/mongo.ts');
    await closeMongo();
    watch.close();
    gateway.close();
  }
  return tally;
}

async function report(tally: Tally, options: Options): Promise<number> {
  if (options.path !== undefined && tally.total === 0) {
    throw new UserError(`There is no request at --path ${options.path} of --seed ${options.seed}`);
  }
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
    const product = await startProduct(dataDir, { env: SETTINGS });
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

await runCommand(async () => {
  process.exitCode = await main(process.argv.slice(2));
});
