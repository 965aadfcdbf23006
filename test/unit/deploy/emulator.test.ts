import { afterEach, expect, test, vi } from 'vitest';
import { emulatorEndpoint, emulatorEnvironment, pathStyleBuckets } from '../../../deploy/emulator.ts';
import type { AwsProvider } from '../../../deploy/serverless.ts';

afterEach(() => vi.unstubAllEnvs());

test.each([
  ['', undefined],
  ['http://localhost:4566', 'http://localhost:4566'],
  ['http://127.0.0.1:4566/', 'http://127.0.0.1:4566'],
  ['https://vpce-1.execute-api.us-east-1.vpce.amazonaws.com', undefined],
  ['https://lambda.us-east-1.api.aws', undefined],
])('AWS_ENDPOINT_URL=%s', (url, endpoint) => {
  vi.stubEnv('AWS_ENDPOINT_URL', url);
  expect(emulatorEndpoint()).toBe(endpoint);
});

test.each(['localhost:4566', 'http://', 'not an address'])('%s is no address', (url) => {
  vi.stubEnv('AWS_ENDPOINT_URL', url);
  expect(emulatorEndpoint).toThrow(`AWS_ENDPOINT_URL must start with http:// or https://, not be "${url}"`);
});

test('functions may know the emulator by another name, and its WebSocket API elsewhere', () => {
  const endpoint = 'http://localhost:4566';
  expect(emulatorEnvironment(endpoint, 'SocketApi', 'dev')).toMatchObject({
    AWS_ENDPOINT_URL: endpoint,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: as CloudFormation spells it
    WEBSOCKET_MANAGEMENT_URL: { 'Fn::Sub': '/_aws/execute-api/${SocketApi}/dev' },
  });
  vi.stubEnv('FUNCTIONS_AWS_ENDPOINT_URL', 'http://host.docker.internal:4566');
  vi.stubEnv('WEBSOCKET_URL', 'ws://sockets.example.org');
  expect(emulatorEnvironment(endpoint, 'SocketApi', 'dev')).toMatchObject({
    AWS_ENDPOINT_URL: 'http://host.docker.internal:4566',
    WEBSOCKET_URL: 'ws://sockets.example.org',
  });
});

test('buckets are asked for by path', async () => {
  const provider = { getAwsSdkV3Config: async () => ({ region: 'us-east-1' }) } as unknown as AwsProvider;
  pathStyleBuckets(provider);
  expect(await provider.getAwsSdkV3Config()).toEqual({ region: 'us-east-1', forcePathStyle: true });
});
