/** Events for large audiences: queued in batches of ids, and pushed by a worker that decides again who may see what. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { MEMBERS_MAX } from '#lib/conversations/group.ts';
import { BatchGetItemCommand, dynamo } from '#lib/platform/dynamo.ts';
import { collection } from '#lib/platform/mongo.ts';
import type { ServerFrame } from '#lib/realtime/resources.ts';
import { listConnections } from '#lib/realtime/store/reading.ts';
import { handler as deleteHandler } from '../../../functions/messages/delete.ts';
import { handler as editHandler } from '../../../functions/messages/edit.ts';
import { handler as sendHandler } from '../../../functions/messages/send.ts';
import { TcpFaults } from '../../support/faults/tcp-faults.ts';
import { call } from '../../support/http/gateway.ts';
import { insertGroup, leaveGroup } from '../../support/people/groups.ts';
import { createPerson, type Person } from '../../support/people/people.ts';
import { attachSocket, fanOut, pushBatches, takeBatches } from '../../support/server/fan-out.ts';
import { functionWith, withoutSettings } from '../../support/server/functions-with.ts';
import { gateway } from '../../support/sockets/socket-gateway.ts';
import { openSocket } from '../../support/sockets/sockets.ts';

let alice: Person;
let id: string;
let names: string[];
let groups = 0;

/** Alice and others without accounts. */
async function makeGroup(size: number): Promise<void> {
  groups++;
  names = Array.from({ length: size - 1 }, (_, index) => `m-${groups}-${index}`);
  id = await insertGroup([
    { username: alice.username, role: 'owner' },
    ...names.map((username) => ({ username, role: 'member' as const })),
  ]);
}

beforeEach(async () => {
  alice = await createPerson('alice');
  await takeBatches();
});
afterEach(() => {
  vi.restoreAllMocks();
});

const headers = { prefer: 'return=representation' };
const sending = (Message: string, more: object = {}) => ({
  method: 'POST',
  path: '/messages',
  token: alice.token,
  headers,
  body: { Conversation: id, Message, ...more },
});
const send = async (Message: string, more: object = {}) =>
  (await call(sendHandler, sending(Message, more))).body;
const about = ({ Id }: { Id: string }, method: string, body?: object) => ({
  method,
  path: '/messages/x',
  params: { id: Id },
  token: alice.token,
  headers,
  ...(body ? { body } : {}),
});
const edit = async (message: { Id: string }, Message: string) =>
  (await call(editHandler, about(message, 'PATCH', { Message }))).body;

/** `joinedSeq` of a member of a group that shows new members nothing from before. */
async function setJoined(username: string, joinedSeq: number): Promise<void> {
  await collection<{ _id: string }>('conversations').updateOne(
    { _id: id },
    { $set: { history: 'join' }, $max: { lastJoinedSeq: joinedSeq } },
  );
  await collection('memberships').updateOne({ conversation: id, username }, { $set: { joinedSeq } });
}

describe('what a send queues', () => {
  test.each([
    [2, 0],
    [50, 0],
    [51, 1],
    [100, 1],
    [101, 2],
    [MEMBERS_MAX, 10],
  ])('with %i members: %i messages, in one request', async (size, batches) => {
    await makeGroup(size);
    const { NodeHttpHandler } = await import('@smithy/node-http-handler');
    const requests = vi.spyOn(NodeHttpHandler.prototype, 'handle');
    await send('hello');
    const toQueue = requests.mock.calls.filter(([{ headers: sent }]) =>
      /SQS/.test(sent['x-amz-target'] ?? ''),
    );
    expect(toQueue).toHaveLength(batches > 0 ? 1 : 0);
    expect(await takeBatches()).toHaveLength(batches);
  });

  test('a batch holds ids only', async () => {
    await makeGroup(150);
    const message = await send('a secret');
    const bodies = (await takeBatches()).map((body) => JSON.parse(body));
    const common = {
      type: 'message.created',
      conversation: id,
      message: message.Id,
      version: message.Version,
    };
    expect(bodies.sort((one, other) => one.batch - other.batch)).toEqual([
      { ...common, batch: 0, of: 2 },
      { ...common, batch: 1, of: 2 },
    ]);
  });
});

