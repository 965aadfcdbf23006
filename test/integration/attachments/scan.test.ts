/** The virus scan of files: what people get of a file before and after its result, in any order of events. */
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { markClean } from '#lib/attachments/store/scans.ts';
import { config } from '#lib/platform/config.ts';
import { collection } from '#lib/platform/mongo.ts';
import type { handler as sweepHandler } from '../../../functions/attachments/sweep.ts';
import { handler as listHandler } from '../../../functions/messages/list.ts';
import { handler as sendHandler } from '../../../functions/messages/send.ts';
import { handler as deliverHandler } from '../../../functions/queue/deliver.ts';
import { pngOf } from '../../../local/demo/png.ts';
import { recordingAs } from '../../support/deploy/recorded-calls.ts';
import { buildContext, call } from '../../support/http/gateway.ts';
import { download, request, show, upload } from '../../support/people/files.ts';
import { createGroup, removeMember, updateGroup } from '../../support/people/groups.ts';
import { createPerson, type Person } from '../../support/people/people.ts';
import {
  accessOf,
  codeOf,
  DAY,
  fileRows,
  hasBytes,
  MINUTE,
  rowOf,
  sendFile,
  sweep,
} from '../../support/people/sent-files.ts';
import { acquaint, block, changeMe, erase, list, row, send } from '../../support/people/two-people.ts';
import { functionWith, withoutSettings } from '../../support/server/functions-with.ts';
import { queueEvent } from '../../support/server/queue-event.ts';
import { gateway } from '../../support/sockets/socket-gateway.ts';
import { openSocket } from '../../support/sockets/sockets.ts';

const PENDING = '409 attachment_pending';
const NOT_FOUND = '404 attachment_not_found';

const setting = config as { scansFiles: boolean };
const limits = config.fileLimits as { totalBytes: number };

let alice: Person;
let bob: Person;
beforeEach(async () => {
  [alice, bob] = [await createPerson('alice'), await createPerson('bob')];
  await acquaint(alice, bob);
  setting.scansFiles = true;
});
afterEach(() => {
  setting.scansFiles = false;
  Object.assign(limits, { totalBytes: 0 });
});

const eventOf = (id: string, scanResultStatus: string) => ({
  version: '0',
  source: 'aws.guardduty',
  'detail-type': 'GuardDuty Malware Protection Object Scan Result',
  detail: {
    schemaVersion: '1.0',
    scanStatus: 'COMPLETED',
    resourceType: 'S3_OBJECT',
    s3ObjectDetails: { bucketName: 'files', objectKey: `attachments/${id}`, eTag: 'e', versionId: '' },
    scanResultDetails: { scanResultStatus, threats: null },
  },
});

/** As the queue hands them over. */
const deliver = (bodies: Record<string, unknown>) =>
  recordingAs(deliverHandler, () => deliverHandler(queueEvent(bodies), buildContext()));

async function result(id: string, status: string): Promise<void> {
  expect(await deliver({ result: eventOf(id, status) })).toEqual({ batchItemFailures: [] });
}
const pass = (id: string) => result(id, 'NO_THREATS_FOUND');
const refuse = (id: string) => result(id, 'THREATS_FOUND');

/** As the reader's last message has the first file. */
const scanFor = async (reader: Person, peer: Person) =>
  (await list(reader, peer)).body.at(-1).Attachments[0].Scan;
const messagesIn = async (reader: Person, Conversation: string) =>
  (await call(listHandler, { path: '/messages', token: reader.token, query: { Conversation } })).body.filter(
    ({ Attachments }: { Attachments?: object[] }) => Attachments,
  );
const lastFor = async (reader: Person) => (await row(reader)).LastMessage.Attachments?.[0].Scan;

