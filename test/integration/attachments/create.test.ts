/** POST /attachments: functions/attachments/create.ts, and the address that it gives. */
import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { config } from '#lib/platform/config.ts';
import { collection } from '#lib/platform/mongo.ts';
import { download, PNG, put, request, show, upload } from '../../support/people/files.ts';
import { createPerson, type Person } from '../../support/people/people.ts';

let alice: Person;
beforeEach(async () => {
  alice = await createPerson('alice');
});

interface Limits {
  fileBytes: number;
  perPersonBytes: number;
  perPersonFiles: number;
  totalBytes: number;
}
const limits = config.fileLimits as Limits;
const defaults = { ...limits };
beforeEach(() => {
  Object.assign(limits, defaults);
});

const rows = collection<{ _id: string; owner: string; size: number }>('attachments');
const rowsOf = ({ username }: Person) => rows.find({ owner: username }).toArray();

test('gives an address that takes exactly the described bytes, once', async () => {
  const { status, body } = await request(alice, { more: { Width: 1, Height: 1, Preview: 'abcd' } });
  expect(status).toBe(201);
  expect(body).toEqual({
    Id: expect.stringMatching(/^[0-9a-z]{9}[\w-]{22}$/),
    Upload: { Method: 'PUT', Url: expect.any(String), Headers: expect.any(Object) },
    ExpiresAt: expect.stringMatching(/Z$/),
  });
  const other = Buffer.from(PNG);
  other[40] = 0;
  expect((await put(body.Upload, other)).status).toBe(400);
  // S3 answers before it has read everything, and closes the connection.
  const longer = await put(body.Upload, Buffer.concat([PNG, PNG])).catch(() => ({ ok: false }));
  expect(longer.ok).toBe(false);
  expect((await put(body.Upload)).status).toBe(200);
  expect((await put(body.Upload)).status).toBe(412);
  const found = await download(alice, body.Id);
  expect(Buffer.from(await found.arrayBuffer())).toEqual(PNG);
  expect(found.headers.get('content-type')).toBe('image/png');
});

test('is the same for a repetition, whose address works as well', async () => {
  const more = { ClientId: randomUUID() };
  const first = await request(alice, { more });
  const again = await request(alice, { more });
  expect(again).toMatchObject({ status: 201, body: { Id: first.body.Id } });
  expect((await put(again.body.Upload)).status).toBe(200);
  expect(await rowsOf(alice)).toHaveLength(1);
  for (const other of [{ name: 'other.png' }, { bytes: Buffer.concat([PNG, PNG]) }, { type: 'image/gif' }])
    expect(await request(alice, { ...other, more })).toMatchObject({
      status: 409,
      body: { code: 'client_id_conflict' },
    });
  const bob = await createPerson('bob');
  expect((await request(bob, { more })).body.Id).not.toBe(first.body.Id);
});

describe('refuses', () => {
  test.each([
    ['no bytes', { Size: 0 }, 'Size'],
    ['half a byte', { Size: 1.5 }, 'Size'],
    ['a checksum that is none', { Sha256: 'x'.repeat(64) }, 'Sha256'],
    ['a path', { Name: '../../etc/passwd' }, 'Name'],
    ['a path of Windows', { Name: 'C:\\x.png' }, 'Name'],
    ['the folder above', { Name: '..' }, 'Name'],
    ['a name that turns around', { Name: 'holiday\u202egnp.exe' }, 'Name'],
    ['a name with a line end', { Name: 'a\nb.png' }, 'Name'],
    ['a name of nothing', { Name: ' \u200b ' }, 'Name'],
    ['a name of 256 characters', { Name: 'x'.repeat(256) }, 'Name'],
    ['a type that is none', { Type: 'picture' }, 'Type'],
    ['a type with a line end', { Type: 'text/plain\r\nx-amz-acl: public-read' }, 'Type'],
    ['no width', { Width: 0, Height: 1 }, 'Width'],
    ['a preview that is none', { Preview: '"><script>' }, 'Preview'],
    ['a preview of 65 characters', { Preview: 'a'.repeat(65) }, 'Preview'],
  ])('%s', async (_, more, field) => {
    const { status, body } = await request(alice, { more });
    expect([status, body.errors?.[0].field]).toEqual([400, field]);
    expect(await rowsOf(alice)).toEqual([]);
  });

  test('a file that is too large', async () => {
    const Size = limits.fileBytes + 1;
    expect(await request(alice, { more: { Size } })).toMatchObject({
      status: 413,
      body: { code: 'file_too_large' },
    });
    expect((await request(alice, { more: { Size: limits.fileBytes } })).status).toBe(201);
  });

  test('every file where there is no bucket', async () => {
    const files = vi.spyOn(config as { files: unknown }, 'files', 'get' as never);
    files.mockReturnValue(undefined as never);
    const id = 'x'.repeat(31);
    expect(await request(alice)).toMatchObject({ status: 404, body: { code: 'files_disabled' } });
    expect(await show(alice, id)).toMatchObject({ status: 404, body: { code: 'files_disabled' } });
    files.mockRestore();
  });
});

