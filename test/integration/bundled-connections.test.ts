/** The bundles reach databases in the ways that deployments name them. */
import dns from 'node:dns';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { bundleOptions } from '../../build/esbuild.ts';
import { bundleFunctions } from '../../build/functions.ts';
import { startNameServer } from '../support/faults/name-server.ts';
import { ScramGate } from '../support/faults/scram-gate.ts';
import { call } from '../support/http/gateway.ts';

const require = createRequire(import.meta.url);
const folder = mkdtempSync(join(tmpdir(), 'corechat-connections-'));
const bundle = join(folder, 'system/health.cjs');
const PASSWORD = 'pencil ⅸ';
/** What SASLprep (RFC 4013) makes of it. */
const PREPARED = 'pencil ix';

beforeAll(() => bundleFunctions(['system/health'], folder, bundleOptions()), 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

let gate: ScramGate;
let port: number;
beforeEach(async () => {
  gate = new ScramGate(process.env.MONGODB_URI ?? '', PREPARED);
  port = await gate.listen();
});
afterEach(() => {
  gate.close();
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

/** The state of the dependencies, as a function sees it that is started with this environment. */
async function healthWith(environment: Record<string, string | undefined>) {
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  delete require.cache[bundle];
  const { body } = await call(require(bundle).handler, { path: '/health' });
  return Object.fromEntries(
    Object.entries<{ status: string }>(body.dependencies).map(([name, { status }]) => [name, status]),
  );
}

const credentials = (password: string) => `alice:${encodeURIComponent(password)}@`;
const options = 'directConnection=true&authMechanism=SCRAM-SHA-256';

test('with a password, by SCRAM-SHA-256', async () => {
  const uri = `mongodb://${credentials(PASSWORD)}127.0.0.1:${port}/?${options}`;
  expect(await healthWith({ MONGODB_URI: uri })).toMatchObject({ mongodb: 'up', dynamodb: 'up' });
  expect(gate.logins).toBeGreaterThan(0);
});

test('an environment of Lambda holds three connections to a server, however much it asks at once', async () => {
  const environment = {
    MONGODB_URI: `mongodb://${credentials(PASSWORD)}127.0.0.1:${port}/?${options}`,
    // As serverless.yml sets it, and as Lambda does: the driver watches servers differently there.
    MONGODB_POOL_SIZE: '2',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  delete require.cache[bundle];
  const { handler } = require(bundle);
  const answers = await Promise.all(Array.from({ length: 10 }, () => call(handler, { path: '/health' })));
  expect(answers.map(({ body }) => body.dependencies.mongodb.status)).toEqual(Array(10).fill('up'));
  expect(gate.mostOpen).toBe(3);
});

test('not with a wrong password', async () => {
  const uri = `mongodb://${credentials('pen')}127.0.0.1:${port}/?${options}`;
  expect(await healthWith({ MONGODB_URI: uri })).toMatchObject({ mongodb: 'down', dynamodb: 'up' });
  expect(gate.logins).toBe(0);
});

test('by a mongodb+srv address, whose hosts and options come from DNS', async () => {
  const target = 'node.cluster.example.test';
  // A direct connection: otherwise the driver would use the server's own address and bypass the proxy.
  const server = Number(new URL(process.env.MONGODB_URI ?? '').port);
  const names = await startNameServer({ port: server, target, txt: 'authSource=admin' });
  const systemServers = dns.getServers();
  dns.setServers([names.address]);
  const lookup = vi.spyOn(dns, 'lookup').mockImplementation(resolveTo(target, '127.0.0.1'));
  const uri = 'mongodb+srv://cluster.example.test/?tls=false';
  expect(await healthWith({ MONGODB_URI: uri })).toMatchObject({ mongodb: 'up' });
  expect(names.asked).toEqual(new Set(['SRV', 'TXT']));
  expect(lookup).toHaveBeenCalled();
  dns.setServers(systemServers);
  names.close();
});

/** The system's resolver, which knows nothing of a test's name server. */
const resolveTo = (name: string, address: string) =>
  ((asked: string, { all }: dns.LookupAllOptions, done: (...answer: unknown[]) => void) => {
    if (asked !== name) done(new Error(`${asked} was looked up`));
    else if (all) done(null, [{ address, family: 4 }]);
    else done(null, address, 4);
  }) as unknown as typeof dns.lookup;

test('DynamoDB at one address for all of AWS, as emulators have', async () => {
  const address = process.env.AWS_ENDPOINT_URL_DYNAMODB;
  expect(await healthWith({ AWS_ENDPOINT_URL_DYNAMODB: undefined, AWS_ENDPOINT_URL: address })).toMatchObject(
    { dynamodb: 'up' },
  );
  expect(
    await healthWith({ AWS_ENDPOINT_URL_DYNAMODB: undefined, AWS_ENDPOINT_URL: 'http://127.0.0.1:1' }),
  ).toMatchObject({ dynamodb: 'down' });
});
