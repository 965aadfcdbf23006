/** MiniStack (PyPI: ministack), with a MongoDB beside it. MINISTACK names its command. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startMongodb } from '../../../local/servers.ts';

const ROOT = join(import.meta.dirname, '../../..');

export const { MINISTACK } = process.env;

if (!MINISTACK) console.log('The emulator is not tried: MINISTACK does not name its command');

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });

async function untilReady(url: string): Promise<void> {
  const deadline = performance.now() + 60_000;
  for (;;) {
    const ready = await fetch(`${url}/_ministack/health`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (ready) return;
    if (performance.now() > deadline) throw new Error('The emulator is not ready after 60 s');
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

export interface Emulator {
  /** address of the MongoDB that its functions can use */
  mongodb: string;
  /** of commands that are to use it instead of AWS */
  env: Record<string, string>;
  stop(): Promise<void>;
}

/** It asks of every call whether a role allows it. */
export async function startEmulator(): Promise<Emulator> {
  const folder = await mkdtemp(join(tmpdir(), 'corechat-emulator-'));
  const mongodb = await startMongodb();
  const port = await freePort();
  const emulator = spawn(MINISTACK ?? '', [], {
    cwd: folder,
    stdio: 'ignore',
    detached: true,
    // It runs functions on the `node` that it finds, which is this one.
    env: {
      ...process.env,
      PATH: `${join(ROOT, 'node_modules/.bin')}:${process.env.PATH}`,
      GATEWAY_PORT: String(port),
      TMPDIR: folder,
      AUTH: 'true',
    },
  });
  const url = `http://localhost:${port}`;
  await untilReady(url);
  return {
    mongodb: mongodb.address,
    env: {
      AWS_ENDPOINT_URL: url,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_REGION: 'us-east-1',
      // The framework would ask for the stack's state every five seconds; the emulator is done sooner.
      SLS_AWS_MONITORING_FREQUENCY: '250',
      CORECHAT_BUILD_FOLDER: join('.builds', String(process.pid)),
    },
    stop: async () => {
      // With the functions that it runs, which are processes of its group.
      if (emulator.pid) process.kill(-emulator.pid);
      await mongodb.stop(700);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
