/** Gives every test file a separate database with the product's indexes, and drops it afterwards. */
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, inject, vi } from 'vitest';
import { askSqs } from '../../../local/sqs.ts';
import { callsWithoutGrant, recordCalls } from '../deploy/recorded-calls.ts';
import { recordAnswer, writeReport } from '../http/contract-report.ts';
import { answers } from '../http/gateway.ts';
import { gateway } from '../sockets/socket-gateway.ts';
import { TEST_KEYS, TEST_SIGNING_KEYS } from './keys.ts';

// Most tests need people, not passwords that are hard to guess: a hash takes 35 ms. Those of hashes and of log-ins' times unmock it.
vi.mock('#lib/accounts/password-cost.ts', () => ({
  PASSWORD_COST: { memory: 8, passes: 1, parallelism: 1 },
}));

const id = randomUUID();
const mails = join(tmpdir(), `corechat-mail-${id}`);

/** A queue of this file alone, because tests count its messages and take them, and files run side by side. @returns its address */
async function makeQueue(name: string): Promise<string> {
  const url = new URL(inject('stackEnvironment').QUEUE_URL ?? '');
  const QueueName = `corechat-test-${id}-${name}`;
  await askSqs(url.origin, 'CreateQueue', { QueueName });
  return new URL(QueueName, url).href;
}

// Where failed messages of `events` would go.
await makeQueue('events-failed');

Object.assign(process.env, {
  ...inject('stackEnvironment'),
  QUEUE_URL: await makeQueue('events'),
  FAN_OUT_QUEUE_URL: await makeQueue('fan-out'),
  PREVIEW_QUEUE_URL: await makeQueue('previews'),
  NOTIFICATIONS_QUEUE_URL: await makeQueue('notifications'),
  STAGE: 'test',
  // As deployed.
  PUSH_TIMEOUT_MS: '',
  WEBSOCKET_MANAGEMENT_URL: await gateway.listen(),
  MONGODB_DATABASE: `corechat-test-${id}`,
  JWT_KEYS: TEST_KEYS,
  SIGNING_KEYS: TEST_SIGNING_KEYS,
  MAIL_FROM: 'chat@example.org',
  MAIL_URL: pathToFileURL(mails).href,
  SECURITY_CONTACT: 'mailto:security@example.org',
  LOG_LEVEL: process.env.TEST_LOG ?? 'silent',
});

answers.observe = recordAnswer;

recordCalls();

beforeAll(async () => {
  const { prepareDatabase } = await import('#lib/migrations/prepare-database.ts');
  await prepareDatabase();
});

afterAll(async () => {
  const excess = callsWithoutGrant(inject('grants'));
  writeReport(inject('answersDirectory'), relative(process.cwd(), expect.getState().testPath ?? ''));
  const { closeMongo, dropDatabase } = await import('#lib/platform/mongo.ts');
  await dropDatabase();
  await closeMongo();
  gateway.close();
  rmSync(mails, { recursive: true, force: true });
  expect(excess).toEqual([]);
});