describe('a file of a message', () => {
  test('is its owner’s alone until it has a result, and everybody learns of that', async () => {
    const socket = await openSocket(bob);
    const id = await upload(alice);
    const message = await sendFile(alice, bob, id);
    expect([await scanFor(alice, bob), await scanFor(bob, alice), await lastFor(bob)]).toEqual([
      'pending',
      'pending',
      'pending',
    ]);
    expect(gateway.frames(socket).at(-1)).toMatchObject({ data: { Attachments: [{ Scan: 'pending' }] } });
    expect([await accessOf(alice, id), await accessOf(bob, id)]).toEqual(['200', PENDING]);
    expect((await show(bob, id)).headers).toMatchObject({ 'retry-after': '10' });
    const before = (await list(bob, alice)).body.at(-1);
    await pass(id);
    expect([await scanFor(alice, bob), await scanFor(bob, alice), await lastFor(bob)]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    const after = (await list(bob, alice)).body.at(-1);
    expect(after).toMatchObject({ Id: message, EditedAt: null });
    expect(after.Version).toBeGreaterThan(before.Version);
    expect(gateway.frames(socket).at(-1)).toMatchObject({
      type: 'message.updated',
      data: { Id: message, Version: after.Version },
    });
    expect((await download(bob, id)).status).toBe(200);
    expect(await rowOf(id)).not.toHaveProperty('scan');
  });

  test('that is refused is gone for everybody, and its room is free again', async () => {
    Object.assign(limits, { totalBytes: 1_000_000 });
    const id = await upload(alice);
    await sendFile(alice, bob, id);
    await refuse(id);
    expect([await scanFor(alice, bob), await scanFor(bob, alice), await lastFor(bob)]).toEqual([
      'refused',
      'refused',
      'refused',
    ]);
    expect([await accessOf(alice, id), await accessOf(bob, id)]).toEqual([NOT_FOUND, NOT_FOUND]);
    expect(await hasBytes(id)).toBe(false);
    expect(await fileRows.countDocuments({ owner: alice.username })).toBe(0);
    await sweep(20 * MINUTE);
    expect(await rowOf(id)).toBeNull();
    expect(await collection('filetotals').findOne({})).toMatchObject({ bytes: 0 });
  });

  test.each([
    ['UNSUPPORTED', 'refused'],
    ['ACCESS_DENIED', 'pending'],
    ['FAILED', 'pending'],
  ])('with the result %s is %s', async (status, scan) => {
    const id = await upload(alice);
    await sendFile(alice, bob, id);
    await result(id, status);
    expect(await scanFor(bob, alice)).toBe(scan);
    expect(await accessOf(bob, id)).toBe(scan === 'pending' ? PENDING : NOT_FOUND);
  });

  test('takes results twice and in any order: a refusal is final', async () => {
    const [one, two] = [await upload(alice), await upload(alice)];
    await sendFile(alice, bob, one);
    await refuse(one);
    const { Version } = (await list(bob, alice)).body.at(-1);
    await pass(one);
    await refuse(one);
    expect((await list(bob, alice)).body.at(-1)).toMatchObject({
      Version,
      Attachments: [{ Scan: 'refused' }],
    });
    await sendFile(alice, bob, two);
    await pass(two);
    await pass(two);
    await refuse(two);
    await pass(two);
    expect(await scanFor(bob, alice)).toBe('refused');
    expect([await accessOf(bob, two), await hasBytes(two)]).toEqual([NOT_FOUND, false]);
  });

  test('of several changes alone', async () => {
    const ids = [await upload(alice), await upload(alice), await upload(alice)];
    await send(alice, bob, 'three', { Attachments: ids });
    await Promise.all([pass(ids[0] ?? ''), refuse(ids[1] ?? '')]);
    const { Attachments } = (await list(bob, alice)).body.at(-1);
    expect(Attachments.map(({ Scan }: { Scan?: string }) => Scan)).toEqual([undefined, 'refused', 'pending']);
    const access = await Promise.all(ids.map((id) => accessOf(bob, id)));
    expect(access).toEqual(['200', NOT_FOUND, PENDING]);
  });

  test('changes also where the two block each other, for each of them', async () => {
    const [one, two] = [await upload(alice), await upload(alice)];
    await sendFile(alice, bob, one);
    await block(bob, alice.username);
    await sendFile(alice, bob, two);
    await pass(one);
    await refuse(two);
    const [first, second] = (await list(alice, bob)).body.slice(-2);
    expect([first.Attachments[0].Scan, second.Attachments[0].Scan]).toEqual([undefined, 'refused']);
    expect(await scanFor(bob, alice)).toBeUndefined();
    expect(await accessOf(bob, one)).toBe('200');
  });

  test('changes also where its author has left the group', async () => {
    const group = (await createGroup(alice, [bob])).body.Conversation;
    const id = await upload(bob);
    const body = { Conversation: group, Message: '', Attachments: [id] };
    expect(
      (await call(sendHandler, { method: 'POST', path: '/messages', token: bob.token, body })).status,
    ).toBe(201);
    expect(await accessOf(alice, id)).toBe(PENDING);
    await removeMember(bob, group, bob);
    await pass(id);
    const [message] = await messagesIn(alice, group);
    expect([message.Attachments[0].Scan, await accessOf(alice, id)]).toEqual([undefined, '200']);
  });

  test('leaves nothing where the message was deleted before the result', async () => {
    const id = await upload(alice);
    const message = await sendFile(alice, bob, id);
    await erase(alice, message);
    const deleted = (await list(bob, alice)).body.at(-1);
    await pass(id);
    await refuse(id);
    expect((await list(bob, alice)).body.at(-1)).toEqual(deleted);
    expect(await fileRows.countDocuments({ _id: id, scan: { $exists: true } })).toBe(0);
  });
});

describe('a result before the message', () => {
  test('is the state from the beginning', async () => {
    const id = await upload(alice);
    await pass(id);
    await sendFile(alice, bob, id);
    expect([await scanFor(bob, alice), await accessOf(bob, id)]).toEqual([undefined, '200']);
    expect(await rowOf(id)).not.toHaveProperty('scan');
  });

  test('that refuses the file makes it unknown', async () => {
    const id = await upload(alice);
    await refuse(id);
    expect(await codeOf(send(alice, bob, '', { Attachments: [id] }))).toBe(NOT_FOUND);
    expect([await accessOf(alice, id), await hasBytes(id)]).toEqual([NOT_FOUND, false]);
  });

  test('before the bytes and for what is no file, does nothing', async () => {
    const { body } = await request(alice);
    await pass(body.Id);
    for (const id of ['', '../x', `${'0'.repeat(9)}${'A'.repeat(22)}`, '$where']) {
      await pass(id);
      await refuse(id);
    }
    const elsewhere = eventOf(body.Id, 'THREATS_FOUND');
    elsewhere.detail.s3ObjectDetails.objectKey = `attachment-/${body.Id}`;
    expect(await deliver({ elsewhere })).toEqual({ batchItemFailures: [] });
    expect(await accessOf(alice, body.Id)).toBe('200');
  });

  test.each([
    ['without a key', { s3ObjectDetails: {} }],
    ['with an unknown status', { scanResultDetails: { scanResultStatus: 'PERHAPS' } }],
  ])('%s is put aside', async (_, change) => {
    const event = eventOf(await upload(alice), 'THREATS_FOUND');
    const { batchItemFailures } = await deliver({
      odd: { ...event, detail: { ...event.detail, ...change } },
    });
    expect(batchItemFailures).toEqual([{ itemIdentifier: 'odd' }]);
  });
});

describe('a result while the message is being sent', () => {
  test.each([
    ['NO_THREATS_FOUND', undefined, '200'],
    ['THREATS_FOUND', 'refused', NOT_FOUND],
  ])('shows in it: %s', async (status, scan, access) => {
    let sends = 0;
    for (let delay = 0; delay < 45; delay += 3) {
      const id = await upload(alice);
      const sending = codeOf(send(alice, bob, '', { Attachments: [id], ClientId: randomUUID() }));
      await new Promise((resolve) => setTimeout(resolve, delay));
      const [sent] = await Promise.all([sending, result(id, status)]);
      if (sent !== '201') {
        expect(sent).toMatch(/^4\d\d attachment_(not_found|in_use|not_uploaded)$/);
        continue;
      }
      sends++;
      expect([await scanFor(bob, alice), await lastFor(bob), await accessOf(bob, id)]).toEqual([
        scan,
        scan,
        access,
      ]);
      expect(await fileRows.countDocuments({ _id: id, scan: { $exists: true } })).toBe(0);
    }
    expect(sends).toBeGreaterThan(0);
  });

  test('is shown by the sweep where the send was cut off', async () => {
    const id = await upload(alice);
    await sendFile(alice, bob, id);
    // As a send leaves it that ends between storing the message and looking at the rows.
    await markClean(id);
    expect(await scanFor(bob, alice)).toBe('pending');
    await sweep();
    expect(await scanFor(bob, alice)).toBeUndefined();
    expect(await rowOf(id)).not.toHaveProperty('scan');
  });

  test('is shown by the repetition of a send that was cut off', async () => {
    const id = await upload(alice);
    const ClientId = randomUUID();
    await sendFile(alice, bob, id, { ClientId });
    await markClean(id);
    await sendFile(alice, bob, id, { ClientId });
    expect(await scanFor(bob, alice)).toBeUndefined();
  });
});

describe('a file without a result', () => {
  test('is counted after an hour', async () => {
    await sendFile(alice, bob, await upload(alice));
    await fileRows.updateMany(
      { owner: alice.username },
      { $set: { createdAt: new Date(Date.now() - 61 * MINUTE) } },
    );
    const lines: string[] = [];
    vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => lines.push(String(chunk)) > 0);
    const handler = await functionWith({ FILE_SCAN: 'on', LOG_LEVEL: 'info' }, 'attachments/sweep');
    await (handler as unknown as typeof sweepHandler)({}, buildContext());
    vi.restoreAllMocks();
    withoutSettings();
    const logged = lines.flatMap((text) => text.split('\n').filter((line) => line.startsWith('{')));
    const run = logged.map((line) => JSON.parse(line)).find(({ message }) => message === 'schedule');
    expect(run.FilesUnchecked).toBeGreaterThan(0);
  });

  test('is refused after three days', async () => {
    const id = await upload(alice);
    await sendFile(alice, bob, id);
    await sweep(71 * 60 * MINUTE);
    expect(await scanFor(bob, alice)).toBe('pending');
    await sweep(3 * DAY + MINUTE);
    expect([await scanFor(bob, alice), await accessOf(alice, id)]).toEqual(['refused', NOT_FOUND]);
    expect(await hasBytes(id)).toBe(false);
  });

  test('passes once files are scanned no more', async () => {
    const id = await upload(alice);
    await sendFile(alice, bob, id);
    setting.scansFiles = false;
    await sweep();
    expect([await scanFor(bob, alice), await accessOf(bob, id)]).toEqual([undefined, '200']);
  });

  test('and without a message goes after a day, like others', async () => {
    const id = await upload(alice);
    await sweep(DAY + MINUTE);
    expect(await rowOf(id)).toBeNull();
  });
});

