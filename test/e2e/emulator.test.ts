/**
 * The whole stack on an AWS emulator that runs functions, gateways and IAM: `npm run keys`, `npm run deploy` with its smoke test,
 * `npm run remove`. MINISTACK names its command (PyPI: ministack); .ci/run installs it where PyPI can be reached.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { type Db, MongoClient } from 'mongodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type EmbeddedServer, startMongodb } from '../../local/servers.ts';

const ROOT = join(import.meta.dirname, '../..');
const { MINISTACK } = process.env;

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

/** Uses the database at an address as somebody with a route to it. */
async function inDatabase<T>(address: string, name: string, work: (database: Db) => Promise<T>): Promise<T> {
  const client = new MongoClient(address);
  try {
    return await work(client.db(name));
  } finally {
    await client.close();
  }
}

describe.skipIf(!MINISTACK)('on an emulator that enforces roles', () => {
  let folder: string;
  let emulator: ChildProcess;
  let mongodb: EmbeddedServer;
  let env: Record<string, string>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'corechat-emulator-'));
    mongodb = await startMongodb();
    const port = await freePort();
    emulator = spawn(MINISTACK ?? '', [], {
      cwd: folder,
      stdio: 'ignore',
      detached: true,
      // It runs functions on the `node` that it finds, which is this one, and asks of every call whether a role allows it.
      env: {
        ...process.env,
        PATH: `${join(ROOT, 'node_modules/.bin')}:${process.env.PATH}`,
        GATEWAY_PORT: String(port),
        TMPDIR: folder,
        AUTH: 'true',
      },
    });
    const url = `http://localhost:${port}`;
    env = {
      AWS_ENDPOINT_URL: url,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_REGION: 'us-east-1',
      CORECHAT_BUILD_FOLDER: join('.builds', String(process.pid)),
    };
    await untilReady(url);
  });
  afterAll(async () => {
    // With the functions that it runs, which are processes of its group.
    if (emulator?.pid) process.kill(-emulator.pid);
    await mongodb?.stop(700);
    await rm(folder, { recursive: true, force: true });
  });

  const run = (script: string, args: string[], more: Record<string, string> = {}) =>
    execa('npm', ['run', '--silent', script, '--', '--stage', 'dev', ...args], {
      cwd: ROOT,
      env: { ...env, ...more },
      stdin: 'ignore',
      reject: false,
    });

  test('a stage without a secret is not deployed', async () => {
    const { exitCode, all, stdout, stderr } = await run('deploy', []);
    expect(exitCode).toBe(1);
    expect(all ?? `${stdout}${stderr}`).toContain('There is no secret corechat/dev in us-east-1. Make it:');
  });

  test('a login that functions cannot do is refused before anything is made', async () => {
    const { exitCode, stdout, stderr } = await run('deploy', [], {
      MONGODB_URI: 'mongodb://db.example.net/?authMechanism=MONGODB-AWS',
    });
    expect(exitCode).toBe(1);
    expect(`${stdout}${stderr}`).toContain('MONGODB_URI of the secret corechat/dev asks for');
  });

  test('keys, deploy and its smoke test', async () => {
    const made = await run('keys', [], { MONGODB_URI: mongodb.address });
    expect(made.stdout).toContain('corechat/dev is made in us-east-1');
    const { exitCode, stdout, stderr } = await run('deploy', []);
    expect(exitCode, stderr).toBe(0);
    expect(stderr).toContain('answers; a function of the stack creates the indexes');
    for (const step of ['open a WebSocket', 'ping', 'receive on the WebSocket', 'list', 'delete smoke-bob']) {
      expect(stdout).toContain(`✔ ${step}`);
    }
    expect(stdout).toMatch(/^HTTP API {3}http:\/\/\S+\nWebSocket {2}ws:\/\/\S+\/dev$/m);
  });

  test('a rotation goes on where a deployment has seen the step before', async () => {
    expect((await run('keys', [])).stdout).toMatch(/ is announced\. Deploy, then run this again/);
    const early = await run('keys', []);
    expect([early.exitCode, early.stderr]).toEqual([1, 'The last step is not deployed yet']);
  });

  test('a database that does not take the indexes ends a deployment in one line, and what runs goes on', async () => {
    await inDatabase(mongodb.address, 'corechat-dev', async (database) => {
      const users = database.collection('users');
      await users.dropIndex('username_unique');
      await users.createIndex({ other: 1 }, { name: 'username_unique' });
    });
    // With the announced key, for which the functions change.
    const { exitCode, stdout, stderr } = await run('deploy', []);
    expect(exitCode).toBe(1);
    expect(`${stdout}${stderr}`).toMatch(/MongoDB does not take the indexes: .*username_unique/);
    expect((await run('deploy', ['--smoke'])).exitCode).toBe(0);
  });

  test('remove leaves the database and the secret', async () => {
    const { exitCode, stdout } = await run('remove', ['--yes']);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('The database and the secret corechat/dev are still there');
    expect((await run('remove', ['--yes'])).stderr).toBe('corechat-dev is not deployed in us-east-1');
  });
});
