/** Checks before a deployment changes anything. The real clients call a server that implements three AWS calls. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { newPushKey, publicPushKey } from '#lib/platform/push-key.ts';
import { newLogKey, newNameKey, newSigningKeys, verifyingKeysOf } from '../../../deploy/key-ring.ts';
import { prepareDeployment } from '../../../deploy/prepare.ts';

/** The database is looked for in a separate process, for three seconds. */
vi.setConfig({ testTimeout: 30_000 });

/** By name. */
let secrets: Record<string, string> = {};
const written: Record<string, string> = {};

const JSON_TYPE = { 'content-type': 'application/x-amz-json-1.1' };
const IDENTITY = `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
<Arn>arn:aws:iam::000000000000:root</Arn><UserId>a</UserId><Account>000000000000</Account></GetCallerIdentityResult>
</GetCallerIdentityResponse>`;

const server = createServer(async (request, response) => {
  const body = await text(request);
  const [, call] = String(request.headers['x-amz-target'] ?? '').split('.');
  if (call === undefined) return response.writeHead(200, { 'content-type': 'text/xml' }).end(IDENTITY);
  const { Name, SecretId = Name, SecretString } = JSON.parse(body);
  if (call === 'CreateSecret') {
    written[SecretId] = SecretString;
    return response.writeHead(200, JSON_TYPE).end(JSON.stringify({ VersionId: 'new' }));
  }
  if (call === 'GetSecretValue' && secrets[SecretId] !== undefined) {
    return response.writeHead(200, JSON_TYPE).end(JSON.stringify({ SecretString: secrets[SecretId] }));
  }
  return response.writeHead(400, JSON_TYPE).end(JSON.stringify({ __type: 'ResourceNotFoundException' }));
});

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => {
  server.close();
});
afterEach(() => {
  vi.unstubAllEnvs();
  secrets = {};
  for (const name of Object.keys(written)) delete written[name];
});