describe('what the worker pushes', () => {
  test('each member’s devices get the event once, in the form of the answer', async () => {
    await makeGroup(130);
    const sockets = await Promise.all(names.map(attachSocket));
    sockets.push(await openSocket(alice));
    const message = await send('hello');
    for (const socket of sockets) expect(gateway.frames(socket)).toEqual([]);
    expect(await fanOut()).toEqual(Array(2).fill({ batchItemFailures: [] }));
    const frame = { type: 'message.created', conversation: id, version: message.Version, data: message };
    for (const socket of sockets) expect(gateway.frames(socket)).toEqual([frame]);
  });

  test('edits and deletions go the same way', async () => {
    await makeGroup(51);
    const socket = await attachSocket(names[0] as string);
    const message = await send('hello');
    await fanOut();
    await edit(message, 'edited');
    await fanOut();
    await call(deleteHandler, about(message, 'DELETE'));
    await fanOut();
    expect(gateway.frames(socket).map(({ type }) => type)).toEqual([
      'message.created',
      'message.updated',
      'message.deleted',
    ]);
  });

  test('a member removed meanwhile gets nothing, and the others each get it once', async () => {
    await makeGroup(120);
    const sockets = await Promise.all(names.map(attachSocket));
    await send('not for everybody');
    const [removed, ...others] = sockets as [string, ...string[]];
    await leaveGroup(id, names[0] as string);
    await fanOut();
    expect(gateway.frames(removed)).toEqual([]);
    for (const socket of others) expect(gateway.frames(socket)).toHaveLength(1);
  });

  test('a member who joined after a message gets neither it nor its edits, where the history begins with joining', async () => {
    await makeGroup(60);
    const [late, early] = await Promise.all(names.slice(0, 2).map(attachSocket));
    const message = await send('before');
    await setJoined(names[0] as string, message.Seq);
    await fanOut();
    await edit(message, 'edited');
    await fanOut();
    await send('after');
    await fanOut();
    const texts = (socket = '') =>
      gateway
        .frames(socket)
        .map((frame) => (frame as ServerFrame & { data: { Message: string } }).data.Message);
    expect([texts(late), texts(early)]).toEqual([['after'], ['before', 'edited', 'after']]);
  });

  test('small groups are pushed to at once by the same rule', async () => {
    await makeGroup(3);
    const [late, early] = await Promise.all(names.map(attachSocket));
    const message = await send('before');
    await setJoined(names[0] as string, message.Seq);
    await edit(message, 'edited');
    await send('after');
    expect([gateway.frames(late ?? '').length, gateway.frames(early ?? '').length]).toEqual([2, 3]);
  });

  test('a message that changed meanwhile is sent as it is now, with the version of the event', async () => {
    await makeGroup(51);
    const socket = await attachSocket(names[0] as string);
    const message = await send('first');
    const created = await takeBatches();
    const edited = await edit(message, 'second');
    await pushBatches(created);
    await fanOut();
    expect(gateway.frames(socket)).toEqual([
      { type: 'message.created', conversation: id, version: message.Version, data: edited },
      { type: 'message.updated', conversation: id, version: edited.Version, data: edited },
    ]);
  });

  test('a message that was deleted meanwhile is sent as a tombstone', async () => {
    await makeGroup(51);
    const socket = await attachSocket(names[0] as string);
    const message = await send('a slip');
    const created = await takeBatches();
    await call(deleteHandler, about(message, 'DELETE'));
    await pushBatches(created);
    expect(gateway.frames(socket)).toMatchObject([
      { type: 'message.deleted', version: message.Version, data: { Message: '' } },
    ]);
  });

  test('a repeated batch sends the same frame again', async () => {
    await makeGroup(51);
    const socket = await attachSocket(names[0] as string);
    await send('hello');
    const bodies = await takeBatches();
    await pushBatches(bodies);
    await pushBatches(bodies);
    const [first, second] = gateway.frames(socket);
    expect(second).toEqual(first);
  });

  test('a batch of a message or group that is gone is done; one that is no batch fails', async () => {
    await makeGroup(51);
    const { Id: message } = await send('hello');
    await takeBatches();
    const batch = { type: 'message.created', conversation: id, message, version: 1, batch: 0, of: 1 };
    const bodies = [
      { ...batch, message: '65a000000000000000000001' },
      { ...batch, conversation: '~AAAAAAAAAAAAAAAAAAAAAA' },
      { ...batch, type: 'account.deleted' },
      { ...batch, message: { $ne: null } },
    ];
    const done = await pushBatches(bodies.map((body) => JSON.stringify(body)));
    expect(done.map(({ batchItemFailures }) => batchItemFailures.length)).toEqual([0, 0, 1, 1]);
  });
});

