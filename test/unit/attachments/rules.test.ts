/** The rules of files: types, places, dispositions. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dispositionOf } from '#lib/attachments/disposition.ts';
import { hasPlace } from '#lib/attachments/place.ts';
import { canBe, isInline, plainType, servedType } from '#lib/attachments/types.ts';

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');

const BEGINNINGS: [type: string, start: string][] = [
  ['image/jpeg', '\xff\xd8\xff\xe0'],
  ['image/png', '\x89PNG\r\n\x1a\n'],
  ['image/webp', 'RIFF\0\0\0\0WEBPVP8 '],
  ['image/gif', 'GIF89a'],
  ['image/avif', '\0\0\0\x1cftypavif\0\0\0\0mif1avifmiaf'],
  ['video/mp4', '\0\0\0\x18ftypisom\0\0\x02\0isomavc1'],
  ['video/webm', '\x1aE\xdf\xa3\x9fB\x86\x81\x01B\x82\x84webm'],
  ['audio/mpeg', 'ID3\x04\0\0'],
  ['audio/mpeg', '\xff\xfb\x90\x64'],
  ['audio/mp4', '\0\0\0\x18ftypM4A \0\0\x02\0isommp42'],
  ['audio/ogg', 'OggS\0\x02'],
  ['audio/webm', '\x1aE\xdf\xa3\x9fB\x86\x81\x01B\x82\x84webm'],
  ['audio/wav', 'RIFF\0\0\0\0WAVEfmt '],
];

describe('types', () => {
  test.each(BEGINNINGS)('%s begins like itself, and like no type of another kind', (type, start) => {
    expect(canBe(type, bytes(start))).toBe(true);
    const container = (name: string) => name.split('/')[1];
    for (const [other] of BEGINNINGS)
      if (container(other) !== container(type)) expect(canBe(other, bytes(start)), other).toBe(false);
  });

  test.each([
    ['a page', '<!doctype html><script>alert(1)</script>'],
    ['an SVG picture', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">'],
    ['an archive', 'PK\x03\x04'],
    ['a photograph of a phone', '\0\0\0\x18ftypheic\0\0\0\0mif1heic'],
    ['a QuickTime video', '\0\0\0\x14ftypqt  \0\0\0\0qt  '],
    ['a Matroska video', '\x1aE\xdf\xa3\x9fB\x86\x81\x01B\x82\x88matroska'],
    ['nothing', ''],
    ['the first half of a beginning', '\x89PNG'],
  ])('%s is none of those that are shown', (_, start) => {
    for (const [type] of BEGINNINGS) expect(canBe(type, bytes(start)), type).toBe(false);
  });

  test('what is not shown is served as bytes', () => {
    for (const type of [
      'image/svg+xml',
      'text/html',
      'text/xml',
      'application/pdf',
      'image/heic',
      'constructor',
    ]) {
      expect([isInline(type), servedType(type)]).toEqual([false, 'application/octet-stream']);
      expect(canBe(type, bytes('anything'))).toBe(true);
    }
    for (const [type] of BEGINNINGS) expect(servedType(type)).toBe(type);
  });

  test('have one name, without parameters', () => {
    expect(plainType('Image/JPG')).toBe('image/jpeg');
    expect(plainType('audio/webm;codecs=opus')).toBe('audio/webm');
    for (const none of [
      '',
      'image',
      'image/',
      '/png',
      'image/png/x',
      'image/p ng',
      'text/html\n;x',
      'imäge/png',
    ])
      expect(plainType(none), none).toBeUndefined();
  });
});

/** A TIFF file whose first directory has one entry, with the place's directory at 26. @param entries of that */
function tiff(order: 'II' | 'MM', tag: number, entries: number): Buffer {
  const file = Buffer.alloc(28);
  const write16 = (value: number, at: number) =>
    order === 'II' ? file.writeUInt16LE(value, at) : file.writeUInt16BE(value, at);
  const write32 = (value: number, at: number) =>
    order === 'II' ? file.writeUInt32LE(value, at) : file.writeUInt32BE(value, at);
  file.write(order);
  write16(42, 2);
  write32(8, 4);
  write16(1, 8);
  write16(tag, 10);
  write16(4, 12);
  write32(1, 14);
  write32(26, 18);
  write16(entries, 26);
  return file;
}

function jpeg(...segments: [marker: number, data: Buffer][]): Buffer {
  const parts = segments.map(([marker, data]) => {
    const head = Buffer.from([0xff, marker, 0, 0]);
    head.writeUInt16BE(data.length + 2, 2);
    return Buffer.concat([head, data]);
  });
  return Buffer.concat([bytes('\xff\xd8'), ...parts, bytes('\xff\xda\0\x02picture')]);
}

