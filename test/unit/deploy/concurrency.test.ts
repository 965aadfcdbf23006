/** Whether the account has what a stage reserves. AWS is a server here that knows two calls, asked by the real clients. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { requireConcurrency } from '../../../deploy/concurrency.ts';

let unreserved = 0;
/** By function, of the stack as it is deployed; undefined without a stack. */
let deployed: number[] | undefined;

const templateOf = (reservations: number[]) => ({
  Resources: Object.fromEntries(
    reservations.map((ReservedConcurrentExecutions, index) => [
      `Function${index}`,
      { Type: 'AWS::Lambda::Function', Properties: { ReservedConcurrentExecutions } },
    ]),
  ),
});

const XML = { 'content-type': 'text/xml' };
const NO_STACK = `<ErrorResponse><Error><Type>Sender</Type><Code>ValidationError</Code>
<Message>Stack with id corechat-prod does not exist</Message></Error></ErrorResponse>`;

const server = createServer((request, response) => {
  request.resume();
  if (request.url?.includes('account-settings')) {
    const AccountLimit = { ConcurrentExecutions: 1_000, UnreservedConcurrentExecutions: unreserved };
    return response.end(JSON.stringify({ AccountLimit }));
  }
  if (!deployed) return response.writeHead(400, XML).end(NO_STACK);
  const body = JSON.stringify(templateOf(deployed)).replaceAll('"', '&quot;');
  return response
    .writeHead(200, XML)
    .end(
      `<GetTemplateResponse><GetTemplateResult><TemplateBody>${body}</TemplateBody></GetTemplateResult></GetTemplateResponse>`,
    );
});

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  for (const service of ['LAMBDA', 'CLOUDFORMATION']) vi.stubEnv(`AWS_ENDPOINT_URL_${service}`, url);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
});
afterAll(() => {
  server.close();
  vi.unstubAllEnvs();
});
afterEach(() => {
  deployed = undefined;
});

const require = (wanted: number) => requireConcurrency('prod', 'us-east-1', wanted);

test('what other stacks have reserved cannot be reserved again', async () => {
  unreserved = 286;
  await expect(require(186)).resolves.toBeUndefined();
  await expect(require(187)).rejects.toThrow(
    'corechat-prod reserves 187 concurrent executions, and 186 can be reserved in us-east-1: 1000 of the account, 714 reserved by others, 100 that stay unreserved.',
  );
});

test('what the stack itself has reserved counts as free', async () => {
  unreserved = 114;
  deployed = [100, 86];
  await expect(require(200)).resolves.toBeUndefined();
  await expect(require(201)).rejects.toThrow('200 can be reserved in us-east-1');
});

test('a stage that reserves nothing takes nothing', async () => {
  unreserved = 10;
  await expect(require(0)).resolves.toBeUndefined();
  await expect(require(1)).rejects.toThrow('0 can be reserved');
});
