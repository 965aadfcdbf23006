/** Forwards of messages with files: POST /messages with ForwardOf. Their copies belong to who forwards. */
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { config } from '#lib/platform/config.ts';
import { handler as sendHandler } from '../../../functions/messages/send.ts';
import { call } from '../../support/http/gateway.ts';
import { download, PNG, upload } from '../../support/people/files.ts';
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
import { acquaint, block, erase, list, send } from '../../support/people/two-people.ts';

let alice: Person;
let bob: Person;
let carol: Person;
beforeEach(async () => {
  [alice, bob, carol] = [await createPerson('alice'), await createPerson('bob'), await createPerson('carol')];
  await acquaint(alice, bob);
  await acquaint(bob, carol);
});
const limits = config.fileLimits as { perPersonBytes: number; totalBytes: number };
const { perPersonBytes } = limits;
afterEach(() => {
  vi.restoreAllMocks();
  Object.assign(limits, { perPersonBytes, totalBytes: 0 });
});

const headers = { prefer: 'return=representation' };
/** By bob, to carol. */
const forward = (ForwardOf: string, more: object = {}, User = carol.username) =>
  call(sendHandler, {
    method: 'POST',
    path: '/messages',
    token: bob.token,
    headers,
    body: { User, ForwardOf, ...more },
  });
const rowsOf = ({ username }: Person) => fileRows.find({ owner: username }).toArray();
const discarded = () => fileRows.find({ discardedAt: { $exists: true } }).toArray();
const last = async (reader: Person, peer: Person) => (await list(reader, peer)).body.at(-1);

async function sendTwo(): Promise<string> {
  const look = { Width: 1, Height: 1, Preview: 'abcd' };
  const ids = [await upload(alice, { more: look }), await upload(alice, { name: 'second.png' })];
  return (await send(alice, bob, 'look', { Attachments: ids })).body.Id;
}

/** As a bucket that is away. */
const takeBucketAway = () =>
  vi
    .spyOn(config.files as { url: string }, 'url', 'get' as never)
    .mockReturnValue('http://127.0.0.1:9/away' as never);

test('has copies of the files, which their owner keeps when the source is deleted', async () => {
  const source = await sendTwo();
  const { Attachments: before } = await last(bob, alice);
  const { status, body } = await forward(source);
  expect(status).toBe(201);
  expect(body).toMatchObject({ Message: 'look', Forwarded: { From: alice.username } });
  const unnamed = (files: { Id: string }[]) => files.map(({ Id: _, ...rest }) => rest);
  expect(unnamed(body.Attachments)).toEqual(unnamed(before));
  expect(await last(carol, bob)).toEqual(body);
  const ids = body.Attachments.map(({ Id }: { Id: string }) => Id);
  expect(new Set([...ids, ...before.map(({ Id }: { Id: string }) => Id)]).size).toBe(4);
  for (const id of ids) {
    expect(await rowOf(id)).toMatchObject({ owner: bob.username, message: body.Id });
    expect(await rowOf(id)).not.toHaveProperty('expiresAt');
    expect([await accessOf(bob, id), await accessOf(carol, id)]).toEqual(['200', '200']);
    expect(await accessOf(alice, id)).toBe('404 attachment_not_found');
  }
  await erase(alice, source);
  await sweep(DAY + MINUTE);
  for (const id of ids) expect(Buffer.from(await (await download(carol, id)).arrayBuffer())).toEqual(PNG);
});

test('leaves the files of the source when it is deleted', async () => {
  const source = await sendTwo();
  const { body } = await forward(source);
  expect((await erase(bob, body.Id)).status).toBe(204);
  for (const { Id } of body.Attachments)
    expect([await hasBytes(Id), await accessOf(bob, Id)]).toEqual([false, '404 attachment_not_found']);
  for (const { Id } of (await last(bob, alice)).Attachments)
    expect([await hasBytes(Id), await accessOf(bob, Id)]).toEqual([true, '200']);
});

test('of a forward, or to oneself, has copies again', async () => {
  const { body } = await forward(await sendTwo());
  const again = await forward(body.Id, {}, bob.username);
  expect(again).toMatchObject({ status: 201, body: { Forwarded: { From: alice.username } } });
  await erase(bob, body.Id);
  expect(await accessOf(bob, again.body.Attachments[0].Id)).toBe('200');
});

