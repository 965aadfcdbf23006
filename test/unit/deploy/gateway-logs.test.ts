/** Against a stand-in of API Gateway's control API: GET /account. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { requireGatewayLogRole } from '../../../deploy/gateway-logs.ts';

let server: Server;
let account: object;
const asked: string[] = [];

beforeEach(async () => {
  asked.length = 0;
  server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(account));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
});
afterEach(() => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  server.close();
});

test('a region whose gateways may write logs is fine', async () => {
  account = { cloudwatchRoleArn: 'arn:aws:iam::123456789012:role/gateway-logs' };
  await requireGatewayLogRole('prod', 'eu-west-1');
  expect(asked).toEqual(['GET /account']);
});

test('one whose gateways may not is named before anything is made', async () => {
  account = {};
  await expect(requireGatewayLogRole('prod', 'eu-west-1')).rejects.toThrow(
    /^API Gateway has no role to write logs in eu-west-1, which websocketAccessLog of prod needs: docs\/operations\.md#websocket-access-log/,
  );
});
