/** Attachments of messages: from the send to what each reader sees. */
import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { config } from '#lib/platform/config.ts';
import { collection } from '#lib/platform/mongo.ts';
import { handler as exportHandler } from '../../../functions/me/export.ts';
import { handler as reportHandler } from '../../../functions/messages/report.ts';
import { handler as searchHandler } from '../../../functions/search/messages.ts';
import {
  exifChunk,
  pngChunk,
  pngWith,
  webpChunk,
  webpExif,
  webpHead,
  webpOf,
  XMP_CHUNK,
} from '../../support/files/place-samples.ts';
import { call } from '../../support/http/gateway.ts';
import { download, PNG, put, request, show, upload } from '../../support/people/files.ts';
import { createPerson, type Person } from '../../support/people/people.ts';
import { codeOf, fileRows } from '../../support/people/sent-files.ts';
import { acquaint, block, edit, erase, list, row, send } from '../../support/people/two-people.ts';
import { gateway } from '../../support/sockets/socket-gateway.ts';
import { openSocket } from '../../support/sockets/sockets.ts';

let alice: Person;
let bob: Person;
beforeEach(async () => {
  [alice, bob] = [await createPerson('alice'), await createPerson('bob')];
  await acquaint(alice, bob);
});

/** Without the two messages that made them acquainted. */
const shown = async (reader: Person, peer: Person) => (await list(reader, peer)).body.slice(2);
const sendFiles = (from: Person, to: Person, Attachments: unknown, more: object = {}) =>
  send(from, to, '', { Attachments, ...more });

test('stands in each copy of its message, and its bytes are there for the reader', async () => {
  const socket = await openSocket(bob);
  const ids = [await upload(alice, { more: { Width: 1, Height: 1, Preview: 'abcd' } })];
  ids.push(await upload(alice, { name: 'notes.txt', type: 'text/plain', bytes: Buffer.from('notes') }));
  const { status, body } = await sendFiles(alice, bob, ids);
  expect(status).toBe(201);
  const Attachments = [
    {
      Id: ids[0],
      Name: 'dot.png',
      Type: 'image/png',
      Size: PNG.length,
      Width: 1,
      Height: 1,
      Preview: 'abcd',
    },
    { Id: ids[1], Name: 'notes.txt', Type: 'text/plain', Size: 5 },
  ];
  expect(body).toMatchObject({ Message: '', Attachments });
  expect(await shown(bob, alice)).toEqual([body]);
  expect((await row(bob)).LastMessage).toMatchObject({ Attachments });
  expect(gateway.frames(socket)).toMatchObject([{ type: 'message.created', data: { Attachments } }]);
  const exported = await call(exportHandler, { path: '/me/export', token: bob.token });
  expect(exported.body.conversations[0].messages.slice(2)).toMatchObject([{ Attachments }]);
  for (const person of [alice, bob]) {
    const found = await download(person, ids[0] ?? '');
    expect(Buffer.from(await found.arrayBuffer())).toEqual(PNG);
  }
  for (const kept of await fileRows.find({ _id: { $in: ids } }).toArray())
    expect([kept.message, kept.expiresAt]).toEqual([body.Id, undefined]);
});

test('is named by its kind in a quote, until it is deleted', async () => {
  const { body } = await sendFiles(alice, bob, [await upload(alice), await upload(alice)]);
  await send(bob, alice, 'nice', { ReplyTo: body.Id });
  const quote = { From: alice.username, Message: '', Deleted: false, Files: ['image/png', 'image/png'] };
  expect((await shown(alice, bob)).at(-1).Quoted).toEqual(quote);
  await erase(alice, body.Id);
  const { Files: _, ...gone } = { ...quote, Deleted: true };
  expect((await shown(alice, bob)).at(-1).Quoted).toEqual(gone);
});

test('is absent from messages without any', async () => {
  const { body } = await send(alice, bob, 'text');
  expect(body).not.toHaveProperty('Attachments');
});

test('stays when the text is edited, also to none', async () => {
  const { body } = await send(alice, bob, 'caption', { Attachments: [await upload(alice)] });
  for (const text of ['another', '']) {
    const edited = await edit(alice, body.Id, text);
    expect(edited).toMatchObject({ status: 200, body: { Message: text, Attachments: body.Attachments } });
    expect(await shown(bob, alice)).toEqual([edited.body]);
    expect((await row(bob)).LastMessage).toMatchObject({ Message: text, Attachments: body.Attachments });
  }
  const plain = await send(alice, bob, 'text');
  expect(await codeOf(edit(alice, plain.body.Id, ''))).toBe('400 validation_failed');
});

