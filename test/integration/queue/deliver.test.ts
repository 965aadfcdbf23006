/** What the queue's worker answers, and what it does with more than fits into its time. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { collection } from '#lib/platform/mongo.ts';
import { handler as deleteHandler } from '../../../functions/me/delete.ts';
import { handler as sendHandler } from '../../../functions/messages/send.ts';
import { askSqs } from '../../../local/sqs.ts';
import { call } from '../../support/http/gateway.ts';
import { createPerson, type Person } from '../../support/people/people.ts';
import { PASSWORD } from '../../support/people/registration.ts';
import { deliver, sweep } from '../../support/server/deletions.ts';

let alice: Person;
let bob: Person;
beforeEach(async () => {
  [alice, bob] = (await Promise.all(['Alice', 'bob'].map(createPerson))) as [Person, Person];
});
afterEach(() => {
  vi.restoreAllMocks();
});

const send = ({ token }: Person, { username }: Person, Message: string) =>
  call(sendHandler, { method: 'POST', path: '/messages', token, body: { User: username, Message } });

/** @returns the id of the marked account */
async function remove({ token, username }: Person): Promise<string> {
  const body = { password: PASSWORD };
  expect((await call(deleteHandler, { method: 'DELETE', path: '/me', token, body })).status).toBe(204);
  const marked = await collection('users').findOne({ username });
  return String(marked?._id);
}

async function countQueued(): Promise<number> {
  const { href: QueueUrl, origin } = new URL(process.env.QUEUE_URL ?? '');
  const names = { QueueUrl, AttributeNames: ['All'] };
  const { Attributes } = await askSqs<{ Attributes: Record<string, string> }>(
    origin,
    'GetQueueAttributes',
    names,
  );
  return (
    Number(Attributes.ApproximateNumberOfMessages) + Number(Attributes.ApproximateNumberOfMessagesDelayed)
  );
}

const isErased = async ({ username }: Person): Promise<boolean> =>
  (await collection('users').countDocuments({ username })) === 0 &&
  (await collection('messages').countDocuments({ $or: [{ from: username }, { to: username }] })) === 0;

test('names the messages that failed, and does the others', async () => {
  await send(alice, bob, 'hello');
  const account = await remove(alice);
  const { batchItemFailures } = await deliver({
    unknown: { type: 'account.renamed', account },
    right: { type: 'account.deleted', account },
    broken: '{"type":',
    injected: { type: 'account.deleted', account: { $ne: null } },
  });
  expect(batchItemFailures).toEqual(
    ['unknown', 'broken', 'injected'].map((itemIdentifier) => ({ itemIdentifier })),
  );
  expect(await isErased(alice)).toBe(true);
});

test('does a message that comes twice, or too late, without harm', async () => {
  await send(alice, bob, 'hello');
  const account = await remove(alice);
  const event = { type: 'account.deleted', account };
  for (const messages of [{ first: event, again: event }, { late: event }]) {
    expect(await deliver(messages)).toEqual({ batchItemFailures: [] });
  }
  expect(await isErased(alice)).toBe(true);
});

test('gives back what it has no time to begin', async () => {
  const event = { type: 'account.deleted', account: await remove(alice) };
  const { batchItemFailures } = await deliver({ first: event, second: event }, 2_000);
  expect(batchItemFailures).toEqual([{ itemIdentifier: 'first' }, { itemIdentifier: 'second' }]);
  expect(await isErased(alice)).toBe(false);
});

test('queues the rest of a deletion that takes longer than a function runs', async () => {
  await send(alice, bob, 'hello');
  const event = { type: 'account.deleted', account: await remove(alice) };
  const before = await countQueued();
  let clock = performance.now();
  vi.spyOn(performance, 'now').mockImplementation(() => {
    clock += 9_000;
    return clock;
  });
  expect(await deliver({ long: event })).toEqual({ batchItemFailures: [] });
  vi.restoreAllMocks();
  expect(await isErased(alice)).toBe(false);
  expect(await countQueued()).toBe(before + 1);
  await sweep();
  expect(await isErased(alice)).toBe(true);
});

test('an event holds no name', async () => {
  const { href: QueueUrl, origin } = new URL(process.env.QUEUE_URL ?? '');
  const account = await remove(alice);
  // Ten seconds before anybody may have it.
  await vi.waitFor(
    async () => {
      const taken = { QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 1, WaitTimeSeconds: 1 };
      const { Messages = [] } = await askSqs<{ Messages?: { Body: string }[] }>(
        origin,
        'ReceiveMessage',
        taken,
      );
      expect(Messages.map(({ Body }) => Body)).toContain(`{"type":"account.deleted","account":"${account}"}`);
    },
    { timeout: 15_000, interval: 200 },
  );
});
