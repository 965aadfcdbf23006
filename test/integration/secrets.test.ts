/** Deployed bundles read their secrets by themselves, and notice when these change. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { register } from '#lib/accounts/registration.ts';
import { issueAccessToken } from '#lib/sessions/token.ts';
import { bundleOptions } from '../../build/esbuild.ts';
import { bundleFunctions } from '../../build/functions.ts';
import { newLogKey, newSigningKeys, verifyingKeysOf } from '../../deploy/key-ring.ts';
import { ScramGate } from '../support/faults/scram-gate.ts';
import { call } from '../support/http/gateway.ts';
import { registration } from '../support/people/registration.ts';
import { TEST_KEYS } from '../support/server/keys.ts';
import { SECRET_ACCESS_KEY, SecretsManager } from '../support/server/secrets-manager.ts';

const require = createRequire(import.meta.url);
const folder = mkdtempSync(join(tmpdir(), 'corechat-secrets-'));
const [MONGODB, JWT, LOG] = ['corechat/test/mongodb', 'corechat/test/jwt', 'corechat/test/log'];
const newVerifyingKeys = () => verifyingKeysOf(newSigningKeys());
const mongodbUri = process.env.MONGODB_URI ?? '';

beforeAll(async () => {
  await register(registration('alice'));
  await bundleFunctions(['blocks/list', 'system/health', 'system/fallback'], folder, bundleOptions());
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

let manager: SecretsManager;
let passed = 0;
beforeEach(async () => {
  manager = new SecretsManager();
  manager.secrets[MONGODB] = JSON.stringify({ MONGODB_URI: mongodbUri });
  manager.secrets[JWT] = JSON.stringify({ JWT_KEYS: TEST_KEYS });
  manager.secrets[LOG] = JSON.stringify({ LOG_KEY: newLogKey() });
  const environment = {
    MONGODB_URI: '',
    JWT_KEYS: '',
    SIGNING_KEYS: '',
    LOG_KEY: '',
    SECRETS: 'corechat/test',
    AWS_ENDPOINT_URL_SECRETS_MANAGER: await manager.listen(),
    AWS_SECRET_ACCESS_KEY: SECRET_ACCESS_KEY,
    AWS_SESSION_TOKEN: 'of a role',
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  const realNow = performance.now.bind(performance);
  vi.spyOn(performance, 'now').mockImplementation(() => realNow() + passed);
});
afterEach(() => {
  manager.close();
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

const seconds = (count: number): void => {
  passed += count * 1_000;
};

type Ask = () => Promise<{ status: number; body: { code?: string } }>;

/** A new execution environment of a function. */
function start(name: string, path: string, token?: string): Ask {
  const bundle = join(folder, `${name}.cjs`);
  delete require.cache[bundle];
  const { handler } = require(bundle);
  return () => call(handler, { path, ...(token ? { headers: { authorization: `Bearer ${token}` } } : {}) });
}

const tokenOf = async (username: string) => {
  const { token } = await issueAccessToken({ username, session: 'a-session' });
  return token;
};
const startBlocks = async () => start('blocks/list', '/blocks', await tokenOf('alice'));

test('reads what it needs in one request as it starts, and keeps it', async () => {
  const ask = await startBlocks();
  await vi.waitFor(() => expect(manager.requests).toHaveLength(1));
  expect((await ask()).status).toBe(200);
  expect((await ask()).status).toBe(200);
  expect(manager.requests.map((names) => names.toSorted())).toEqual([[JWT, LOG, MONGODB]]);
});

test('reads no secret that it does not need', async () => {
  expect((await start('system/health', '/health')()).status).toBe(200);
  expect(manager.requests).toEqual([[MONGODB]]);
  expect((await start('system/fallback', '/nowhere')()).status).toBe(404);
  expect(manager.requests).toHaveLength(1);
});