test('is found by its name, and by has:file', async () => {
  const sent = await send(alice, bob, 'see here', {
    Attachments: [await upload(alice, { name: 'Übersicht 2026.png' })],
  });
  await send(alice, bob, 'see there');
  const search = async (q: string) =>
    (await call(searchHandler, { path: '/search', token: bob.token, query: { q } })).body.Hits;
  for (const q of ['has:file', 'ubersicht', 'see has:file', '"see here" 2026', 'png'])
    expect((await search(q)).map((hit: { Message: { Id: string } }) => hit.Message.Id)).toEqual([
      sent.body.Id,
    ]);
  expect((await search('ubersicht see'))[0].Ranges).toEqual([{ Start: 0, End: 3 }]);
  await edit(alice, sent.body.Id, '');
  expect(await search('ubersicht')).toHaveLength(1);
  expect(await search('here')).toEqual([]);
});

test('is named in a report', async () => {
  const { body } = await sendFiles(alice, bob, [await upload(alice, { name: 'insult.png' })]);
  const about = { path: '/x', params: { id: body.Id }, method: 'POST', token: bob.token };
  expect((await call(reportHandler, { ...about, body: { Reason: 'abuse' } })).status).toBe(201);
  const stored = await collection('reports').findOne({ conversation: body.Conversation });
  expect(stored).toMatchObject({ text: '', files: ['insult.png'] });
});

/** More than the server reads at once. */
const LARGE = pngChunk('IDAT', Buffer.alloc(100_000));

describe('refuses, and leaves the files as they are', () => {
  const jpeg = (...segments: string[]) => Buffer.from(`\xff\xd8${segments.join('')}\xff\xda`, 'latin1');
  const segment = (data: string) => `\xff\xe1${String.fromCharCode(0, data.length + 2)}${data}`;
  /** A TIFF file with a directory of one entry, the place's, whose directory has an entry. */
  const place = 'Exif\0\0MM\0*\0\0\0\x08\0\x01\x88\x25\0\x04\0\0\0\x01\0\0\0\x1a\0\0\0\0\0\x01';

  test.each([
    ['a picture that is a page', { bytes: Buffer.from('<html><script>alert(1)</script>') }],
    ['a JPEG file that is a GIF file', { type: 'image/jpeg', bytes: Buffer.from('GIF89a…') }],
    ['a video that is a photograph', { type: 'video/mp4', bytes: Buffer.from('\0\0\0\x18ftypheic\0\0\0\0') }],
    ['a sound that is an archive', { type: 'audio/mpeg', bytes: Buffer.from('PK\x03\x04') }],
    ['a JPEG file with a place', { type: 'image/jpeg', bytes: jpeg(segment(place)) }],
    [
      'a JPEG file with a place in XMP',
      { type: 'image/jpeg', bytes: jpeg(segment('http://ns.adobe.com/xap/1.0/\0 exif:GPSLatitude="1"')) },
    ],
    ['a PNG file with a place', { bytes: pngWith(PNG, [exifChunk(1)]) }],
    ['a PNG file with a place behind a large picture', { bytes: pngWith(PNG, [LARGE], [exifChunk(6)]) }],
    ['a PNG file with a place in XMP', { bytes: pngWith(PNG, [LARGE], [XMP_CHUNK]) }],
    [
      'a WebP file with a place',
      { type: 'image/webp', bytes: webpOf(webpHead(8, 1, 1), webpChunk('VP8 ', LARGE), webpExif(6)) },
    ],
  ])('%s', async (_, file) => {
    const id = await upload(alice, file);
    expect(await codeOf(sendFiles(alice, bob, [id]))).toBe('409 attachment_refused');
    expect(await fileRows.findOne({ _id: id })).not.toHaveProperty('claim');
    expect(await shown(bob, alice)).toEqual([]);
  });

  test('what is not uploaded, not there, or of another person', async () => {
    const { body } = await request(alice);
    expect(await codeOf(sendFiles(alice, bob, [body.Id]))).toBe('409 attachment_not_uploaded');
    await put(body.Upload);
    expect(await codeOf(sendFiles(bob, alice, [body.Id]))).toBe('404 attachment_not_found');
    const unknown = `0mijq3x1z${'Q'.repeat(22)}`;
    expect(await codeOf(sendFiles(alice, bob, [body.Id, unknown]))).toBe('404 attachment_not_found');
    expect(await codeOf(sendFiles(alice, bob, [body.Id]))).toBe('201');
    expect(await codeOf(sendFiles(alice, bob, [body.Id]))).toBe('409 attachment_in_use');
  });

  test.each([
    ['none', []],
    ['one twice', ['a', 'a'].map((letter) => `0mijq3x1z${letter.repeat(22)}`)],
    ['eleven', Array.from('abcdefghijk', (letter) => `0mijq3x1z${letter.repeat(22)}`)],
    ['a text', 'x'],
    ['an object', [{ $ne: '' }]],
  ])('a list of %s', async (_, Attachments) => {
    expect(await codeOf(sendFiles(alice, bob, Attachments))).toBe('400 validation_failed');
  });

  test('an empty text without attachments', async () => {
    expect(await codeOf(send(alice, bob, 'text', { Attachments: [] }))).toBe('201');
    expect(await codeOf(send(alice, bob, ''))).toBe('400 validation_failed');
  });

  test('a send to a person whom one blocks: the file can be sent to another', async () => {
    const carol = await createPerson('carol');
    await acquaint(alice, carol);
    await block(alice, bob.username);
    const id = await upload(alice);
    expect(await codeOf(sendFiles(alice, bob, [id]))).toBe('409 user_blocked');
    expect(await codeOf(sendFiles(alice, { ...bob, username: 'nobody-here' }, [id]))).toBe(
      '404 user_not_found',
    );
    expect(await codeOf(sendFiles(alice, carol, [id]))).toBe('201');
  });

  test('a send while the bucket is away: afterwards it is sent', async () => {
    const id = await upload(alice);
    const more = { ClientId: randomUUID() };
    const url = vi.spyOn(config.files as { url: string }, 'url', 'get' as never);
    url.mockReturnValue('http://127.0.0.1:9/away' as never);
    expect(await codeOf(sendFiles(alice, bob, [id], more))).toBe('503 files_unavailable');
    url.mockRestore();
    expect(await shown(bob, alice)).toEqual([]);
    expect(await codeOf(sendFiles(alice, bob, [id], more))).toBe('201');
  });
});