test('keeps names of any script, and types without their parameters', async () => {
  const names = ['صورة.png', 'été 2026 – Föhr.png', '写真.png', '👩‍👩‍👧.png', 'x'.repeat(255)];
  for (const name of names) await upload(alice, { name, type: 'IMAGE/PNG; charset=x' });
  const found = await rows.find({ owner: alice.username }).sort({ _id: 1 }).toArray();
  expect(found).toMatchObject(names.map((name) => ({ name, type: 'image/png' })));
  const shown = await show(alice, found[0]?._id ?? '');
  expect(shown.body).toMatchObject({ Name: names[0], Type: 'image/png' });
  const disposition = (await fetch(shown.body.Url)).headers.get('content-disposition');
  expect(disposition).toBe(
    `inline; filename="____.png"; filename*=UTF-8''${encodeURIComponent(names[0] ?? '')}`,
  );
});

test.each([
  ['image/svg+xml', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'],
  ['text/html', '<script>alert(1)</script>'],
  ['application/xhtml+xml', '<html xmlns="http://www.w3.org/1999/xhtml"/>'],
  ['application/pdf', '%PDF-1.7'],
  ['image/heic', '    ftypheic'],
])('is only ever saved: %s', async (type, text) => {
  const id = await upload(alice, { name: 'file', type, bytes: Buffer.from(text) });
  const found = await download(alice, id);
  expect(found.headers.get('content-type')).toBe('application/octet-stream');
  expect(found.headers.get('content-disposition')).toMatch(/^attachment; filename="file"/);
});

test('saves a picture when asked to', async () => {
  const id = await upload(alice);
  const { body } = await show(alice, id, { download: 'true' });
  const { headers } = await fetch(body.Url);
  expect(headers.get('content-disposition')).toMatch(/^attachment; /);
  expect(headers.get('content-type')).toBe('image/png');
});

describe('the quota of a person', () => {
  test('is kept exactly by 64 requests at once', async () => {
    limits.perPersonBytes = 10 * PNG.length + 3;
    const answers = await Promise.all(Array.from({ length: 64 }, () => request(alice)));
    const statuses = answers.map(({ status, body }) => body.code ?? status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(10);
    expect(statuses.filter((status) => status === 'quota_exceeded')).toHaveLength(54);
    const kept = answers.flatMap(({ status, body }) => (status === 201 ? [body.Id] : []));
    expect((await rowsOf(alice)).map(({ _id }) => _id).sort()).toEqual(kept.sort());
  });

  test('is kept exactly for the number of files, too', async () => {
    limits.perPersonFiles = 10;
    const answers = await Promise.all(Array.from({ length: 32 }, () => request(alice)));
    const statuses = answers.map(({ status, body }) => body.code ?? status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(10);
    expect(statuses.filter((status) => status === 'quota_exceeded')).toHaveLength(22);
    expect(await rowsOf(alice)).toHaveLength(10);
  });

  test('takes what fits beside it', async () => {
    limits.perPersonBytes = PNG.length + 1;
    await upload(alice);
    expect(await request(alice)).toMatchObject({ status: 409, body: { code: 'quota_exceeded' } });
    expect((await request(alice, { bytes: Buffer.from('x'), type: 'text/plain' })).status).toBe(201);
    const bob = await createPerson('bob');
    expect((await request(bob)).status).toBe(201);
  });
});

describe('the room for all files', () => {
  const totals = collection<{ _id: string; bytes: number }>('filetotals');
  beforeEach(async () => {
    await totals.deleteMany({});
  });

  test('is kept exactly by 64 requests of eight people at once', async () => {
    limits.totalBytes = 10 * PNG.length + 3;
    const people = await Promise.all(Array.from({ length: 8 }, () => createPerson('one-of-eight')));
    const answers = await Promise.all(
      Array.from({ length: 64 }, (_, index) => request(people[index % 8] as Person)),
    );
    const statuses = answers.map(({ status, body }) => body.code ?? status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(10);
    expect(statuses.filter((status) => status === 'storage_full')).toHaveLength(54);
    expect(await totals.find().toArray()).toMatchObject([{ bytes: 10 * PNG.length }]);
  });

  test('counts nothing that is refused or repeated', async () => {
    limits.totalBytes = 1_000_000;
    limits.perPersonBytes = PNG.length;
    const more = { ClientId: randomUUID() };
    await request(alice, { more });
    await request(alice, { more });
    expect((await request(alice)).status).toBe(409);
    expect(await totals.find().toArray()).toMatchObject([{ bytes: PNG.length }]);
  });
});

describe('before a message has it', () => {
  test('an attachment is its owner’s alone', async () => {
    const id = await upload(alice);
    const bob = await createPerson('bob');
    expect((await show(alice, id)).status).toBe(200);
    for (const unknown of [id, 'x', `0mijq3x1z${'Q'.repeat(22)}`])
      expect(await show(bob, unknown)).toMatchObject({ status: 404, body: { code: 'attachment_not_found' } });
  });
});
