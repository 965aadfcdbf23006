/** Pictures of people and groups: PATCH /me and PATCH /groups/{id} with an attachment. */
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { config } from '#lib/platform/config.ts';
import { handler as showUserHandler } from '../../../functions/users/show.ts';
import { pngOf } from '../../../local/demo/png.ts';
import { exif, frame, jpegOf } from '../../support/files/jpeg-samples.ts';
import { webpChunk, webpHead, webpOf } from '../../support/files/place-samples.ts';
import { call } from '../../support/http/gateway.ts';
import { download, request, type TestFile, upload } from '../../support/people/files.ts';
import { createGroup, removeMember, setMember, updateGroup } from '../../support/people/groups.ts';
import { createPerson, type Person } from '../../support/people/people.ts';
import {
  accessOf,
  codeOf,
  DAY,
  deleteAccount,
  fileRows,
  hasBytes,
  MINUTE,
  rowOf,
  sendFile,
  sweep,
} from '../../support/people/sent-files.ts';
import { acquaint, block, changeMe, inbox, send } from '../../support/people/two-people.ts';
import { sweep as sweepAccounts } from '../../support/server/deletions.ts';
import { gateway } from '../../support/sockets/socket-gateway.ts';
import { openSocket } from '../../support/sockets/sockets.ts';

const square = (pixels: number): Buffer => pngOf(pixels, pixels, () => [1, 2, 3]);
const FACE: TestFile = { name: 'face.png', bytes: square(8), more: { Preview: 'abcd' } };
const NOT_FOUND = '404 attachment_not_found';

let alice: Person;
let bob: Person;
beforeEach(async () => {
  [alice, bob] = [await createPerson('alice'), await createPerson('bob')];
  await acquaint(alice, bob);
});

const profileOf = async (of: Person, reader: Person) =>
  (await call(showUserHandler, { path: '/x', params: { username: of.username }, token: reader.token })).body;

