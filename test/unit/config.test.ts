import { expect, test } from 'vitest';
import { ConfigError, parseConfig } from '#lib/config.ts';

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

test('an empty variable is a missing one', () => {
  expect(() => parseConfig({ MONGODB_URI: '', JWT_KEYS: '' })).toThrow(
    /MONGODB_URI is missing\n {2}JWT_KEYS is missing/,
  );
});

test('the first key signs and all are kept for verifying', () => {
  const { keys } = parseConfig({ ...minimal, JWT_KEYS: `new:${secret}, old:${secret}` }).jwt;
  expect(keys.map(({ kid }) => kid)).toEqual(['new', 'old']);
});

test.each([
  `:${secret}`,
  `k1:${secret},k1:${secret}`,
  'k1',
  `k1:${secret},`,
  `k1:${secret}:more`,
  `k1:${secret}!`,
])('%s is not a key ring', (JWT_KEYS) => {
  expect(() => parseConfig({ ...minimal, JWT_KEYS })).toThrow(/JWT_KEYS must be kid:secret/);
});

test('origins are a comma-separated list', () => {
  const CORS_ORIGINS = 'https://chat.example.org, http://localhost:5173';
  expect(parseConfig({ ...minimal, CORS_ORIGINS }).corsOrigins).toEqual([
    'https://chat.example.org',
    'http://localhost:5173',
  ]);
});

test('deployed functions get both secrets as one JSON object', () => {
  const given = parseConfig({ SECRETS: JSON.stringify(minimal), STAGE: 'prod' });
  expect(given).toMatchObject({ stage: 'prod', mongodb: { uri: minimal.MONGODB_URI } });
  expect(given.jwt.keys.map(({ kid }) => kid)).toEqual(['k1']);
});

test('secrets that are no JSON object, such as a reference nobody resolved, are named and not shown', () => {
  const SECRETS = '{{resolve:secretsmanager:corechat/prod:SecretString}}';
  expect(() => parseConfig({ SECRETS })).toThrow(
    /^Wrong configuration:\n {2}SECRETS must be a JSON object with/,
  );
  expect(() => parseConfig({ SECRETS })).not.toThrow(/resolve/);
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
])('a management API at %s below %s is named, beside whatever else is wrong', (url, below, line) => {
  const given = { ...minimal, WEBSOCKET_MANAGEMENT_URL: url, AWS_ENDPOINT_URL: below, MONGODB_URI: '' };
  expect(() => parseConfig(given)).toThrow(`  ${line}`);
  expect(() => parseConfig(given)).toThrow('  MONGODB_URI is missing');
});
