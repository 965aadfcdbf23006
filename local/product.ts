/** Runs the whole product locally, for `npm start` and `serverless offline`. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureReference } from '../openapi/build.ts';
import { ensureBundles } from './bundles.ts';
import { startEventSources } from './event-sources.ts';
import { GatewayProcess } from './gateway-process.ts';
import { greeting } from './greeting.ts';
import { KEY_FILE_NAMES } from './keys.ts';
import { startOffline, untilHealthy } from './offline.ts';
import type { StartOptions } from './options.ts';
import { Output } from './output.ts';
import { onNpmEnd } from './parent.ts';
import { claimPort } from './port.ts';
import { reloadOnChange } from './reload.ts';
import { findRun, RUN_FILE, removeRunFile, writeRunFile } from './run-file.ts';
import { startSchedules } from './schedules.ts';
import { STAND_INS } from './servers.ts';
import { MAILS, type Stack, startStack } from './stack.ts';
import { UserError } from './user-error.ts';
import { ensureWebApp } from './web-app.ts';

const HEALTHY_WITHIN_MS = 60_000;
/** With the servers' own grace period this keeps Ctrl-C under two seconds. */
const OFFLINE_GRACE_MS = 1_000;

/** Hosts that mean every address; local programs then use localhost. */
const WILDCARDS = new Set(['0.0.0.0', '::']);

/** Removes only files that a stack writes, so that a mistyped --data deletes nothing else. */
function forget(dataDir: string): void {
  for (const name of [...Object.keys(STAND_INS), ...KEY_FILE_NAMES, MAILS, RUN_FILE]) {
    rmSync(join(dataDir, name), { recursive: true, force: true });
  }
}

/** Reports a failed build and continues: the API is useful without the web app, for example while changing it. */
const reportWebApp = (error: unknown): void => {
  if (!(error instanceof UserError)) throw error;
  console.error(`${error.message}\n\nEverything else starts without it.`);
};

/**
 * The API's port plus one, so that it stays the same after a restart: the Content-Security-Policy of an open page allows no other.
 */
async function claimWebsocketPort({ host, websocketPort }: StartOptions, port: number): Promise<number> {
  if (websocketPort !== undefined) return claimPort(host, websocketPort, '--websocketPort');
  return claimPort(host, port + 1).catch(() => claimPort(host, 0));
}

/** @throws UserError */
async function claimLambdaPort({ host, gatewayArgs }: StartOptions): Promise<number> {
  const given = gatewayArgs.indexOf('--lambdaPort');
  return given === -1 ? claimPort(host, 0) : Number(gatewayArgs[given + 1]);
}

async function start(options: StartOptions) {
  const { dataDir, fresh, host, port, portOption } = options;
  if (fresh && process.env.MONGODB_URI) {
    throw new UserError(
      '--fresh forgets the embedded database, but MONGODB_URI names another. Unset one of the two',
    );
  }
  const running = await findRun(dataDir);
  if (running) throw new UserError(`CoreChat is already running on ${dataDir}, at ${running.url}`);
  if (port !== 0) await claimPort(host, port, portOption);
  if (fresh) forget(dataDir);

  const starting = startStack(dataDir, process.env.MONGODB_URI || undefined);
  try {
    return await launch(starting, options);
  } catch (error) {
    // Stops its servers, which would keep this process from ending and showing the error.
    await starting.then(
      ({ stop }) => stop(),
      () => {},
    );
    throw error;
  }
}