describe('with a ClientId', () => {
  test('is sent once', async () => {
    const ids = [await upload(alice), await upload(alice, { name: 'second.png' })];
    const more = { ClientId: randomUUID() };
    const first = await sendFiles(alice, bob, ids, more);
    expect(first.status).toBe(201);
    expect((await sendFiles(alice, bob, ids, more)).body).toEqual(first.body);
    expect(await shown(bob, alice)).toEqual([first.body]);
    for (const other of [ids.slice(1), ids.toReversed(), [...ids, await upload(alice)]])
      expect(await codeOf(sendFiles(alice, bob, other, more))).toBe('409 client_id_conflict');
    expect(await codeOf(send(alice, bob, 'x', { ...more, Attachments: ids }))).toBe('409 client_id_conflict');
  });

  test('a conflict leaves the file for another send', async () => {
    const ClientId = randomUUID();
    await send(alice, bob, 'text', { ClientId });
    const id = await upload(alice);
    expect(await codeOf(sendFiles(alice, bob, [id], { ClientId }))).toBe('409 client_id_conflict');
    expect(await codeOf(sendFiles(alice, bob, [id], { ClientId: randomUUID() }))).toBe('201');
  });

  test('of two sends at once that want a file one gets it', async () => {
    for (let round = 0; round < 5; round++) {
      const ids = await Promise.all([upload(alice), upload(alice)]);
      const codes = await Promise.all(
        [ids, ids.toReversed(), ids].map((list) =>
          codeOf(sendFiles(alice, bob, list, { ClientId: randomUUID() })),
        ),
      );
      expect(codes.sort()).toEqual(['201', '409 attachment_in_use', '409 attachment_in_use']);
    }
  });

  test('of the same send several times at once one message comes', async () => {
    const ids = [await upload(alice)];
    const ClientId = randomUUID();
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => sendFiles(alice, bob, ids, { ClientId })),
    );
    expect(new Set(answers.map(({ status, body }) => `${status} ${body.Id}`)).size).toBe(1);
    expect(await fileRows.findOne({ _id: ids[0] ?? '' })).toMatchObject({ message: answers[0]?.body.Id });
    expect((await show(bob, ids[0] ?? '')).status).toBe(200);
  });
});
