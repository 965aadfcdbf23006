/** `npm start`: the whole product on this machine. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureReference } from '../openapi/build.ts';
import { ensureBundles } from './bundles.ts';
import { greeting } from './greeting.ts';
import { startOffline, untilHealthy } from './offline.ts';
import { HELP, parseStartOptions, type StartOptions } from './options.ts';
import { Output } from './output.ts';
import { claimPort } from './port.ts';
import { findRun, RUN_FILE, removeRunFile, writeRunFile } from './run-file.ts';
import { type Stack, startStack } from './stack.ts';
import { runCommand, UserError } from './user-error.ts';
import { ensureWebApp } from './web-app.ts';

const HOST = '127.0.0.1';
const HEALTHY_WITHIN_MS = 60_000;
/** Together with the servers' own grace this keeps Ctrl-C under two seconds. */
const OFFLINE_GRACE_MS = 1_000;

/** Removes only what a stack writes: a mistyped --data must not cost anybody their files. */
function forget(dataDir: string): void {
  for (const name of ['mongodb', 'dynamodb', 'jwt-keys', RUN_FILE]) {
    rmSync(join(dataDir, name), { recursive: true, force: true });
  }
}

/** The API is of use without the web app too, to whoever is in the middle of changing that. */
const reportWebApp = (error: unknown): void => {
  if (!(error instanceof UserError)) throw error;
  console.error(`${error.message}\n\nEverything else starts without it.`);
};

/**
 * The next one, so that it is the same after a restart: a page that is open meanwhile may connect to no other, by its
 * Content-Security-Policy.
 */
const claimWebsocketPort = (port: number): Promise<number> =>
  claimPort(HOST, port + 1).catch(() => claimPort(HOST, 0));

async function start(options: StartOptions) {
  const { dataDir, fresh, port } = options;
  if (fresh && process.env.MONGODB_URI) {
    throw new UserError(
      '--fresh forgets the embedded database, but MONGODB_URI names another. Unset one of the two',
    );
  }
  const running = await findRun(dataDir);
  if (running) throw new UserError(`CoreChat is already running on ${dataDir}, at ${running.url}`);
  if (port !== 0) await claimPort(HOST, port);
  if (fresh) forget(dataDir);

  const starting = startStack(dataDir, process.env.MONGODB_URI || undefined);
  try {
    return await launch(starting, options);
  } catch (error) {
    // Its servers would keep this process, and its reason, waiting.
    await starting.then(
      ({ stop }) => stop(),
      () => {},
    );
    throw error;
  }
}

/** The gateway and the functions, on a stack that is being started. */
async function launch(starting: Promise<Stack>, { dataDir, verbose, port: wanted }: StartOptions) {
  const [stack, bundles] = await Promise.all([
    starting,
    ensureBundles(),
    ensureWebApp().catch(reportWebApp),
    ensureReference(),
  ]);
  // Any port is looked for last: the servers, too, take any that is free.
  const port = wanted === 0 ? await claimPort(HOST, 0) : wanted;
  const websocketPort = await claimWebsocketPort(port);
  const output = new Output(verbose);
  const env = {
    ...stack.env,
    WEBSOCKET_URL: `ws://localhost:${websocketPort}`,
    WEBSOCKET_MANAGEMENT_URL: `http://${HOST}:${websocketPort}`,
  };
  const offline = startOffline({
    host: HOST,
    port,
    websocketPort,
    env,
    bundles,
    onLine: (line) => output.take(line),
  });
  const servers = Object.entries(stack.servers);
  const ended = Promise.race([
    offline.ended.then((how) => `serverless offline ended ${how}`),
    ...servers.map(([name, server]) => server.ended.then((how) => `${name} ended ${how}`)),
  ]);
  const stop = async () => {
    await offline.stop(OFFLINE_GRACE_MS);
    await stack.stop();
    removeRunFile(dataDir);
  };
  const url = `http://localhost:${port}`;
  const pids = [process.pid, offline.pid, ...servers.map(([, { pid }]) => pid)];
  return {
    url,
    stack,
    output,
    ended,
    stop,
    announce: () => writeRunFile(dataDir, { pids, url, database: stack.database, env }),
  };
}

/** Resolves with the exit code when the first signal has been obeyed; a second one ends the process at once. */
function stopOnSignal(stop: () => Promise<void>): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  let asked = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (asked) process.exit(1);
      asked = true;
      console.log('\nStopping …');
      stop().then(() => resolve(0), reject);
    });
  }
  return promise;
}

/** @returns the exit code */
async function run(options: StartOptions): Promise<number> {
  const startedAt = performance.now();
  const { url, stack, output, ended, stop, announce } = await start(options);
  let stopping = false;
  const stopOnce = async () => {
    stopping = true;
    await stop();
  };
  const stopped = stopOnSignal(stopOnce);
  const failed = ended.then(async (what) => {
    if (stopping) return stopped;
    console.error(`${output.recent()}\n${what}.`);
    await stopOnce();
    return 1;
  });
  const healthy = untilHealthy(url, HEALTHY_WITHIN_MS).then(
    () => {
      announce();
      const seconds = (performance.now() - startedAt) / 1000;
      console.log(greeting({ url, database: stack.database, dataDir: options.dataDir, seconds }));
      return failed;
    },
    async (error: Error) => {
      console.error(`${output.recent()}\n${error.message}`);
      await stopOnce();
      return 1;
    },
  );
  return Promise.race([stopped, failed, healthy]);
}

export const main = (args: string[]): Promise<void> =>
  runCommand(async () => {
    const options = parseStartOptions(args);
    if (options.help) console.log(HELP);
    else process.exit(await run(options));
  });
