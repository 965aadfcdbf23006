/** `npm start`: the whole product on this machine. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { greeting } from './greeting.ts';
import { startOffline, untilHealthy } from './offline.ts';
import { HELP, parseStartOptions, type StartOptions } from './options.ts';
import { claimPort } from './port.ts';
import { toRequestLine } from './request-line.ts';
import { type Stack, startStack } from './stack.ts';
import { UserError } from './user-error.ts';

const HOST = '127.0.0.1';
const HEALTHY_WITHIN_MS = 60_000;
/** Stopping takes at most this and DATABASE_GRACE_MS, together under two seconds. */
const OFFLINE_GRACE_MS = 1_000;

/** Lets `npm run invoke` find a running stack. Holds the database's address, so it is its owner's alone. */
const RUN_FILE = 'run.json';

function forget(dataDir: string): void {
  // Only what a stack writes: a mistyped --data must not cost anybody their files.
  for (const name of ['mongodb', 'jwt-keys', RUN_FILE])
    rmSync(join(dataDir, name), { recursive: true, force: true });
}

async function run(options: StartOptions): Promise<void> {
  const { dataDir, verbose } = options;
  const startedAt = performance.now();
  const port = await claimPort(HOST, options.port);
  if (options.fresh) forget(dataDir);
  const stack: Stack = await startStack(dataDir);
  const recent: string[] = [];
  const offline = startOffline({
    host: HOST,
    port,
    env: stack.env,
    onLine: (line) => {
      recent.push(line);
      if (recent.length > 20) recent.shift();
      const shown = verbose ? line : toRequestLine(line);
      if (shown !== undefined) console.log(shown);
    },
  });

  let stopping = false;
  const stop = async (code: number): Promise<never> => {
    if (stopping) process.exit(code);
    stopping = true;
    await offline.stop(OFFLINE_GRACE_MS);
    await stack.stop();
    rmSync(join(dataDir, RUN_FILE), { force: true });
    process.exit(code);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      console.log('\nStopping …');
      void stop(0);
    });
  }
  const watch = (name: string, ended: Promise<string>) =>
    ended.then((how) => {
      if (stopping) return;
      console.error(`${name} ended ${how}.\n${verbose ? '' : recent.join('\n')}`);
      return stop(1);
    });
  const ended = [watch('serverless offline', offline.ended)];
  if (stack.embedded) ended.push(watch('The embedded database', stack.embedded.ended));

  const url = `http://localhost:${port}`;
  try {
    await untilHealthy(url, HEALTHY_WITHIN_MS);
  } catch (error) {
    console.error(`${(error as Error).message}\n${recent.join('\n')}`);
    await stop(1);
  }
  mkdirSync(dataDir, { recursive: true });
  const pids = [process.pid, offline.pid, ...(stack.embedded ? [stack.embedded.pid] : [])];
  writeFileSync(join(dataDir, RUN_FILE), JSON.stringify({ pids, url, env: stack.env }), { mode: 0o600 });
  console.log(
    greeting({ url, database: stack.database, dataDir, seconds: (performance.now() - startedAt) / 1000 }),
  );
  await Promise.race(ended);
}

export async function main(args: string[]): Promise<void> {
  try {
    const options = parseStartOptions(args);
    if (options.help) console.log(HELP);
    else await run(options);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
