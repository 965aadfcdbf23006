/**
 * The whole stack on an AWS emulator that runs functions, gateways and IAM: `npm run keys`, `npm run deploy` with its smoke test,
 * `npm run remove`. MINISTACK names its command (PyPI: ministack); .ci/run installs it where PyPI can be reached.
 */
import { join } from 'node:path';
import { execa } from 'execa';
import { type Db, MongoClient } from 'mongodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDeployer } from '../support/deployer.ts';
import { type Emulator, MINISTACK, startEmulator } from '../support/emulator.ts';

const ROOT = join(import.meta.dirname, '../..');

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
  let emulator: Emulator;
  /** Everything is done with exactly the rights that docs/deploying.md gives a deployer. */
  let deployer: Record<string, string>;

  beforeAll(async () => {
    emulator = await startEmulator();
    deployer = await createDeployer(emulator, 'dev');
  });
  afterAll(() => emulator?.stop());

  const run = (script: string, args: string[], more: Record<string, string> = {}) =>
    execa('npm', ['run', '--silent', script, '--', '--stage', 'dev', ...args], {
      cwd: ROOT,
      env: { ...emulator.env, ...deployer, ...more },
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
    const made = await run('keys', [], { MONGODB_URI: emulator.mongodb });
    expect(made.stdout).toContain('corechat/dev is made in us-east-1');
    const { exitCode, stdout, stderr } = await run('deploy', []);
    expect(exitCode, stderr).toBe(0);
    expect(stderr).toContain('answers; a function of the stack brings it up to date');
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

  test('a deployer without one action of the policy is refused', async () => {
    const action = 'cloudformation:CreateChangeSet';
    const { exitCode, stdout, stderr } = await run(
      'deploy',
      [],
      await createDeployer(emulator, 'dev', action),
    );
    expect(exitCode).toBe(1);
    expect(`${stdout}${stderr}`).toContain(`is not authorized to perform: ${action}`);
  });

  test('a database that does not take the indexes ends a deployment in one line, and what runs goes on', async () => {
    await inDatabase(emulator.mongodb, 'corechat-dev', async (database) => {
      const users = database.collection('users');
      await users.dropIndex('username_unique');
      await users.createIndex({ other: 1 }, { name: 'username_unique' });
    });
    // With the announced key, for which the functions change.
    const { exitCode, stdout, stderr } = await run('deploy', []);
    expect(exitCode).toBe(1);
    expect(`${stdout}${stderr}`).toMatch(/MongoDB cannot be brought up to date: .*username_unique/);
    expect((await run('deploy', ['--smoke'])).exitCode).toBe(0);
  });

  test('remove leaves the database and the secret', async () => {
    const { exitCode, stdout } = await run('remove', ['--yes']);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('The database and the secret corechat/dev are still there');
    expect((await run('remove', ['--yes'])).stderr).toBe('corechat-dev is not deployed in us-east-1');
  });
});