describe('with a ClientId', () => {
  test('is sent and copied once, one attempt after the other and all at once', async () => {
    const source = await sendTwo();
    const more = { ClientId: randomUUID() };
    const answers = await Promise.all(Array.from({ length: 5 }, () => forward(source, more)));
    const sent = answers.filter(({ status }) => status === 201);
    expect(sent.length).toBeGreaterThan(0);
    // An attempt whose row the first one had already used asks for a repetition.
    for (const { status } of answers) expect([201, 503]).toContain(status);
    const again = await forward(source, more);
    for (const { body } of [...sent, again]) expect(body).toEqual(sent[0]?.body);
    expect(await rowsOf(bob)).toHaveLength(2);
    await erase(alice, source);
    expect((await forward(source, more)).body).toEqual(again.body);
    expect(await rowsOf(bob)).toHaveLength(2);
  });

  test('goes on where an attempt was cut off by the bucket', async () => {
    const source = await sendTwo();
    const more = { ClientId: randomUUID() };
    const away = takeBucketAway();
    expect(await codeOf(forward(source, more))).toBe('503 files_unavailable');
    away.mockRestore();
    expect(await codeOf(forward(source, more))).toBe('201');
    expect(await rowsOf(bob)).toHaveLength(2);
  });

  test('of another message is a conflict, and leaves nothing', async () => {
    const more = { ClientId: randomUUID() };
    await forward(await sendTwo(), more);
    expect(await codeOf(forward(await sendTwo(), more))).toBe('409 client_id_conflict');
    expect(await rowsOf(bob)).toHaveLength(2);
  });
});

describe('leaves nothing', () => {
  test('when it is refused: files count no more, and their bytes go', async () => {
    const source = await sendTwo();
    await block(bob, carol.username);
    const before = new Set((await discarded()).map(({ _id }) => _id));
    expect(await codeOf(forward(source))).toBe('409 user_blocked');
    expect(await codeOf(forward(source, {}, 'nobody-here'))).toBe('404 user_not_found');
    expect(await rowsOf(bob)).toEqual([]);
    const left = (await discarded()).filter(({ _id }) => !before.has(_id));
    expect(left).toHaveLength(4);
    await sweep(6 * MINUTE);
    for (const { _id } of left) expect([await hasBytes(_id), await rowOf(_id)]).toEqual([false, null]);
  });

  test('when it is cut off, after the sweep', async () => {
    const source = await sendTwo();
    takeBucketAway();
    await forward(source);
    vi.restoreAllMocks();
    const left = await rowsOf(bob);
    expect(left).toHaveLength(2);
    await sweep(DAY + MINUTE);
    await sweep(DAY + MINUTE);
    for (const { _id } of left) expect([await hasBytes(_id), await rowOf(_id)]).toEqual([false, null]);
  });

  test('when the files of the source are just being deleted', async () => {
    const id = await upload(alice);
    const source = await sendFile(alice, bob, id);
    await fileRows.updateOne({ _id: id }, { $unset: { owner: '' } });
    expect(await codeOf(forward(source))).toBe('410 message_deleted');
    expect(await rowsOf(bob)).toEqual([]);
  });
});

test('counts for who forwards: of twelve at once as many are sent as have room', async () => {
  const source = await sendTwo();
  limits.perPersonBytes = 7 * 2 * PNG.length + 1;
  const answers = await Promise.all(Array.from({ length: 12 }, () => codeOf(forward(source))));
  expect(answers.filter((code) => code === '201')).toHaveLength(7);
  expect(answers.filter((code) => code === '409 quota_exceeded')).toHaveLength(5);
  const kept = await rowsOf(bob);
  expect(kept).toHaveLength(14);
  for (const { _id, message } of kept)
    expect([await hasBytes(_id), typeof message]).toEqual([true, 'string']);
}, 60_000);

test('needs room for all files together', async () => {
  const source = await sendTwo();
  limits.totalBytes = 1;
  expect(await codeOf(forward(source))).toBe('507 storage_full');
  limits.totalBytes = 0;
  expect(await rowsOf(bob)).toEqual([]);
});

test('needs to see the source', async () => {
  const source = await sendTwo();
  const body = { User: bob.username, ForwardOf: source };
  const answer = call(sendHandler, { method: 'POST', path: '/messages', token: carol.token, headers, body });
  expect(await codeOf(answer)).toBe('404 message_not_found');
  expect(await rowsOf(carol)).toEqual([]);
});
