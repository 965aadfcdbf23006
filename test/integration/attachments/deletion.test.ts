/** What deletes files: messages, accounts, time; and what is cut off in between. */
import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { AttachmentDocument } from '#lib/attachments/store/attachments.ts';
import { discardExpired, listExpired } from '#lib/attachments/store/discarded.ts';
import { config } from '#lib/platform/config.ts';
import { isConfigured } from '#lib/platform/files.ts';
import { collection } from '#lib/platform/mongo.ts';
import { put, request, show, upload } from '../../support/people/files.ts';
import { createGroup, sendTo } from '../../support/people/groups.ts';
import { createPerson, type Person } from '../../support/people/people.ts';
import {
  DAY,
  deleteAccount,
  fileRows,
  hasBytes,
  MINUTE,
  rowOf,
  sendFile,
  sweep,
} from '../../support/people/sent-files.ts';
import { acquaint, erase, list, send } from '../../support/people/two-people.ts';
import { sweep as sweepAccounts } from '../../support/server/deletions.ts';

let alice: Person;
let bob: Person;
beforeEach(async () => {
  [alice, bob] = [await createPerson('alice'), await createPerson('bob')];
  await acquaint(alice, bob);
});

test('a deleted message takes the bytes and the quota with it, and its row once no address takes them again', async () => {
  expect(isConfigured()).toBe(true);
  const id = await upload(alice);
  const message = await sendFile(alice, bob, id);
  expect((await erase(alice, message)).status).toBe(204);
  expect((await list(bob, alice)).body.at(-1)).not.toHaveProperty('Attachments');
  expect(await hasBytes(id)).toBe(false);
  // Nothing about a person.
  expect(Object.keys((await rowOf(id)) ?? {}).sort()).toEqual(['_id', 'discardedAt', 'size', 'uploadUntil']);
  await sweep();
  expect(await rowOf(id)).not.toBeNull();
  await sweep(16 * MINUTE);
  expect(await rowOf(id)).toBeNull();
});

test('a file that is put again after the deletion goes with the next sweep', async () => {
  const { body } = await request(alice);
  await put(body.Upload);
  await erase(alice, await sendFile(alice, bob, body.Id));
  expect((await put(body.Upload)).status).toBe(200);
  await sweep(16 * MINUTE);
  expect([await hasBytes(body.Id), await rowOf(body.Id)]).toEqual([false, null]);
});

test('an admin of a group deletes the file of a member with the message', async () => {
  const group = (await createGroup(alice, [bob])).body.Conversation;
  const id = await upload(bob);
  const { body } = await sendTo(bob, group, '', { Attachments: [id] });
  expect((await erase(alice, body.Id)).status).toBe(204);
  expect([await hasBytes(id), (await show(bob, id)).status]).toEqual([false, 404]);
});

test('a deleted account takes all its files with it, and leaves those of others', async () => {
  const [sent, unsent] = [await upload(alice), await upload(alice, { name: 'never sent.png' })];
  const his = await upload(bob);
  await sendFile(alice, bob, sent);
  await sendFile(bob, alice, his);
  expect((await deleteAccount(alice)).status).toBe(204);
  await sweepAccounts();
  for (const id of [sent, unsent]) {
    expect(await hasBytes(id)).toBe(false);
    expect(await rowOf(id)).not.toHaveProperty('owner');
  }
  expect((await show(bob, sent)).status).toBe(404);
  expect((await show(bob, his)).status).toBe(200);
  expect(await hasBytes(his)).toBe(true);
});