const exif = (data: Buffer): [number, Buffer] => [0xe1, Buffer.concat([bytes('Exif\0\0'), data])];
const GPS = 0x8825;

describe('a place', () => {
  const inJpeg = (...segments: Parameters<typeof jpeg>): boolean => hasPlace('image/jpeg', jpeg(...segments));

  test.each(['II', 'MM'] as const)('is found in Exif of order %s, behind other segments', (order) => {
    expect(inJpeg(exif(tiff(order, GPS, 4)))).toBe(true);
    expect(inJpeg([0xe0, bytes('JFIF\0')], [0xe2, Buffer.alloc(9_000)], exif(tiff(order, GPS, 4)))).toBe(
      true,
    );
    expect(inJpeg(exif(tiff(order, GPS, 0)))).toBe(false);
    expect(inJpeg(exif(tiff(order, 0x0112, 4)))).toBe(false);
  });

  test('is found in XMP', () => {
    expect(inJpeg([0xe1, bytes('http://ns.adobe.com/xap/1.0/\0<x exif:GPSLatitude="54,10N"/>')])).toBe(true);
  });

  test.each(['II', 'MM'] as const)(
    'is found in PNG and WebP, Exif of order %s, from any byte on',
    (order) => {
      const [place, none] = [tiff(order, GPS, 4), tiff(order, 0x0112, 4)];
      const around = (head: string, data: Buffer): Buffer =>
        Buffer.concat([bytes(`IDAT ${head}`), data, bytes('IEND')]);
      for (const [type, head] of [
        ['image/png', 'eXIf'],
        ['image/webp', 'EXIF\x1c\0\0\0'],
        ['image/webp', 'EXIF\x22\0\0\0Exif\0\0'],
      ] as const) {
        expect(hasPlace(type, around(head, place)), head).toBe(true);
        expect(hasPlace(type, around(head, none)), head).toBe(false);
        expect(hasPlace(type, around(head, Buffer.concat([none, bytes(head), place]))), head).toBe(true);
        expect(hasPlace(type, bytes(`XMP <exif:GPSLatitude>`))).toBe(true);
      }
    },
  );

  test('in the pixels, or in another kind of file, is none', () => {
    expect(hasPlace('image/jpeg', Buffer.concat([jpeg(), bytes('GPSLatitude')]))).toBe(false);
    expect(hasPlace('image/jpeg', bytes('\x89PNG GPSLatitude'))).toBe(false);
    for (const type of ['text/plain', 'image/gif', 'constructor'])
      expect(hasPlace(type, bytes('GPSLatitude'))).toBe(false);
    expect(inJpeg()).toBe(false);
  });

  test('no bytes fail or hang, cut anywhere', () => {
    const whole = jpeg(exif(tiff('MM', GPS, 1)));
    for (let length = 0; length < whole.length; length++) hasPlace('image/jpeg', whole.subarray(0, length));
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (data) => {
        hasPlace('image/jpeg', Buffer.concat([bytes('\xff\xd8'), data]));
        hasPlace('image/png', Buffer.concat([bytes('eXIfII*\0'), data]));
        hasPlace('image/webp', Buffer.concat([bytes('EXIF    MM\0*'), data]));
        inJpeg(exif(Buffer.from(data)));
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('a disposition', () => {
  test('has the name twice, for old and new readers', () => {
    expect(dispositionOf('inline', 'a "b" (1).png')).toBe(
      `inline; filename="a _b_ (1).png"; filename*=UTF-8''a%20%22b%22%20%281%29.png`,
    );
    expect(dispositionOf('attachment', 'été.png')).toBe(
      `attachment; filename="_t_.png"; filename*=UTF-8''%C3%A9t%C3%A9.png`,
    );
  });

  const length = { minLength: 1, maxLength: 255 };
  /** Quotes and the like are too few among all code points to be met by chance. */
  const anyName = fc.oneof(
    fc.string({ unit: 'binary', ...length }),
    fc.string({ unit: 'binary-ascii', ...length }),
  );
  test('is one header for any name', () => {
    fc.assert(
      fc.property(anyName, (name) => {
        const header = dispositionOf('attachment', name);
        expect(header).toMatch(
          /^attachment; filename="[ !#$&-[\]-~]*"; filename\*=UTF-8''[\w!#$&+.^`|~%-]*$/,
        );
      }),
    );
  });
});
