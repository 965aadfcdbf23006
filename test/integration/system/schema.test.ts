/** The step of a deployment that creates indexes, against a real database; CloudFormation is a server that takes the answer. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { CloudFormationCustomResourceEvent as Event } from 'aws-lambda';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { collection, dropDatabase } from '#lib/mongo.ts';
import { handler } from '../../../functions/system/schema.ts';

const answers: unknown[] = [];
const server = createServer(async (request, response) => {
  answers.push(await json(request));
  response.end();
});

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => {
  server.close();
});

const deploy = () =>
  handler(
    {
      RequestType: 'Create',
      ResponseURL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
      StackId: 'stack',
      RequestId: 'request',
      LogicalResourceId: 'Schema1',
    } as Event,
    { getRemainingTimeInMillis: () => 60_000 },
  );

test('creates indexes in an empty database, and leaves those alone that are there', async () => {
  await dropDatabase();
  await deploy();
  const first = await collection('users').listIndexes().toArray();
  expect(first.map(({ name }) => name)).toEqual(expect.arrayContaining(['username_unique', 'directory']));
  await deploy();
  expect(await collection('users').listIndexes().toArray()).toEqual(first);
  expect(answers).toMatchObject([{ Status: 'SUCCESS' }, { Status: 'SUCCESS' }]);
});
