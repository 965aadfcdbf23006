/** What is checked before a deployment changes anything. AWS is a server here that knows three calls, asked by the real clients. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { newKeyRing } from '../../../deploy/key-ring.ts';
import { prepareDeployment } from '../../../deploy/prepare.ts';
import { completeSecret } from '../../../deploy/secret.ts';

let secret: string | undefined;
const written: string[] = [];

const JSON_TYPE = { 'content-type': 'application/x-amz-json-1.1' };
const IDENTITY = `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
<Arn>arn:aws:iam::000000000000:root</Arn><UserId>a</UserId><Account>000000000000</Account></GetCallerIdentityResult>
</GetCallerIdentityResponse>`;

const server = createServer(async (request, response) => {
  const body = await text(request);
  const [, call] = String(request.headers['x-amz-target'] ?? '').split('.');
  if (call === undefined) return response.writeHead(200, { 'content-type': 'text/xml' }).end(IDENTITY);
  if (call === 'CreateSecret' || call === 'PutSecretValue') {
    written.push(JSON.parse(body).SecretString);
    return response.writeHead(200, JSON_TYPE).end(JSON.stringify({ VersionId: 'new' }));
  }
  if (secret !== undefined) {
    return response.writeHead(200, JSON_TYPE).end(JSON.stringify({ SecretString: secret, VersionId: 'v1' }));
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
  secret = undefined;
  written.length = 0;
});

function useServer(more: Record<string, string> = {}): void {
  const { port } = server.address() as AddressInfo;
  const credentials = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };
  const env = { AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`, MONGODB_URI: '', ...credentials, ...more };
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
}

function prepare(environment: Record<string, string> = {}, more: Record<string, string> = {}) {
  useServer(more);
  return prepareDeployment({ stage: 'dev', region: 'us-east-1', environment, reservedConcurrency: 0 });
}

/** Nobody listens there. */
const MONGODB_URI = 'mongodb://user:hunter2@127.0.0.1:1/?serverSelectionTimeoutMS=100';
const secretOf = (values: object) => JSON.stringify({ MONGODB_URI, JWT_KEYS: newKeyRing(), ...values });

test('no secret', async () => {
  await expect(prepare()).rejects.toThrow(
    "There is no secret corechat/dev in us-east-1. Make it: MONGODB_URI='mongodb+srv://…' npm run keys -- --stage dev",
  );
});

const typed = `k1:${Buffer.from('password'.repeat(5)).toString('base64url')}`;

test.each([
  ['no JSON', 'mongodb://db/', 'The secret corechat/dev must be a JSON object with MONGODB_URI and JWT_KEYS'],
  ['a list', '[]', 'The secret corechat/dev must be a JSON object with MONGODB_URI and JWT_KEYS'],
  ['no keys', secretOf({ JWT_KEYS: '' }), 'The secret corechat/dev has no JWT_KEYS'],
  ['no database', secretOf({ MONGODB_URI: undefined }), 'The secret corechat/dev has no MONGODB_URI'],
  ['a typed key', secretOf({ JWT_KEYS: typed }), 'JWT_KEYS of the secret corechat/dev: k1 could be guessed'],
  [
    'a login that functions cannot do',
    secretOf({ MONGODB_URI: `${MONGODB_URI}&authMechanism=MONGODB-AWS` }),
    'MONGODB_URI of the secret corechat/dev asks for authMechanism=MONGODB-AWS',
  ],
  ['another URI', secretOf({ MONGODB_URI: 'http://db/' }), 'MONGODB_URI must start with mongodb:// or'],
])('a secret with %s', async (_, value, line) => {
  secret = value;
  await expect(prepare()).rejects.toThrow(line);
});

test('a database that does not answer here is named without its password, and left to the stack', async () => {
  secret = secretOf({});
  const { database } = await prepare();
  expect(database).toMatch(
    /^mongodb:\/\/127\.0\.0\.1:1 does not answer here \(.*ECONNREFUSED.*\); a function of the stack will try it$/,
  );
  expect(database).not.toContain('hunter2');
});

test('a wrong variable', async () => {
  secret = secretOf({});
  await expect(prepare({ CORS_ORIGINS: 'example.org' })).rejects.toThrow('CORS_ORIGINS must be origins');
});

test('an emulator’s first secret is not written before the configuration was tried', async () => {
  await expect(prepare({ CORS_ORIGINS: 'example.org' }, { MONGODB_URI, JWT_KEYS: '' })).rejects.toThrow(
    'CORS_ORIGINS must be origins',
  );
  expect(written).toEqual([]);
});

test('a secret of before gets the key of names in the log, and keeps what it has', async () => {
  useServer();
  const values = { MONGODB_URI, JWT_KEYS: newKeyRing() };
  expect(await completeSecret('dev', 'us-east-1', { values, version: 'v1' })).toBe('new');
  const [added = ''] = written.splice(0);
  expect(JSON.parse(added)).toEqual({ ...values, LOG_KEY: expect.stringMatching(/^[\w-]{43}$/) });
  const complete = { values: JSON.parse(added), version: 'v2' };
  expect(await completeSecret('dev', 'us-east-1', complete)).toBe('v2');
  expect(written).toEqual([]);
});

test('nobody at the endpoint', async () => {
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