describe('a forward', () => {
  let carol: Person;
  beforeEach(async () => {
    carol = await createPerson('carol');
    await acquaint(bob, carol);
  });
  const forward = (ForwardOf: string) =>
    call(sendHandler, {
      method: 'POST',
      path: '/messages',
      token: bob.token,
      headers: { prefer: 'return=representation' },
      body: { User: carol.username, ForwardOf },
    });

  test('of a pending file is refused: its copy would be the forwarder’s', async () => {
    const id = await upload(alice);
    const message = await sendFile(alice, bob, id);
    expect(await codeOf(forward(message))).toBe(PENDING);
    expect(await fileRows.countDocuments({ owner: bob.username })).toBe(0);
    await pass(id);
    const { status, body } = await forward(message);
    expect(status).toBe(201);
    const [copy] = body.Attachments;
    expect(copy).not.toHaveProperty('Scan');
    expect(await accessOf(carol, copy.Id)).toBe('200');
    // The scanner sees the copy as well.
    await pass(copy.Id);
    expect((await list(carol, bob)).body.at(-1).Version).toBe(body.Version);
    await refuse(copy.Id);
    expect([await scanFor(carol, bob), await accessOf(carol, copy.Id), await accessOf(bob, id)]).toEqual([
      'refused',
      NOT_FOUND,
      '200',
    ]);
  });

  test('leaves out a refused file', async () => {
    const ids = [await upload(alice), await upload(alice)];
    const { body: sent } = await send(alice, bob, 'look', { Attachments: ids });
    await refuse(ids[0] ?? '');
    await pass(ids[1] ?? '');
    const { body } = await forward(sent.Id);
    expect(body).toMatchObject({ Message: 'look', Attachments: [{ Name: 'dot.png' }] });
    expect(body.Attachments).toHaveLength(1);
  });
});