describe('failures', () => {
  test.each([
    ['ends connections', 'cut'],
    ['says nothing', 'say nothing'],
  ] as const)('a queue that %s neither fails nor delays a send beyond the push budget', async (_, fault) => {
    await makeGroup(60);
    const proxy = new TcpFaults(process.env.FAN_OUT_QUEUE_URL ?? '');
    proxy.decide = () => fault;
    const away = `http://${await proxy.listen()}${new URL(process.env.FAN_OUT_QUEUE_URL ?? '').pathname}`;
    const lines: string[] = [];
    vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => lines.push(String(chunk)) > 0);
    const handler = await functionWith({ FAN_OUT_QUEUE_URL: away, LOG_LEVEL: 'info' }, 'messages/send');
    await call(handler, sending('warm'));
    const began = performance.now();
    const { status } = await call(handler, sending('hello'));
    const milliseconds = performance.now() - began;
    vi.restoreAllMocks();
    withoutSettings();
    await proxy.close();
    expect(status).toBe(201);
    expect(milliseconds).toBeLessThan(300 + 500);
    const logged = lines.flatMap((text) => text.split('\n').filter((line) => line.startsWith('{')));
    expect(logged.map((line) => JSON.parse(line))).toContainEqual(
      expect.objectContaining({ message: 'event not queued', event: 'message.created' }),
    );
    expect(logged.map((line) => JSON.parse(line))).toContainEqual(
      expect.objectContaining({ message: 'request', EventsNotQueued: 1 }),
    );
  });

  test('of gone, forbidden, throttled and failing sockets only the gone rows are removed', async () => {
    await makeGroup(60);
    const sockets = await Promise.all(names.slice(0, 6).map(attachSocket));
    const [gone, forbidden, throttled, failing, live, another] = sockets as [string, ...string[]];
    gateway.vanish(gone);
    gateway.open(forbidden as string, 'forbidden');
    gateway.open(throttled as string, 'throttled');
    gateway.open(failing as string, 'failing');
    const own = await openSocket(alice);
    await send('hello');
    expect(await fanOut()).toEqual([{ batchItemFailures: [] }]);
    for (const socket of [live, another, own]) expect(gateway.frames(socket as string)).toHaveLength(1);
    const rows = (await listConnections([alice.username, ...names])).map((connection) => connection.id);
    expect(rows.sort()).toEqual([...sockets.slice(1), own].sort());
  });

  test('when DynamoDB answers for a part of the members, those get the event', async () => {
    await makeGroup(60);
    const sockets = await Promise.all(names.map(attachSocket));
    await send('hello');
    const bodies = await takeBatches();
    const send_ = dynamo.send.bind(dynamo) as (command: object) => Promise<object>;
    let requests = 0;
    vi.spyOn(dynamo, 'send').mockImplementation((async (command: BatchGetItemCommand) => {
      if (!(command instanceof BatchGetItemCommand)) return send_(command);
      requests++;
      const [[table = '', { Keys = [], ...more } = {}] = []] = Object.entries(
        command.input.RequestItems ?? {},
      );
      const taken = Keys.slice(0, Keys.length / 2);
      const answer = await send_(
        new BatchGetItemCommand({ RequestItems: { [table]: { ...more, Keys: taken } } }),
      );
      return { ...answer, UnprocessedKeys: { [table]: { ...more, Keys: Keys.slice(taken.length) } } };
    }) as never);
    expect(await pushBatches(bodies)).toEqual([{ batchItemFailures: [] }]);
    const reached = sockets.filter((socket) => gateway.frames(socket).length === 1).length;
    // Of 60 keys 30, 15 and 7 were read.
    expect({ requests, reached: reached >= 50 && reached < 59 }).toEqual({ requests: 3, reached: true });
  });

  test('throttled sockets get the event once the gateway takes it', async () => {
    await makeGroup(60);
    const socket = await attachSocket(names[0] as string);
    gateway.open(socket, 'throttled');
    await send('hello');
    const pushing = fanOut();
    setTimeout(() => gateway.open(socket), 150);
    await pushing;
    expect(gateway.frames(socket)).toHaveLength(1);
  });
});