test.each<[string, () => void, string]>([
  ['missing', () => delete manager.secrets[JWT], `The secret ${JWT}: ResourceNotFoundException`],
  ['denied', () => manager.denied.add(MONGODB), `The secret ${MONGODB}: AccessDeniedException`],
  [
    'no JSON',
    () => Object.assign(manager.secrets, { [JWT]: 'hunter2' }),
    `The secret ${JWT} must be a JSON object with JWT_KEYS`,
  ],
  [
    'without its value',
    () => Object.assign(manager.secrets, { [MONGODB]: '{"uri":"hunter2"}' }),
    `The secret ${MONGODB}: MONGODB_URI is missing`,
  ],
  [
    'wrong',
    () => Object.assign(manager.secrets, { [MONGODB]: '{"MONGODB_URI":"hunter2"}' }),
    `The secret ${MONGODB}: MONGODB_URI must start with mongodb://`,
  ],
  [
    'no connection string',
    () => Object.assign(manager.secrets, { [MONGODB]: '{"MONGODB_URI":"mongodb://hunter2:99999999/"}' }),
    `The secret ${MONGODB}: MONGODB_URI is no connection string`,
  ],
])(
  'a secret that is %s: 503, a line that says so, and the next request tries again',
  async (_, spoil, line) => {
    vi.stubEnv('LOG_LEVEL', 'error');
    const written = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    spoil();
    const ask = await startBlocks();
    const refused = await ask();
    expect([refused.status, refused.body.code]).toEqual([503, 'service_unavailable']);
    const log = written.mock.calls.join('\n');
    expect(log).toContain(line);
    expect(log).not.toContain('hunter2');
    manager.denied.clear();
    manager.secrets[MONGODB] = JSON.stringify({ MONGODB_URI: mongodbUri });
    manager.secrets[JWT] = JSON.stringify({ JWT_KEYS: TEST_KEYS });
    expect((await ask()).status).toBe(200);
  },
);

test('one failure of Secrets Manager is repeated, two are a 503', async () => {
  manager.failure = { status: 500, type: 'InternalServiceError' };
  const ask = await startBlocks();
  expect((await ask()).status).toBe(503);
  expect(manager.requests.length).toBeGreaterThanOrEqual(2);
  manager.failure = undefined;
  expect((await ask()).status).toBe(200);
});

test('a token of a key that it does not know is looked up, at most every half minute', async () => {
  manager.secrets[JWT] = JSON.stringify({ JWT_KEYS: newVerifyingKeys() });
  const ask = await startBlocks();
  expect((await ask()).status).toBe(401);
  expect((await ask()).status).toBe(401);
  expect(manager.requests).toHaveLength(1);
  manager.secrets[JWT] = JSON.stringify({ JWT_KEYS: `${newVerifyingKeys()},${TEST_KEYS}` });
  seconds(31);
  expect((await ask()).status).toBe(200);
  expect(manager.requests).toHaveLength(2);
});

test('a removed key is invalid within five minutes, also for tokens that were verified before', async () => {
  const ask = await startBlocks();
  expect((await ask()).status).toBe(200);
  manager.secrets[JWT] = JSON.stringify({ JWT_KEYS: newVerifyingKeys() });
  seconds(300);
  // Read beside the request that finds it due.
  await ask();
  expect(manager.requests).toHaveLength(2);
  expect((await ask()).status).toBe(401);
});

test('goes on with what it knows while Secrets Manager is away', async () => {
  const ask = await startBlocks();
  expect((await ask()).status).toBe(200);
  manager.failure = { status: 400, type: 'AccessDeniedException' };
  seconds(300);
  expect((await ask()).status).toBe(200);
  expect((await ask()).status).toBe(200);
  expect(manager.requests).toHaveLength(2);
});

test('a changed password of the database: one 503 where a login is refused, and the next request has the new one', async () => {
  const gate = new ScramGate(mongodbUri, 'old');
  const port = await gate.listen();
  const uriWith = (password: string) =>
    JSON.stringify({
      MONGODB_URI: `mongodb://alice:${password}@127.0.0.1:${port}/?directConnection=true&authMechanism=SCRAM-SHA-256`,
    });
  manager.secrets[MONGODB] = uriWith('old');
  const ask = await startBlocks();
  expect((await ask()).status).toBe(200);
  gate.password = 'new';
  manager.secrets[MONGODB] = uriWith('new');
  gate.cutConnections();
  seconds(31);
  const refused = await ask();
  expect([refused.status, refused.body.code]).toEqual([503, 'service_unavailable']);
  expect((await ask()).status).toBe(200);
  gate.close();
});

test('a changed password of the database that both are valid with for five minutes: no request fails', async () => {
  const gate = new ScramGate(mongodbUri, 'old');
  const port = await gate.listen();
  const uriWith = (password: string) =>
    JSON.stringify({
      MONGODB_URI: `mongodb://alice:${password}@127.0.0.1:${port}/?directConnection=true&authMechanism=SCRAM-SHA-256`,
    });
  manager.secrets[MONGODB] = uriWith('old');
  const ask = await startBlocks();
  expect((await ask()).status).toBe(200);
  manager.secrets[MONGODB] = uriWith('new');
  seconds(300);
  expect((await ask()).status).toBe(200);
  gate.password = 'new';
  gate.cutConnections();
  expect((await ask()).status).toBe(200);
  gate.close();
});