/** Starts the gateway and the functions on a starting stack. */
async function launch(starting: Promise<Stack>, options: StartOptions) {
  const { dataDir, host, verbose, gatewayArgs } = options;
  const [stack, bundles] = await Promise.all([
    starting,
    ensureBundles(),
    ensureWebApp().catch(reportWebApp),
    ensureReference(),
  ]);
  // Claims free ports last, because the servers take free ones too.
  const port = options.port === 0 ? await claimPort(host, 0) : options.port;
  const websocketPort = await claimWebsocketPort(options, port);
  const lambdaPort = await claimLambdaPort(options);
  const output = new Output(verbose);
  const isLoopback = host === '127.0.0.1' || WILDCARDS.has(host);
  const name = isLoopback ? 'localhost' : host;
  const env = {
    ...stack.env,
    API_URL: `http://${name}:${port}`,
    WEBSOCKET_URL: `ws://${name}:${websocketPort}`,
    WEBSOCKET_MANAGEMENT_URL: `http://${isLoopback ? '127.0.0.1' : host}:${websocketPort}`,
  };
  const onLine = (line: string) => output.take(line);
  const gateway = new GatewayProcess((folder) =>
    startOffline({ host, port, websocketPort, lambdaPort, args: gatewayArgs, env, bundles: folder, onLine }),
  );
  gateway.start(bundles);
  const servers = Object.entries(stack.servers);
  const ended = Promise.race([
    gateway.ended,
    ...servers.map(([server, child]) => child.ended.then((how) => `${server} ended ${how}`)),
  ]);
  const url = `http://${name}:${port}`;
  const lambda = `http://${isLoopback ? '127.0.0.1' : host}:${lambdaPort}`;
  const announce = () => {
    const pids = [process.pid, gateway.pid, ...servers.map(([, { pid }]) => pid)];
    writeRunFile(dataDir, { pids, url, database: stack.database, env });
  };
  const restart = async (folder: string) => {
    // A changed source may contain a changed index.
    await stack.prepare();
    await gateway.stop(OFFLINE_GRACE_MS);
    gateway.start(folder);
    await untilHealthy(url, HEALTHY_WITHIN_MS);
    announce();
  };
  // Starts after the functions can be called.
  const deliver = () => {
    const running = [startEventSources(stack.queues, lambda), startSchedules(lambda)];
    return {
      stop: () => {
        for (const each of running) each.stop();
      },
    };
  };
  const stop = async () => {
    await gateway.stop(OFFLINE_GRACE_MS);
    await stack.stop();
    removeRunFile(dataDir);
  };
  return { url, stack, output, ended, stop, announce, bundles, restart, deliver };
}

/** Resolves with the exit code after the first request to stop; a second signal ends the process immediately. */
function stopOnRequest(stop: () => Promise<void>, npmEnded: Promise<void>): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  let asked = false;
  const obey = () => {
    asked = true;
    console.log('\nStopping …');
    stop().then(() => resolve(0), reject);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => (asked ? process.exit(1) : obey()));
  }
  void npmEnded.then(() => asked || obey());
  return promise;
}

/** Runs until it is stopped. @returns the exit code @throws UserError */
export async function runProduct(options: StartOptions): Promise<number> {
  const startedAt = performance.now();
  const npmEnded = new Promise<void>(onNpmEnd);
  const { url, stack, output, ended, stop, announce, bundles, restart, deliver } = await start(options);
  let stopping = false;
  let stopWatching = () => {};
  let stopDelivering = () => {};
  const stopOnce = async () => {
    stopping = true;
    stopWatching();
    stopDelivering();
    await stop();
  };
  const stopped = stopOnRequest(stopOnce, npmEnded);
  const failed = ended.then(async (what) => {
    if (stopping) return stopped;
    console.error(`${output.recent()}\n${what}.`);
    await stopOnce();
    return 1;
  });
  const healthy = untilHealthy(url, HEALTHY_WITHIN_MS).then(
    () => {
      if (stopping) return stopped;
      announce();
      stopDelivering = deliver().stop;
      stopWatching = reloadOnChange(bundles, restart);
      const seconds = (performance.now() - startedAt) / 1000;
      const { dataDir, host } = options;
      const isShared = !['127.0.0.1', 'localhost', '::1'].includes(host);
      const { database, mails } = stack;
      console.log(greeting({ url, database, dataDir, mails, seconds, isShared }));
      return failed;
    },
    async (error: Error) => {
      if (stopping) return stopped;
      console.error(`${output.recent()}\n${error.message}`);
      await stopOnce();
      return 1;
    },
  );
  return Promise.race([stopped, failed, healthy]);
}
