/** CloudFormation is a server here that takes answers, as its presigned URL does. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { CloudFormationCustomResourceEvent as Event } from 'aws-lambda';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { customResource } from '#lib/system/custom-resource.ts';

let status = 200;
const answers: { method: string | undefined; type: string | undefined; body: Record<string, string> }[] = [];
const server = createServer(async (request, response) => {
  const { method, headers } = request;
  answers.push({ method, type: headers['content-type'], body: JSON.parse(await text(request)) });
  response.writeHead(status).end();
});

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => {
  server.close();
});
beforeEach(() => {
  status = 200;
  answers.length = 0;
});

const eventOf = (RequestType: Event['RequestType']) =>
  ({
    RequestType,
    ResponseURL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/answer?signature=1`,
    StackId: 'stack',
    RequestId: 'request',
    LogicalResourceId: 'Schema1',
  }) as Event;

const run = (work: () => Promise<void>, type: Event['RequestType'] = 'Create', remainingMs = 60_000) =>
  customResource({ work, explain: ({ message }) => `MongoDB: ${message}`, tooLong: 'Still building' })(
    eventOf(type),
    { getRemainingTimeInMillis: () => remainingMs },
  );

const identity = { StackId: 'stack', RequestId: 'request', LogicalResourceId: 'Schema1' };

test.each(['Create', 'Update'] as const)('%s does the work and says so', async (type) => {
  const work = vi.fn(async () => {});
  await run(work, type);
  expect(work).toHaveBeenCalledOnce();
  expect(answers).toEqual([
    {
      method: 'PUT',
      // A presigned URL is signed for a request without one.
      type: undefined,
      body: { ...identity, PhysicalResourceId: 'Schema1', Status: 'SUCCESS' },
    },
  ]);
});

test('deleting does nothing, so that a stack can be removed without its database', async () => {
  const work = vi.fn(async () => {});
  await run(work, 'Delete');
  expect(work).not.toHaveBeenCalled();
  expect(answers[0]?.body.Status).toBe('SUCCESS');
});

test('a failure is one line', async () => {
  const print = vi.spyOn(console, 'error').mockImplementation(() => {});
  await run(async () => {
    throw new Error('no\n  route');
  });
  expect(answers[0]?.body).toMatchObject({ Status: 'FAILED', Reason: 'MongoDB: no route' });
  expect(print).toHaveBeenCalledOnce();
  print.mockRestore();
});

test('work that takes too long is answered before the function ends', async () => {
  await run(() => new Promise(() => {}), 'Create', 15_050);
  expect(answers[0]?.body).toMatchObject({ Status: 'FAILED', Reason: 'Still building' });
});

test('an answer that is not taken is an error, and Lambda repeats the call', async () => {
  status = 403;
  await expect(run(async () => {})).rejects.toThrow('CloudFormation answered 403 to the result');
});
