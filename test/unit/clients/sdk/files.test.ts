/** What the SDK does with a file before it is sent: name, type, dimensions, hash, and the place in a photograph. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cleanName, filesLabel } from '#sdk';
import { dimensionsOf } from '../../../../clients/sdk/src/files/dimensions.ts';
import { prepareFile } from '../../../../clients/sdk/src/files/draft.ts';
import { cleanJpeg } from '../../../../clients/sdk/src/files/jpeg.ts';
import { kindOf, typeOf } from '../../../../clients/sdk/src/files/kinds.ts';
import { plainSha256, sha256 } from '../../../../clients/sdk/src/files/sha256.ts';
import {
  ADOBE,
  bytesOf,
  COMMENT,
  exif,
  frame,
  GPS_WORDS,
  IPTC,
  JFIF,
  jpegOf,
  PROFILE,
  type Segment,
  TABLE,
  XMP,
} from '../../../support/files/jpeg-samples.ts';

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
/** The beginning of an Exif segment with the orientation alone. */
const EXIF = Buffer.from('ffe1002245786966', 'hex').toString('latin1');
const PICTURE = [frame(40, 30), TABLE];

test('removes the place of a photograph and keeps its orientation, profile and picture', () => {
  const before = jpegOf(
    [JFIF, exif(6), XMP, IPTC, COMMENT, PROFILE, ADOBE, ...PICTURE],
    [1, 2, 255, 4],
    [...jpegOf([exif(1)], [])],
  );
  expect(textOf(before)).toContain(GPS_WORDS);
  const after = cleanJpeg(before);
  expect(after).toMatchObject({ width: 30, height: 40 });
  expect(textOf(after?.bytes ?? before)).not.toContain(GPS_WORDS);
  const turned = Buffer.from('ffe100224578696600004d4d002a000000080001011200030000000100060000', 'hex');
  const expected = jpegOf([JFIF, PROFILE, ADOBE, ...PICTURE], [1, 2, 255, 4]);
  const at = 2 + bytesOf(JFIF).length;
  expect([...(after?.bytes ?? [])]).toEqual([
    ...expected.subarray(0, at),
    ...turned,
    ...[0, 0, 0, 0],
    ...expected.subarray(at),
  ]);
});

test('leaves a picture as it is that says nothing', () => {
  const plain = jpegOf([JFIF, ...PICTURE], [7, 255, 7]);
  expect(cleanJpeg(plain)?.bytes).toBe(plain);
  expect(cleanJpeg(plain)).toMatchObject({ width: 40, height: 30 });
});

test.each([1, 2, 3, 4, 5, 6, 7, 8])('keeps orientation %i, in both byte orders', (orientation) => {
  for (const isLittle of [false, true]) {
    const clean = cleanJpeg(jpegOf([exif(orientation, isLittle), ...PICTURE], [1]));
    const again = cleanJpeg(clean?.bytes ?? new Uint8Array());
    expect(again?.bytes).toEqual(clean?.bytes);
    expect(again?.width).toBe(orientation >= 5 ? 30 : 40);
    const bytes = Buffer.from(clean?.bytes ?? []);
    const at = bytes.indexOf(EXIF, 0, 'latin1');
    expect(at < 0 ? 1 : bytes[at + 29]).toBe(orientation);
  }
});

const describing = fc.constantFrom<Segment>(exif(3), exif(0), XMP, IPTC, COMMENT, {
  marker: 0xe5,
  data: Array.from(GPS_WORDS, (each) => each.charCodeAt(0)),
});
const needed = fc.constantFrom<Segment>(JFIF, PROFILE, ADOBE, TABLE, frame(9, 5));

test('changes no segment that decodes the picture, wherever the others stand', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(describing, needed), { maxLength: 12 }),
      fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 300 }),
      fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 40 }),
      (segments, compressed, after) => {
        const clean = cleanJpeg(jpegOf(segments, compressed, after));
        const text = textOf(clean?.bytes ?? new Uint8Array());
        expect(text).not.toContain(GPS_WORDS);
        const kept = segments.filter(({ marker, data }) => {
          const isDescribing = marker === 0xe1 || marker === 0xed || marker === 0xe5 || marker === 0xfe;
          return !isDescribing || data.length === 0;
        });
        const at = text.indexOf(EXIF);
        const without = at < 0 ? text : text.slice(0, at) + text.slice(at + 36);
        expect(without).toBe(textOf(jpegOf(kept, compressed)));
      },
    ),
  );
});

test('a truncated or hostile file ends in nothing, or in one without a place', () => {
  const whole = jpegOf([JFIF, exif(8), XMP, ...PICTURE], [1, 2, 3, 255, 5]);
  for (let end = 0; end <= whole.length; end++) {
    const clean = cleanJpeg(whole.subarray(0, end));
    if (clean) expect(textOf(clean.bytes)).not.toContain(GPS_WORDS);
  }
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), fc.nat(60), (noise, at) => {
      const hostile = Uint8Array.from(whole);
      hostile.set(noise.subarray(0, Math.max(0, hostile.length - at - 2)), Math.min(at + 2, hostile.length));
      const clean = cleanJpeg(hostile);
      if (clean) expect(clean.bytes.length).toBeLessThanOrEqual(hostile.length + 36);
    }),
  );
});