describe('the sweep', () => {
  test('deletes what no message has for a day, and nothing before', async () => {
    const [uploaded, { body }] = [await upload(alice), await request(alice)];
    const sent = await upload(alice);
    await sendFile(alice, bob, sent);
    await sweep(DAY - MINUTE);
    expect(await rowOf(uploaded)).toHaveProperty('owner');
    await sweep(DAY + MINUTE);
    expect([await rowOf(uploaded), await hasBytes(uploaded)]).toEqual([null, false]);
    expect(await rowOf(body.Id)).toBeNull();
    expect([await hasBytes(sent), (await show(bob, sent)).status]).toEqual([true, 200]);
  });

  test('keeps the file of a message whose send was cut off before it said so', async () => {
    for (const more of [{}, { ClientId: randomUUID() }]) {
      const id = await upload(alice);
      const message = await sendFile(alice, bob, id, more);
      await fileRows.updateOne({ _id: id }, { $set: { expiresAt: new Date() }, $unset: { message: '' } });
      await sweep(MINUTE);
      expect(await rowOf(id)).toMatchObject({ owner: alice.username, message });
      expect(await rowOf(id)).not.toHaveProperty('expiresAt');
      expect((await show(bob, id)).status).toBe(200);
    }
  });

  test('deletes the file of a send that was cut off before its message', async () => {
    const id = await upload(alice);
    const claim = { conversation: 'x', by: 'y' };
    await fileRows.updateOne({ _id: id }, { $set: { claim } });
    await sweep(DAY + MINUTE);
    expect([await rowOf(id), await hasBytes(id)]).toEqual([null, false]);
  });

  test('deletes what the bucket did not delete at once', async () => {
    const id = await upload(alice);
    const message = await sendFile(alice, bob, id);
    const url = vi.spyOn(config.files as { url: string }, 'url', 'get' as never);
    url.mockReturnValue('http://127.0.0.1:9/away' as never);
    expect((await erase(alice, message)).status).toBe(204);
    url.mockRestore();
    expect([await hasBytes(id), (await show(bob, id)).status]).toEqual([true, 404]);
    await sweep();
    expect(await hasBytes(id)).toBe(false);
  });

  test('counts again what all files take, after a request that was cut off', async () => {
    const limits = config.fileLimits as { totalBytes: number };
    const totals = collection<{ _id: string; bytes: number }>('filetotals');
    limits.totalBytes = 1_000_000;
    await upload(alice);
    const [sum] = await fileRows
      .aggregate<{ bytes: number }>([{ $group: { _id: null, bytes: { $sum: '$size' } } }])
      .toArray();
    await totals.updateOne({}, { $inc: { bytes: 500 } });
    await sweep();
    expect((await totals.findOne({}))?.bytes).not.toBe(sum?.bytes);
    await sweep(2 * MINUTE);
    expect((await totals.findOne({}))?.bytes).toBe(sum?.bytes);
    limits.totalBytes = 0;
  });
});

describe('at once', () => {
  test('a sweep that has listed a file before a send: it stays', async () => {
    const id = await upload(alice);
    await fileRows.updateOne({ _id: id }, { $set: { expiresAt: new Date(Date.now() - MINUTE) } });
    const listed = (await listExpired(1_000)).find(({ _id }) => _id === id);
    await sendFile(alice, bob, id);
    await discardExpired(listed as AttachmentDocument);
    await sweep();
    expect([await hasBytes(id), (await show(bob, id)).status]).toEqual([true, 200]);
  });

  test('a send and the sweep: the message has its file, or was refused', async () => {
    const outcomes = new Set<string>();
    for (let round = 0; round < 20; round++) {
      const id = await upload(alice);
      await fileRows.updateOne({ _id: id }, { $set: { expiresAt: new Date(Date.now() - MINUTE) } });
      const pause = Math.random() * 20;
      const [{ status }] = await Promise.all([
        send(alice, bob, '', { Attachments: [id] }),
        new Promise((resolve) => setTimeout(resolve, pause)).then(() => sweep()),
      ]);
      await sweep();
      const isThere = [await hasBytes(id), (await show(bob, id)).status === 200];
      expect([status, ...isThere]).toEqual(status === 201 ? [201, true, true] : [status, false, false]);
      expect([201, 404, 409]).toContain(status);
      outcomes.add(String(status));
    }
    expect(outcomes).toContain('201');
  }, 60_000);

  test('a repeated send and a deletion: nothing of the file is left', async () => {
    for (let round = 0; round < 10; round++) {
      const id = await upload(alice);
      const more = { ClientId: randomUUID() };
      const message = await sendFile(alice, bob, id, more);
      const [again, deleted] = await Promise.all([
        send(alice, bob, '', { Attachments: [id], ...more }),
        erase(alice, message),
      ]);
      expect([again.status, again.body.Id, deleted.status]).toEqual([201, message, 204]);
      await sweep(16 * MINUTE);
      expect([await hasBytes(id), await rowOf(id)]).toEqual([false, null]);
      const later = await send(alice, bob, '', { Attachments: [id], ...more });
      expect([later.status, later.body.Id]).toEqual([201, message]);
      expect((await list(bob, alice)).body.filter(({ Id }: { Id: string }) => Id === message)).toMatchObject([
        { DeletedAt: expect.any(String) },
      ]);
    }
  }, 60_000);
});
