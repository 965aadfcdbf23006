/** The product as users start it: `npm start` in a separate process. */
import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync, statfsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { MongoClient } from 'mongodb';
import { claimPort } from '../../../local/port.ts';

const ROOT = join(import.meta.dirname, '../../..');
const URL_LINE = /CoreChat is ready at (http:\/\/\S+)/;

export interface Product {
  url: string;
  dataDir: string;
  /** Everything printed so far. */
  output(): string;
  /** As Ctrl-C does. @returns milliseconds until the last process was gone */
  interrupt(): Promise<number>;
  /** A signal to npm alone, as a process manager sends it. @returns when every process is gone */
  endNpm(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  /** SIGKILL to every process of the stack at once. */
  kill(): Promise<void>;
}

const MEMORY = '/dev/shm';
const ENOUGH_BYTES = 1024 ** 3;

/** Memory where there is enough of it: a disk that others keep busy answers an fsync after seconds. */
function fastDir(): string {
  if (!existsSync(MEMORY)) return tmpdir();
  const { bavail, bsize } = statfsSync(MEMORY);
  return bavail * bsize > ENOUGH_BYTES ? MEMORY : tmpdir();
}

export const makeDataDir = (): Promise<string> => mkdtemp(join(fastDir(), 'corechat-e2e-'));

/** One per data directory, so that a restart finds it again. */
const databaseOf = (args: string[]): string =>
  basename(args[args.indexOf('--data') + 1] ?? 'corechat-e2e').replaceAll(/[^\w-]/g, '-');

/** Forgets what a product kept, on the server at MONGODB_URI too. */
export async function removeDataDir(dataDir: string): Promise<void> {
  await rm(dataDir, { recursive: true, force: true });
  if (!process.env.MONGODB_URI) return;
  const client = new MongoClient(process.env.MONGODB_URI);
  await client.db(databaseOf(['--data', dataDir])).dropDatabase();
  await client.close();
}

export function spawnStart(args: string[], env: NodeJS.ProcessEnv = {}) {
  const child = spawn('npm', ['start', '--silent', '--', ...args], {
    cwd: ROOT,
    // A separate database, also when MONGODB_URI names a shared server.
    env: { ...process.env, MONGODB_DATABASE: databaseOf(args), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A separate process group, like a terminal's foreground job: signals reach npm and its children.
    detached: true,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  return { child, ended, output: () => output };
}

export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

export const until = async (condition: () => boolean, what: string, timeoutMs: number): Promise<void> => {
  const deadline = performance.now() + timeoutMs;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`Not within ${timeoutMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

const HOST = '127.0.0.1';

/** Below the kernel's ephemeral ports, so that it and the next one, for sockets, are still free when a test restarts on it. */
export async function choosePort(): Promise<number> {
  const port = 10_000 + 2 * randomInt(10_000);
  try {
    await claimPort(HOST, port);
    await claimPort(HOST, port + 1);
    return port;
  } catch {
    return choosePort();
  }
}

/** @param dataDir of an earlier run, to start on its data */
export async function startProduct(
  dataDir: string,
  { args = [], env = {} }: { args?: string[]; env?: NodeJS.ProcessEnv } = {},
): Promise<Product> {
  const port = String(await choosePort());
  const { child, output, ended } = spawnStart(['--port', port, '--data', dataDir, ...args], env);
  const failed = ended.then((code) => {
    throw new Error(`npm start ended with code ${code}:\n${output()}`);
  });
  failed.catch(() => {});
  try {
    await Promise.race([until(() => URL_LINE.test(output()), 'npm start ready', 60_000), failed]);
  } catch (error) {
    // No other process uses it.
    if (child.exitCode === null) process.kill(-(child.pid ?? 0), 'SIGINT');
    throw error;
  }
  const [, url = ''] = URL_LINE.exec(output()) ?? [];
  const { pids }: { pids: number[] } = JSON.parse(readFileSync(join(dataDir, 'run.json'), 'utf8'));
  const gone = () => until(() => !pids.some(isAlive), 'every process gone', 60_000);

  return {
    url,
    dataDir,
    output,
    interrupt: async () => {
      const startedAt = performance.now();
      process.kill(-(child.pid ?? 0), 'SIGINT');
      await Promise.all([ended, gone()]);
      return performance.now() - startedAt;
    },
    endNpm: async (signal) => {
      child.kill(signal);
      await Promise.all([ended, gone()]);
    },
    kill: async () => {
      for (const pid of pids) if (isAlive(pid)) process.kill(pid, 'SIGKILL');
      if (child.exitCode === null) process.kill(-(child.pid ?? 0), 'SIGKILL');
      await Promise.all([ended, gone()]);
    },
  };
}