test('hashes as Node.js does, also without crypto.subtle', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (bytes) => {
      const expected = createHash('sha256').update(bytes).digest('hex');
      expect(plainSha256(bytes)).toBe(expected);
      expect(await sha256(Uint8Array.from(bytes))).toBe(expected);
    }),
  );
});

test.each([
  ['photo.jpg', 'photo.jpg'],
  ['C:\\Users\\me\\photo.jpg', 'photo.jpg'],
  ['../../etc/passwd', 'passwd'],
  ['evil\u202egpj.exe', 'evilgpj.exe'],
  ['a\u0000b\nc.txt', 'abc.txt'],
  ['.bashrc', 'bashrc'],
  ['..', 'file'],
  ['', 'file'],
  ['a  b\u3000c?.txt', 'a b c.txt'],
  ['cafe\u0301.png', 'caf\u00e9.png'],
])('cleans the name %j', (given, expected) => {
  expect(cleanName(given)).toBe(expected);
});

test('shortens a long name and keeps what its end says', () => {
  const name = cleanName(`${'🎉'.repeat(400)}.jpeg`);
  expect([...name]).toHaveLength(255);
  expect(name.endsWith('🎉.jpeg')).toBe(true);
});

const start = (text: string) => Uint8Array.from(Buffer.from(text.padEnd(64, '\0'), 'latin1'));

test.each([
  ['\xff\xd8\xff\xe0', 'image/png', 'image/jpeg'],
  ['\x89PNG\r\n\x1a\n', '', 'image/png'],
  ['GIF89a', 'image/gif', 'image/gif'],
  ['RIFF....WEBP', '', 'image/webp'],
  ['RIFF....WAVE', 'audio/x-wav', 'audio/wav'],
  ['\0\0\0\x20ftypavif', '', 'image/avif'],
  ['\0\0\0\x20ftypheic', 'image/jpeg', 'image/heic'],
  ['\0\0\0\x20ftypM4A ', '', 'audio/mp4'],
  ['\0\0\0\x20ftypisom', 'audio/mp4', 'audio/mp4'],
  ['\0\0\0\x20ftypqt  ', 'video/quicktime', 'video/quicktime'],
  ['\x1aE\xdf\xa3....B\x82\x84webm', 'audio/webm;codecs=opus', 'audio/webm'],
  ['OggS', '', 'audio/ogg'],
  ['\xff\xfb\x90', 'audio/mpeg', 'audio/mpeg'],
  ['\xff\xfb\x90', '', 'application/octet-stream'],
  ['<svg onload=alert(1)>', 'image/svg+xml', 'image/svg+xml'],
  ['<script>', 'image/png', 'application/octet-stream'],
  ['a,b\n1,2', 'text/csv', 'text/csv'],
  ['a,b\n1,2', 'text/csv"; x', 'application/octet-stream'],
])('%j, named %j, is %s', (bytes, named, expected) => {
  expect(typeOf(start(bytes), named)).toBe(expected);
});

test('shows only what browsers show safely', () => {
  expect(kindOf('image/svg+xml')).toBe('file');
  expect(kindOf('image/heic')).toBe('file');
  expect(kindOf('text/html')).toBe('file');
  expect(kindOf('image/avif')).toBe('image');
  expect(kindOf('audio/wav')).toBe('audio');
});

test.each([
  ['', []],
  ['Picture', ['image/png']],
  ['2 pictures', ['image/png', 'image/jpeg']],
  ['Video', ['video/mp4']],
  ['3 sounds', ['audio/ogg', 'audio/mpeg', 'audio/wav']],
  ['File', ['image/svg+xml']],
  ['2 files', ['image/png', 'video/mp4']],
])('names what a message has: %j', (label, types) => {
  expect(filesLabel(types)).toBe(label);
});

test('reads the dimensions of pictures', () => {
  const png = Buffer.from('89504e470d0a1a0a0000000d49484452000002800000016808060000', 'hex');
  expect(dimensionsOf(png, 'image/png')).toEqual({ width: 640, height: 360 });
  expect(dimensionsOf(Buffer.from('GIF89a\x40\x01\xf0\x00', 'latin1'), 'image/gif')).toEqual({
    width: 320,
    height: 240,
  });
  const webp = Buffer.from('RIFF....WEBPVP8X\x0a\0\0\0\0\0\0\0\x7f\x02\0\xdf\x01\0', 'latin1');
  expect(dimensionsOf(webp, 'image/webp')).toEqual({ width: 640, height: 480 });
  expect(dimensionsOf(png.subarray(0, 20), 'image/png')).toBeUndefined();
});

test('prepares a file from Node.js', async () => {
  const bytes = jpegOf([JFIF, exif(6), ...PICTURE], [1, 2, 3]);
  const draft = await prepareFile({ name: '/tmp/Holiday.JPG', bytes });
  const sent = new Uint8Array(await draft.bytes.arrayBuffer());
  expect(textOf(sent)).not.toContain(GPS_WORDS);
  expect(draft).toMatchObject({ name: 'Holiday.JPG', type: 'image/jpeg', width: 30, height: 40 });
  expect(draft.size).toBe(sent.length);
  expect(draft.sha256).toBe(createHash('sha256').update(sent).digest('hex'));
});

test.each([
  ['file_empty', new Uint8Array()],
  ['file_damaged', jpegOf([exif(1)], []).subarray(0, 20)],
])('refuses a file: %s', async (code, bytes) => {
  await expect(prepareFile({ name: 'a.jpg', bytes })).rejects.toMatchObject({ code });
});