describe('a picture', () => {
  const FACE = { name: 'face.png', bytes: pngOf(8, 8, () => [1, 2, 3]) };

  test('of a person is taken once it has passed', async () => {
    const id = await upload(alice, FACE);
    const choose = () => changeMe(alice, { avatar: { picture: id } });
    expect(await codeOf(choose())).toBe(PENDING);
    expect(await accessOf(bob, id)).toBe(NOT_FOUND);
    await pass(id);
    expect((await choose()).status).toBe(200);
    expect(await accessOf(bob, id)).toBe('200');
    expect(await rowOf(id)).not.toHaveProperty('scan');
    await refuse(id);
    expect([await accessOf(alice, id), await accessOf(bob, id), await hasBytes(id)]).toEqual([
      NOT_FOUND,
      NOT_FOUND,
      false,
    ]);
  });

  test('of a group is taken once it has passed', async () => {
    const group = (await createGroup(alice, [bob])).body.Conversation;
    const id = await upload(alice, FACE);
    const choose = () => updateGroup(alice, group, { Avatar: { picture: id } });
    expect(await codeOf(choose())).toBe(PENDING);
    await pass(id);
    expect(await codeOf(choose())).toBe('200');
    expect(await accessOf(bob, id)).toBe('200');
  });
});

describe('where files are not scanned', () => {
  beforeEach(() => {
    setting.scansFiles = false;
  });

  test('nothing says anything about it', async () => {
    const id = await upload(alice);
    await sendFile(alice, bob, id);
    expect(await rowOf(id)).not.toHaveProperty('scan');
    expect(
      await collection('messages').countDocuments({
        'attachments.id': id,
        'attachments.scan': { $exists: true },
      }),
    ).toBe(0);
    expect([await scanFor(bob, alice), await accessOf(bob, id)]).toEqual([undefined, '200']);
  });
});
