import { expect, test } from 'vitest';
import { ConfigError, parseConfig } from '#lib/platform/config.ts';
import { newSigningKeys, verifyingKeysOf } from '../../../deploy/key-ring.ts';

const secret = Buffer.alloc(32, 7).toString('base64url');
const minimal = { MONGODB_URI: 'mongodb://db.example.org/', JWT_KEYS: `k1:${secret}` };

test('the smallest configuration gets the documented defaults', () => {
  expect(parseConfig(minimal)).toMatchObject({
    stage: 'local',
    isProduction: false,
    mongodb: { database: 'corechat' },
    jwt: { issuer: 'corechat', audience: 'corechat-api', lifetimeSeconds: 900 },
    corsOrigins: [],
    logLevel: 'info',
  });
});

test('every wrong variable is named, and no value is shown', () => {
  const wrong = {
    MONGODB_URI: 'http://user:hunter2@db',
    JWT_KEYS: 'k1:c2hvcnQ',
    ACCESS_TOKEN_SECONDS: 'soon',
    LOG_LEVEL: 'loud',
    CORS_ORIGINS: 'example.org/path',
  };
  let message = '';
  try {
    parseConfig(wrong);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    message = (error as Error).message;
  }
  for (const name of Object.keys(wrong)) expect(message).toContain(`  ${name} must`);
  expect(message).not.toContain('hunter2');
  expect(message).not.toContain('c2hvcnQ');
});

test.each([
  [{ REGISTRATION: 'closed' }, 'REGISTRATION must be open, invite, domains or off'],
  [{ REGISTRATION: 'domains' }, 'REGISTRATION_DOMAINS is missing: REGISTRATION=domains needs it'],
  [{ REGISTRATION_DOMAINS: 'a@example.org' }, 'REGISTRATION_DOMAINS must be domains such as example.org'],
  [{ DIRECTORY: 'private' }, 'DIRECTORY must be public, members or off'],
  [{ API_DOCS: 'no' }, 'API_DOCS must be on or off'],
  [{ LINK_PREVIEWS: 'yes' }, 'LINK_PREVIEWS must be on or off'],
  [{ SECURITY_CONTACT: 'security@example.org' }, 'SECURITY_CONTACT must be an address such as mailto:'],
  [{ SECURITY_CONTACT: 'http://example.org' }, 'SECURITY_CONTACT must be an address such as mailto:'],
])('%j is refused in one sentence', (settings, sentence) => {
  expect(() => parseConfig({ ...minimal, ...settings })).toThrow(`Wrong configuration:\n  ${sentence}`);
});

test('an empty variable is a missing one', () => {
  expect(() => parseConfig({ MONGODB_URI: '', JWT_KEYS: '' })).toThrow(
    /MONGODB_URI is missing\n {2}JWT_KEYS is missing/,
  );
});

test('the first key signs and all are kept for verifying', () => {
  const { keys = [] } = parseConfig({ ...minimal, JWT_KEYS: `new:${secret}, old:${secret}` }).jwt;
  expect(keys.map(({ kid }) => kid)).toEqual(['new', 'old']);
});

test.each([
  `:${secret}`,
  `k1:${secret},k1:${secret}`,
  'k1',
  `k1:${secret},`,
  `k1:${secret}:more`,
  `k1:${secret}!`,
  // What signs is no business of what verifies.
  `k1:private.${secret}`,
  'k1:public.c2hvcnQ',
])('%s is not a key ring', (JWT_KEYS) => {
  expect(() => parseConfig({ ...minimal, JWT_KEYS })).toThrow(/JWT_KEYS must be kid:key/);
});

test('a signing key whose tokens nobody verifies is refused', () => {
  const JWT_KEYS = verifyingKeysOf(newSigningKeys());
  const SIGNING_KEYS = newSigningKeys();
  const [kid] = SIGNING_KEYS.split(':');
  expect(() => parseConfig({ ...minimal, JWT_KEYS, SIGNING_KEYS })).toThrow(
    `JWT_KEYS has no key ${kid}, with which SIGNING_KEYS signs`,
  );
  expect(() => parseConfig({ ...minimal, SIGNING_KEYS: JWT_KEYS })).toThrow(/SIGNING_KEYS must be kid:key/);
});

test('origins are a comma-separated list', () => {
  const CORS_ORIGINS = 'https://chat.example.org, http://localhost:5173';
  expect(parseConfig({ ...minimal, CORS_ORIGINS }).corsOrigins).toEqual([
    'https://chat.example.org',
    'http://localhost:5173',
  ]);
});

test('a prefix of secrets stands for the database and the keys', () => {
  const given = parseConfig({ SECRETS: 'corechat/prod', STAGE: 'prod', AWS_REGION: 'eu-central-1' });
  expect(given.secrets).toMatchObject({
    prefix: 'corechat/prod',
    url: 'https://secretsmanager.eu-central-1.amazonaws.com',
  });
  expect([given.mongodb.uri, given.jwt.keys]).toEqual([undefined, undefined]);
});

test.each([
  [{ AWS_REGION: 'cn-north-1' }, 'https://secretsmanager.cn-north-1.amazonaws.com.cn'],
  [{ AWS_ENDPOINT_URL: 'http://aws:4566' }, 'http://aws:4566'],
  [
    { AWS_ENDPOINT_URL: 'http://aws:4566', AWS_ENDPOINT_URL_SECRETS_MANAGER: 'http://secrets:1' },
    'http://secrets:1',
  ],
])('with %j secrets are asked for at %s', (variables, url) => {
  expect(parseConfig({ SECRETS: 'corechat/dev', ...variables }).secrets.url).toBe(url);
});

test('secrets themselves in the place of their prefix are named and not shown', () => {
  const SECRETS = JSON.stringify(minimal);
  expect(() => parseConfig({ SECRETS })).toThrow(
    /^Wrong configuration:\n {2}SECRETS must be a prefix of secrets such as corechat\/prod$/,
  );
});

test('an emulator’s management API is a path below AWS_ENDPOINT_URL', () => {
  const WEBSOCKET_MANAGEMENT_URL = '/_aws/execute-api/a1/dev';
  const given = parseConfig({ ...minimal, WEBSOCKET_MANAGEMENT_URL, AWS_ENDPOINT_URL: 'http://aws:4566' });
  expect(given.websocket.managementUrl).toBe('http://aws:4566/_aws/execute-api/a1/dev');
});

test.each([
  ['/_aws/execute-api/a1/dev', undefined, 'WEBSOCKET_MANAGEMENT_URL is a path'],
  ['/_aws/execute-api/a1/dev', 'http://aws:456600', 'AWS_ENDPOINT_URL must be a URL that starts with http'],
  ['http://[a1', undefined, 'WEBSOCKET_MANAGEMENT_URL must be a URL that'],
  ['aws:4566/a1', undefined, 'WEBSOCKET_MANAGEMENT_URL must be a URL that'],
])('a management API at %s below %s is reported, together with other faults', (url, below, line) => {
  const given = { ...minimal, WEBSOCKET_MANAGEMENT_URL: url, AWS_ENDPOINT_URL: below, MONGODB_URI: '' };
  expect(() => parseConfig(given)).toThrow(`  ${line}`);
  expect(() => parseConfig(given)).toThrow('  MONGODB_URI is missing');
});