function prepare(environment: Record<string, string> = {}, more: Record<string, string> = {}) {
  const { port } = server.address() as AddressInfo;
  const credentials = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };
  const env = { AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`, MONGODB_URI: '', ...credentials, ...more };
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  return prepareDeployment({ stage: 'dev', region: 'us-east-1', environment, reservedConcurrency: 0 });
}

/** No server listens there. */
const MONGODB_URI = 'mongodb://user:hunter2@127.0.0.1:1/?serverSelectionTimeoutMS=100';
const mongodb = 'corechat/dev/mongodb';
const jwt = 'corechat/dev/jwt';
const signing = 'corechat/dev/signing';
const SIGNING_KEYS = newSigningKeys();
const usable = (): Record<string, string> => ({
  [mongodb]: JSON.stringify({ MONGODB_URI }),
  [signing]: JSON.stringify({ SIGNING_KEYS }),
  [jwt]: JSON.stringify({ JWT_KEYS: verifyingKeysOf(SIGNING_KEYS) }),
  'corechat/dev/log': JSON.stringify({ LOG_KEY: newLogKey() }),
  'corechat/dev/names': JSON.stringify({ NAME_KEYS: newNameKey() }),
  'corechat/dev/push': JSON.stringify({ PUSH_KEY: newPushKey() }),
});

test('no secrets', async () => {
  await expect(prepare()).rejects.toThrow(
    "There is no secret corechat/dev/mongodb in us-east-1. Make it: MONGODB_URI='mongodb+srv://…' npm run keys -- --stage dev",
  );
});

test('one of two secrets', async () => {
  secrets = usable();
  delete secrets[jwt];
  await expect(prepare({}, { MONGODB_URI })).rejects.toThrow(
    'There is no secret corechat/dev/jwt in us-east-1. Make it: npm run keys -- --stage dev',
  );
});

/** JWT_KEYS of an earlier version. */
const newKeyRing = () => `first:${randomBytes(32).toString('base64url')}`;

const typed = `k1:${Buffer.from('password'.repeat(5)).toString('base64url')}`;

test.each([
  ['no JSON', { [mongodb]: 'mongodb://db/' }, `The secret ${mongodb} must be a JSON object with MONGODB_URI`],
  ['a list', { [jwt]: '[]' }, `The secret ${jwt} must be a JSON object with JWT_KEYS`],
  ['no keys', { [jwt]: '{"JWT_KEYS":""}' }, `The secret ${jwt} has no JWT_KEYS`],
  ['no database', { [mongodb]: '{}' }, `The secret ${mongodb} has no MONGODB_URI`],
  ['a typed key', { [jwt]: JSON.stringify({ JWT_KEYS: typed }) }, `secret ${jwt}: k1 could be guessed`],
  [
    'a login that functions cannot do',
    { [mongodb]: JSON.stringify({ MONGODB_URI: `${MONGODB_URI}&authMechanism=MONGODB-AWS` }) },
    `MONGODB_URI of the secret ${mongodb} asks for authMechanism=MONGODB-AWS`,
  ],
  ['another URI', { [mongodb]: '{"MONGODB_URI":"http://db/"}' }, 'MONGODB_URI must start with mongodb:// or'],
])('a secret with %s', async (_, values, line) => {
  secrets = { ...usable(), ...values };
  await expect(prepare()).rejects.toThrow(line);
});

test('the one secret of an older version is divided, once the configuration was tried', async () => {
  const [keys, former] = [newKeyRing(), 'corechat/dev'];
  secrets = { [former]: JSON.stringify({ MONGODB_URI, JWT_KEYS: keys }) };
  await expect(prepare({ CORS_ORIGINS: 'example.org' })).rejects.toThrow('CORS_ORIGINS must be origins');
  expect(written).toEqual({});
  const [, notice, line] = await prepare();
  expect(notice).toMatch(
    /^Access tokens are still signed with a secret that every function has\. Three steps of npm run keys -- --stage dev /,
  );
  expect(line).toContain(`The secret ${former} is divided into ${mongodb}, ${jwt}. When this deployment`);
  expect(line).toContain(`aws secretsmanager delete-secret --secret-id ${former}`);
  expect(written).toEqual({
    [mongodb]: JSON.stringify({ MONGODB_URI }),
    // It goes on signing until a rotation.
    [signing]: JSON.stringify({ SIGNING_KEYS: keys }),
    [jwt]: JSON.stringify({ JWT_KEYS: keys }),
    'corechat/dev/log': expect.stringMatching(/^\{"LOG_KEY":"[\w-]{43}"\}$/),
    'corechat/dev/names': expect.stringMatching(/^\{"NAME_KEYS":"[\w-]{43}"\}$/),
    'corechat/dev/push': expect.stringMatching(/^\{"PUSH_KEY":"[\w-]{43}"\}$/),
  });
});

test('a former secret keeps the names of people in the log', async () => {
  const LOG_KEY = newLogKey();
  secrets = { 'corechat/dev': JSON.stringify({ MONGODB_URI, JWT_KEYS: newKeyRing(), LOG_KEY }) };
  await prepare();
  expect(written['corechat/dev/log']).toBe(JSON.stringify({ LOG_KEY }));
});

test('a database that does not answer here is named without its password, and left to the stack', async () => {
  secrets = usable();
  const [database, ...more] = await prepare();
  expect(database).toMatch(
    /^mongodb:\/\/127\.0\.0\.1:1 does not answer here \(.*ECONNREFUSED.*\); a function of the stack will try it$/,
  );
  expect(database).not.toContain('hunter2');
  expect([more, written]).toEqual([[], {}]);
});

test('functions get the public key of notifications, and not the private one', async () => {
  secrets = usable();
  const environment: Record<string, string> = {};
  await prepare(environment);
  const { PUSH_KEY } = JSON.parse(secrets['corechat/dev/push'] ?? '');
  expect(environment).toEqual({ PUSH_PUBLIC_KEY: publicPushKey(PUSH_KEY) });
});

test('a wrong variable', async () => {
  secrets = usable();
  await expect(prepare({ CORS_ORIGINS: 'example.org' })).rejects.toThrow('CORS_ORIGINS must be origins');
});

test('an emulator’s first secrets are not written before the configuration was tried', async () => {
  const given = { MONGODB_URI, JWT_KEYS: '', SIGNING_KEYS: '' };
  await expect(prepare({ CORS_ORIGINS: 'example.org' }, given)).rejects.toThrow('CORS_ORIGINS must be');
  expect(written).toEqual({});
  await prepare({}, given);
  expect(Object.keys(written).sort()).toEqual([
    jwt,
    'corechat/dev/log',
    mongodb,
    'corechat/dev/names',
    'corechat/dev/push',
    signing,
  ]);
});

test('no server at the endpoint', async () => {
  await expect(prepare({}, { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' })).rejects.toThrow(
    'AWS does not answer at http://127.0.0.1:1 (ECONNREFUSED): check the region, AWS_ENDPOINT_URL and the network',
  );
});

test('no credentials', async () => {
  const none = {
    AWS_ACCESS_KEY_ID: '',
    AWS_SECRET_ACCESS_KEY: '',
    AWS_PROFILE: '',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
  await expect(prepare({}, none)).rejects.toThrow('No AWS credentials found: set AWS_PROFILE, or');
});
