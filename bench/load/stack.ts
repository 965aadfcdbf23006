/** The stack under load: `npm start` on a separate data folder, with a probe in each process. */
import { mkdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import type { Run } from '../../local/run-file.ts';
import { makeDataDir, startProduct } from '../../test/support/server/product.ts';

/** In the order of run.json. */
export const PROCESSES = ['npm start', 'gateway and functions', 'MongoDB', 'DynamoDB'] as const;
export type ProcessName = (typeof PROCESSES)[number];

/** What one process held at a moment; bytes, microseconds of processor time, milliseconds of delay. */
export interface Look {
  memory: NodeJS.MemoryUsage;
  cpu: NodeJS.CpuUsage;
  /** what keeps it alive, by kind: TCPSocketWrap, Timeout … */
  resources: Record<string, number>;
  openFiles: number | null;
  /** of the event loop since the last look */
  delay: { p99: number; max: number };
}

export type Looks = Record<ProcessName, Look>;

export interface LoadedStack {
  url: string;
  /** what the functions run with */
  env: Record<string, string>;
  /** @param collect garbage first, in all processes */
  look(collect?: boolean): Promise<Looks>;
  output(): string;
  stop(): Promise<void>;
}

const PROBE = pathToFileURL(join(import.meta.dirname, 'probe.js')).href;

async function ask(file: string, request: 'look' | 'collect'): Promise<Look> {
  const socket = createConnection(file);
  socket.end(request);
  return JSON.parse(await text(socket));
}

/** Stopped, and its data removed, also by `stop` of a stack whose start failed. */
export async function startLoadedStack(env: NodeJS.ProcessEnv = {}): Promise<LoadedStack> {
  const dataDir = await makeDataDir();
  // Names of socket files are short: at most about a hundred bytes.
  const probes = join(dataDir, 'probes');
  mkdirSync(probes);
  const forget = () => rm(dataDir, { recursive: true, force: true });
  try {
    const product = await startProduct(dataDir, {
      env: {
        NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --import=${PROBE}`,
        CORECHAT_LOAD_PROBES: probes,
        // Always measures the embedded servers, also when the environment names others.
        MONGODB_URI: '',
        ...env,
      },
    });
    const run: Run = JSON.parse(readFileSync(join(dataDir, 'run.json'), 'utf8'));
    const look = async (collect = false): Promise<Looks> => {
      const looks = PROCESSES.map(async (name, index) => [
        name,
        await ask(join(probes, `${run.pids[index]}.sock`), collect ? 'collect' : 'look'),
      ]);
      return Object.fromEntries(await Promise.all(looks));
    };
    return {
      url: product.url,
      env: run.env,
      look,
      output: product.output,
      stop: async () => {
        await product.interrupt();
        await forget();
      },
    };
  } catch (error) {
    await forget();
    throw error;
  }
}