describe('of a person', () => {
  const choose = (picture: string, by = alice) => changeMe(by, { avatar: { picture } });

  test('is in the profile, in frames, and for everybody who sees the profile', async () => {
    const socket = await openSocket(bob);
    const id = await upload(alice, FACE);
    const avatar = { picture: id, preview: 'abcd' };
    expect(await choose(id)).toMatchObject({ status: 200, body: { avatar } });
    expect(await profileOf(alice, bob)).toMatchObject({ avatar });
    expect(gateway.frames(socket).at(-1)).toMatchObject({ type: 'profile', data: { Profile: { avatar } } });
    await block(alice, bob.username);
    for (const reader of [alice, bob, await createPerson('mallory')])
      expect(Buffer.from(await (await download(reader, id)).arrayBuffer())).toEqual(FACE.bytes);
    await sweep(DAY + MINUTE);
    expect(await rowOf(id)).not.toHaveProperty('expiresAt');
    expect(await accessOf(bob, id)).toBe('200');
  });

  test.each([
    ['JPEG', { type: 'image/jpeg', bytes: Buffer.from(jpegOf([frame(512, 512)], [1])) }],
    ['WebP', { type: 'image/webp', bytes: webpOf(webpHead(0, 512, 512), webpChunk('VP8L', '/....')) }],
    ['PNG', { bytes: square(512) }],
  ])('can be a %s file of 512 pixels', async (_, file) => {
    expect((await choose(await upload(alice, file))).status).toBe(200);
  });

  test.each<[string, TestFile]>([
    ['is no square', { bytes: pngOf(8, 9, () => [1, 2, 3]) }],
    ['is larger than it says', { bytes: square(513), more: { Width: 8, Height: 8 } }],
    ['takes more bytes', { bytes: Buffer.concat([square(8), Buffer.alloc(512 * 1024)]) }],
    ['is a GIF file', { type: 'image/gif', bytes: Buffer.from('GIF89a\x08\0\x08\0', 'latin1') }],
    ['is a film', { type: 'video/mp4', bytes: Buffer.from('\0\0\0\x18ftypisom\0\0\0\0') }],
    ['is a page', { bytes: Buffer.from('<script>') }],
    ['is cut off', { bytes: square(8).subarray(0, 17) }],
    ['says where it was taken', { type: 'image/jpeg', bytes: Buffer.from(jpegOf([placed()], [1])) }],
  ])('is refused where it %s', async (_, file) => {
    const id = await upload(alice, file);
    expect(await codeOf(choose(id))).toBe('409 attachment_refused');
    expect(await rowOf(id)).not.toHaveProperty('claim');
    expect((await profileOf(alice, bob)).avatar).toBeNull();
  });

  test('is refused where it is of another person, a message’s, or not there', async () => {
    const his = await upload(bob, FACE);
    expect(await codeOf(choose(his))).toBe(NOT_FOUND);
    const { body } = await request(alice, FACE);
    expect(await codeOf(choose(body.Id))).toBe('409 attachment_not_uploaded');
    const sent = await upload(alice, FACE);
    await sendFile(alice, bob, sent);
    expect(await codeOf(choose(sent))).toBe('409 attachment_in_use');
    expect(await codeOf(choose('x'))).toBe('400 validation_failed');
    const id = await upload(alice, FACE);
    await choose(id);
    expect(await codeOf(send(alice, bob, '', { Attachments: [id] }))).toBe('409 attachment_in_use');
    const away = vi.spyOn(config.files as { url: string }, 'url', 'get' as never);
    away.mockReturnValue('http://127.0.0.1:9/away' as never);
    const other = await request(alice, FACE).catch(() => undefined);
    expect(await codeOf(choose(other?.body.Id))).toBe('503 files_unavailable');
    away.mockRestore();
  });

  test('is deleted when another, or none, takes its place', async () => {
    const [first, second] = [await upload(alice, FACE), await upload(alice, { bytes: square(9) })];
    await choose(first);
    await choose(second);
    expect([await hasBytes(first), await accessOf(alice, first)]).toEqual([false, NOT_FOUND]);
    const { avatar } = await profileOf(alice, bob);
    expect((await changeMe(alice, { avatar })).status).toBe(200);
    expect(await choose(second)).toMatchObject({ status: 200, body: { avatar: { picture: second } } });
    expect(await accessOf(bob, second)).toBe('200');
    await changeMe(alice, { avatar: null });
    expect([await hasBytes(second), await accessOf(alice, second)]).toEqual([false, NOT_FOUND]);
    await sweep(16 * MINUTE);
    expect([await rowOf(first), await rowOf(second)]).toEqual([null, null]);
  });

  test('stays when other fields change', async () => {
    const id = await upload(alice, FACE);
    await choose(id);
    await changeMe(alice, { bio: 'new' });
    expect(await accessOf(bob, id)).toBe('200');
  });

  test('of ten that are chosen at once is one; the others are deleted', async () => {
    const ids = await Promise.all(Array.from({ length: 10 }, () => upload(alice, FACE)));
    for (const { status } of await Promise.all(ids.map((id) => choose(id)))) expect(status).toBe(200);
    await sweep(DAY + MINUTE);
    const { picture } = (await profileOf(alice, bob)).avatar;
    for (const id of ids)
      expect([await hasBytes(id), await accessOf(bob, id)]).toEqual(
        id === picture ? [true, '200'] : [false, NOT_FOUND],
      );
  });

  test('is kept or deleted by the sweep as the profile says, where a request was cut off', async () => {
    const [kept, lost] = [await upload(alice, FACE), await upload(alice, FACE)];
    await choose(kept);
    const claim = { conversation: 'picture', by: alice.username };
    await fileRows.updateOne({ _id: lost }, { $set: { claim } });
    await fileRows.updateOne({ _id: kept }, { $set: { expiresAt: new Date() } });
    expect(await accessOf(bob, lost)).toBe(NOT_FOUND);
    await sweep(DAY + MINUTE);
    expect([await hasBytes(kept), await hasBytes(lost)]).toEqual([true, false]);
    expect(await rowOf(kept)).not.toHaveProperty('expiresAt');
  });

  test('goes with the account', async () => {
    const id = await upload(alice, FACE);
    await choose(id);
    await deleteAccount(alice);
    expect(await accessOf(bob, id)).toBe(NOT_FOUND);
    await sweepAccounts();
    expect([await hasBytes(id), (await rowOf(id))?.owner]).toEqual([false, undefined]);
  });
});

