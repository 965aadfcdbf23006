/**
 * The whole stack on an AWS emulator that runs functions, gateways and IAM: `npm run keys`, `npm run deploy` with its smoke test,
 * `npm run remove`. MINISTACK names its command (PyPI: ministack); .ci/run installs it where PyPI can be reached.
 */
import { createHash, sign } from 'node:crypto';
import { join } from 'node:path';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { execa } from 'execa';
import { type Db, MongoClient } from 'mongodb';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { newSigningKeys } from '../../deploy/key-ring.ts';
import { resolveLocalhostNames } from '../../deploy/localhost-names.ts';
import { parseRing, privateKeyOf, type RingKey } from '../../lib/platform/key-ring.ts';
import { bucketOf } from '../support/deploy/bucket-of.ts';
import { createDeployer } from '../support/deploy/deployer.ts';
import { type Emulator, MINISTACK, startEmulator } from '../support/deploy/emulator.ts';
import { notified, setVariable } from '../support/deploy/notified.ts';
import { ScramGate } from '../support/faults/scram-gate.ts';
import { http } from '../support/http/http.ts';
import { registration } from '../support/people/registration.ts';
import { PushService } from '../support/push/push-service.ts';

const ROOT = join(import.meta.dirname, '../..');

/** Uses the database directly. */
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
  /** Before its MongoDB, for which it wants a password. */
  let gate: ScramGate;
  let gatePort: number;
  const pushService = new PushService();
  /** of the HTTP API, once it is deployed */
  let address = '';

  beforeAll(async () => {
    resolveLocalhostNames();
    emulator = await startEmulator();
    deployer = await createDeployer(emulator, 'dev');
    gate = new ScramGate(emulator.mongodb, 'first');
    gatePort = await gate.listen();
    await pushService.listen();
  });
  afterEach(() => vi.unstubAllEnvs());
  afterAll(() => {
    gate?.close();
    pushService.close();
    return emulator?.stop();
  });

  const withPassword = (password: string): string =>
    `mongodb://corechat:${password}@127.0.0.1:${gatePort}/?directConnection=true&authMechanism=SCRAM-SHA-256`;

  async function storedRing(): Promise<string> {
    const client = new SecretsManagerClient({
      endpoint: emulator.env.AWS_ENDPOINT_URL ?? '',
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    const { SecretString = '' } = await client.send(
      new GetSecretValueCommand({ SecretId: 'corechat/dev/signing' }),
    );
    return JSON.parse(SecretString).SIGNING_KEYS;
  }

  /** An access token of the first key of a ring, as the functions would sign it. */
  function signedWith(ring: string): string {
    const [key] = parseRing(ring) as [RingKey];
    const now = Math.floor(Date.now() / 1000);
    const times = { iat: now, exp: now + 600 };
    const claims = { sub: 'alice', sid: 'a', iss: 'corechat', aud: 'corechat-api', ...times };
    const parts = [{ alg: 'EdDSA', typ: 'at+jwt', kid: key.kid }, claims].map((part) =>
      Buffer.from(JSON.stringify(part)).toString('base64url'),
    );
    const signature = sign(null, Buffer.from(parts.join('.')), privateKeyOf(key));
    return [...parts, signature.toString('base64url')].join('.');
  }

  /** @returns what a function of MongoDB answers, asked until it is as expected or the time is over */
  async function statusWithin(
    milliseconds: number,
    token: string,
    expected: number,
    path = '/blocks',
  ): Promise<number> {
    const deadline = performance.now() + milliseconds;
    for (;;) {
      const { status } = await fetch(`${address}${path}`, { headers: { authorization: `Bearer ${token}` } });
      if (status === expected || performance.now() > deadline) return status;
      await new Promise((resolve) => setTimeout(resolve, 1_000));
    }
  }

  const run = (script: string, args: string[], more: Record<string, string> = {}) =>
    execa('npm', ['run', '--silent', script, '--', '--stage', 'dev', ...args], {
      cwd: ROOT,
      env: { ...emulator.env, ...deployer, ...more },
      stdin: 'ignore',
      reject: false,
    });

  /** Another address of the emulator, for which the functions change. */
  const changed = () => ({
    FUNCTIONS_AWS_ENDPOINT_URL: emulator.env.AWS_ENDPOINT_URL?.replace('localhost', '127.0.0.1') ?? '',
  });

  test('a stage without a secret is not deployed', async () => {
    const { exitCode, all, stdout, stderr } = await run('deploy', []);
    expect(exitCode).toBe(1);
    expect(all ?? `${stdout}${stderr}`).toContain(
      'There is no secret corechat/dev/mongodb in us-east-1. Make it:',
    );
  });

  test('a login that functions cannot do is refused before anything is made', async () => {
    const { exitCode, stdout, stderr } = await run('deploy', [], {
      MONGODB_URI: 'mongodb://db.example.net/?authMechanism=MONGODB-AWS',
    });
    expect(exitCode).toBe(1);
    expect(`${stdout}${stderr}`).toContain('MONGODB_URI of the secret corechat/dev/mongodb asks for');
  });

  test('keys, deploy and its smoke test', async () => {
    const made = await run('keys', [], { MONGODB_URI: withPassword('first') });
    expect(made.stdout).toContain(
      'Made in us-east-1: corechat/dev/mongodb, corechat/dev/signing, corechat/dev/jwt, corechat/dev/log, corechat/dev/names, corechat/dev/push.',
    );
    const { exitCode, stdout, stderr } = await run('deploy', []);
    expect(exitCode, stderr).toBe(0);
    expect(stderr).toContain('answers; a function of the stack brings it up to date');
    for (const step of [
      'open a WebSocket',
      'ping',
      'receive on the WebSocket',
      'list',
      'search',
      'send a file',
      'delete smoke-bob',
    ]) {
      expect(stdout).toContain(`✔ ${step}`);
    }
    address = /^HTTP API {3}(\S+)$/m.exec(stdout)?.[1] ?? '';
    expect(stdout).toMatch(/^HTTP API {3}http:\/\/\S+\nWebSocket {2}ws:\/\/\S+\/dev$/m);
  });

  test('a notification goes through its queue to a push service', async () => {
    await setVariable(emulator, ['me-subscribe', 'queue-notify'], 'PUSH_HOSTS', pushService.origin);
    const { status, payloads, from } = await notified(address, pushService, 'Dinner at eight?', 60_000);
    expect(status).toBe(204);
    expect(payloads).toMatchObject([{ Type: 'message', From: from, Body: 'Dinner at eight?' }]);
  }, 90_000);

  test('the bucket takes exactly the file that an address is for, from a page of the web app', async () => {
    const files = await bucketOf(emulator, 'corechat-dev');
    const [bytes, signal] = [Buffer.from('the right bytes'), AbortSignal.timeout(20_000)];
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const file = { size: bytes.length, type: 'image/png', sha256 };
    const { url, headers } = await files.uploadAddress('attachments/a1', file, 60);
    const put = async (body: string, changed = {}): Promise<number> =>
      (await fetch(url, { method: 'PUT', headers: { ...headers, ...changed }, body })).status;
    expect(await put('the wrong bytes')).toBe(400);
    expect(await put('more than the right bytes')).toBe(403);
    expect(await put('the right bytes', { 'content-type': 'text/html' })).toBe(403);
    expect(await put('the right bytes')).toBe(200);
    expect(await put('the right bytes')).toBe(412);
    expect(await files.readStart('attachments/a1', signal)).toEqual({ ...file, start: bytes });
    const as = { type: 'application/octet-stream', disposition: 'attachment' };
    const download = await fetch(await files.downloadAddress('attachments/a1', as, 60));
    expect(await download.text()).toBe('the right bytes');
    expect(download.headers.get('content-type')).toBe('application/octet-stream');
    const preflight = async (origin: string): Promise<number> => {
      const asked = {
        origin,
        'access-control-request-method': 'PUT',
        'access-control-request-headers': Object.keys(headers).join(),
      };
      return (await fetch(url, { method: 'OPTIONS', headers: asked })).status;
    };
    expect([await preflight(address), await preflight('https://evil.example.org')]).toEqual([200, 403]);
    await files.deleteFiles(['attachments/a1'], signal);
    expect(await files.readStart('attachments/a1', signal)).toBeNull();
  });

  test('the queue’s worker erases the account that the smoke test deleted', async () => {
    // The schedule that would do it as well comes every ten minutes.
    const deadline = performance.now() + 60_000;
    const namesLeft = () =>
      inDatabase(emulator.mongodb, 'corechat-dev', (database) =>
        database.collection('users').countDocuments({ erasingSince: { $exists: true } }),
      );
    while ((await namesLeft()) > 0 && performance.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 1_000));
    }
    expect(await namesLeft()).toBe(0);
    const reserved = await inDatabase(emulator.mongodb, 'corechat-dev', (database) =>
      database.collection('users').countDocuments({ usernameKey: /^~/, username: { $exists: false } }),
    );
    expect(reserved).toBeGreaterThan(0);
  }, 90_000);

  test('a deployer without one action of the policy is refused', async () => {
    const action = 'cloudformation:CreateChangeSet';
    const { exitCode, stdout, stderr } = await run('deploy', [], {
      ...(await createDeployer(emulator, 'dev', action)),
      ...changed(),
    });
    expect(exitCode).toBe(1);
    expect(`${stdout}${stderr}`).toContain(`is not authorized to perform: ${action}`);
  });

  test('a database that does not take the indexes ends a deployment in one line, and what runs goes on', async () => {
    await inDatabase(emulator.mongodb, 'corechat-dev', async (database) => {
      const users = database.collection('users');
      await users.dropIndex('username_unique');
      await users.createIndex({ other: 1 }, { name: 'username_unique' });
    });
    const { exitCode, stdout, stderr } = await run('deploy', [], changed());
    expect(exitCode).toBe(1);
    expect(`${stdout}${stderr}`).toMatch(/The database cannot be migrated: .*username_unique/);
    const smoke = await run('deploy', ['--smoke']);
    expect(smoke.exitCode, smoke.stderr).toBe(0);
  });

  test('an announced key is known to functions without a deployment, and signs when all of them know it', async () => {
    expect((await run('keys', [])).stdout).toMatch(/ is announced\. Run this again in 6 minutes/);
    const early = await run('keys', []);
    expect(early.exitCode).toBe(1);
    expect(early.stderr).toMatch(/^Too early to promote \S+: wait another \d+ s$/);
    const [, announced = ''] = (await storedRing()).split(',');
    const registered = await http('POST', `${address}/Register`, registration('alice'));
    expect(registered.status).toBe(201);
    expect(await statusWithin(60_000, signedWith(announced), 200)).toBe(200);
    expect(await statusWithin(0, signedWith(newSigningKeys()), 200)).toBe(401);
  }, 120_000);

  test('another password of the database is used without a deployment', async () => {
    gate.password = 'second';
    const replaced = await run('keys', ['--mongodb'], { MONGODB_URI: withPassword('second') });
    expect(replaced.stdout).toContain('corechat/dev/mongodb is replaced. Functions use it within 6 minutes');
    // As when the former user is deleted at once.
    gate.cutConnections();
    // Functions that started with the smoke test: half a minute must pass between two readings.
    const token = signedWith(await storedRing());
    expect(await statusWithin(0, token, 404, '/messages?User=unknown')).toBe(503);
    expect(await statusWithin(60_000, token, 404, '/messages?User=unknown')).toBe(404);
    expect(await statusWithin(60_000, token, 200, '/health')).toBe(200);
  }, 120_000);

  test('remove leaves the database and the secret', async () => {
    const { exitCode, stdout } = await run('remove', ['--yes']);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('The database and the secrets are still there');
    expect(stdout).toContain('delete-secret --secret-id corechat/dev/jwt');
    expect((await run('remove', ['--yes'])).stderr).toBe('corechat-dev is not deployed in us-east-1');
  });
});