/** Exif with a place: its directory has an entry. */
function placed() {
  const segment = exif(0);
  segment.data.splice(6 + 38, 2, 0, 1);
  return segment;
}

describe('of a group', () => {
  let carol: Person;
  let group: string;
  beforeEach(async () => {
    carol = await createPerson('carol');
    group = (await createGroup(alice, [bob])).body.Conversation;
  });
  const choose = (by: Person, picture: string) => updateGroup(by, group, { Avatar: { picture } });

  test('is for those who see the group, and in their lists', async () => {
    const id = await upload(alice, FACE);
    const Avatar = { picture: id, preview: 'abcd' };
    expect(await choose(alice, id)).toMatchObject({ status: 200, body: { Avatar } });
    const rows: { Conversation: string; Group: object }[] = (await inbox(bob)).body;
    expect(rows.find(({ Conversation }) => Conversation === group)?.Group).toMatchObject({ Avatar });
    expect([await accessOf(bob, id), await accessOf(carol, id)]).toEqual(['200', NOT_FOUND]);
    await updateGroup(alice, group, { Listed: true });
    expect(await accessOf(carol, id)).toBe('200');
    await updateGroup(alice, group, { Listed: false });
    await removeMember(alice, group, bob);
    expect(await accessOf(bob, id)).toBe(NOT_FOUND);
  });

  test('is chosen by admins alone: others learn nothing', async () => {
    for (const [by, code] of [
      [bob, '403 not_group_admin'],
      [carol, '404 conversation_not_found'],
    ] as const) {
      for (const id of [await upload(by, FACE), await upload(alice, FACE)])
        expect(await codeOf(choose(by, id))).toBe(code);
    }
  });

  test('is refused like that of a person', async () => {
    expect(await codeOf(choose(alice, await upload(bob, FACE)))).toBe(NOT_FOUND);
    const { body } = await request(alice, FACE);
    expect(await codeOf(choose(alice, body.Id))).toBe('409 attachment_not_uploaded');
    const id = await upload(alice, { bytes: pngOf(8, 9, () => [1, 2, 3]) });
    expect(await codeOf(choose(alice, id))).toBe('409 attachment_refused');
    const own = await upload(alice, FACE);
    await changeMe(alice, { avatar: { picture: own } });
    expect(await codeOf(choose(alice, own))).toBe('409 attachment_in_use');
    const away = vi.spyOn(config.files as { url: string }, 'url', 'get' as never);
    away.mockReturnValue('http://127.0.0.1:9/away' as never);
    const other = await request(alice, FACE);
    expect(await codeOf(choose(alice, other.body.Id))).toBe('503 files_unavailable');
    away.mockRestore();
  });

  test('is deleted when another admin chooses one, and after the group', async () => {
    const [first, second] = [await upload(alice, FACE), await upload(bob, FACE)];
    await choose(alice, first);
    await setMember(alice, group, bob, 'admin');
    expect((await choose(bob, second)).status).toBe(200);
    expect([await hasBytes(first), await accessOf(alice, second)]).toEqual([false, '200']);
    await setMember(alice, group, bob, 'owner');
    await removeMember(bob, group, bob);
    await deleteAccount(alice);
    await sweepAccounts();
    await sweep(MINUTE);
    expect(await hasBytes(second)).toBe(false);
  });
});
