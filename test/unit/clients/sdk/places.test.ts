/** What the SDK removes from PNG, WebP and MP4 files before they are sent. JPEG: files.test.ts. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cleanFile } from '../../../../clients/sdk/src/files/clean.ts';
import { pngOf } from '../../../../local/demo/png.ts';
import { GPS_WORDS } from '../../../support/files/jpeg-samples.ts';
import {
  box,
  exifChunk,
  movieWithPlace,
  pngChunk,
  pngWith,
  TEXT_CHUNK,
  tiff,
  WEBP_XMP,
  webpChunk,
  webpExif,
  webpHead,
  webpOf,
  XMP_CHUNK,
} from '../../../support/files/place-samples.ts';

const PNG = pngOf(4, 3, (x, y) => [x * 60, y * 80, 7]);
/** Films are changed in place. */
const cleaned = (bytes: Buffer, type: string): Buffer | undefined => {
  const clean = cleanFile(Uint8Array.from(bytes), type);
  return clean && Buffer.from(clean.bytes);
};
const wordsIn = (bytes: Buffer | undefined): boolean => bytes?.includes(GPS_WORDS) ?? false;
/** A TIFF file with an orientation alone. */
const turnedBy = (orientation: number): Buffer =>
  Buffer.from([
    ...tiff(0).subarray(0, 8),
    ...[0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0],
  ]);

describe('PNG', () => {
  const SEEN = [pngChunk('gAMA', '\0\0\xb1\x8f'), pngChunk('pHYs', '\0\0\x0b\x13\0\0\x0b\x13\x01')];

  test('loses place, texts and times, and keeps its picture and colours', () => {
    const said = [exifChunk(1), XMP_CHUNK, TEXT_CHUNK, pngChunk('zTXt', 'x'), pngChunk('tIME', '1234567')];
    const before = pngWith(PNG, [...SEEN, ...said, pngChunk('caBX', GPS_WORDS)], said);
    expect(wordsIn(before)).toBe(true);
    expect(cleaned(Buffer.concat([before, Buffer.from(GPS_WORDS)]), 'image/png')).toEqual(pngWith(PNG, SEEN));
    expect(cleanFile(PNG, 'image/png')?.bytes).toBe(PNG);
    expect(cleanFile(PNG, 'image/png')?.size).toEqual({ width: 4, height: 3 });
  });

  test.each([2, 3, 4, 5, 6, 7, 8])('keeps orientation %i, with a right checksum', (orientation) => {
    const only = pngChunk('eXIf', turnedBy(orientation));
    for (const where of [0, 1]) {
      const chunks = [[exifChunk(orientation)], []];
      const before = pngWith(PNG, chunks[where] ?? [], chunks[1 - where]);
      const after = cleaned(before, 'image/png');
      expect(after).toEqual(pngWith(PNG, [only]));
      expect(cleaned(after ?? before, 'image/png')).toEqual(after);
    }
  });

  test('that is cut off ends in nothing, or in one without a place', () => {
    const whole = pngWith(PNG, [exifChunk(6), TEXT_CHUNK], [XMP_CHUNK]);
    for (let end = 0; end <= whole.length; end++)
      expect(wordsIn(cleaned(whole.subarray(0, end), 'image/png'))).toBe(false);
    const inPicture = whole.indexOf('IDAT') + 10;
    expect(cleaned(whole.subarray(0, inPicture), 'image/png')?.includes('IDAT')).toBe(true);
    expect(cleaned(whole.subarray(0, whole.indexOf('IDAT')), 'image/png')).toBeUndefined();
  });
});

describe('WebP', () => {
  const PICTURE = webpChunk('VP8L', '\x2f\x03\x80\0\0picture');
  const PROFILE = webpChunk('ICCP', 'colours');

  test('loses place and unknown chunks, and keeps its picture and profile', () => {
    const before = webpOf(
      webpHead(0x2c, 4, 3),
      PROFILE,
      PICTURE,
      webpExif(1),
      WEBP_XMP,
      webpChunk('what', GPS_WORDS),
    );
    const after = webpOf(webpHead(0x20, 4, 3), PROFILE, PICTURE);
    expect(cleaned(Buffer.concat([before, Buffer.from(GPS_WORDS)]), 'image/webp')).toEqual(after);
    expect(cleanFile(after, 'image/webp')?.bytes).toBe(after);
    expect(cleanFile(after, 'image/webp')?.size).toEqual({ width: 4, height: 3 });
    expect(cleaned(webpOf(PICTURE, webpExif(6)), 'image/webp')).toEqual(webpOf(PICTURE));
  });

  test.each([2, 3, 4, 5, 6, 7, 8])('keeps orientation %i', (orientation) => {
    const only = webpChunk('EXIF', turnedBy(orientation));
    for (const start of ['', 'Exif\0\0']) {
      const before = webpOf(webpHead(0x0c, 4, 3), PICTURE, webpExif(orientation, start), WEBP_XMP);
      const after = cleaned(before, 'image/webp');
      expect(after).toEqual(webpOf(webpHead(0x08, 4, 3), PICTURE, only));
      expect(cleaned(after ?? before, 'image/webp')).toEqual(after);
    }
  });

  test('that is cut off ends in nothing, or in one without a place', () => {
    const whole = webpOf(webpHead(0x0c, 4, 3), PICTURE, webpExif(6), WEBP_XMP);
    for (let end = 0; end <= whole.length; end++)
      expect(wordsIn(cleaned(whole.subarray(0, end), 'image/webp'))).toBe(false);
    expect(cleaned(webpOf(webpHead(0x08, 4, 3), webpExif(1)), 'image/webp')).toBeUndefined();
  });
});

describe('MP4 and QuickTime', () => {
  test.each(['video/mp4', 'video/quicktime', 'audio/mp4'])(
    '%s loses its place, and nothing moves',
    (type) => {
      const before = movieWithPlace();
      const after = cleaned(before, type) ?? before;
      expect(wordsIn(after)).toBe(false);
      expect(after.length).toBe(before.length);
      for (const kept of ['the film', 'header', 'track', 'kept'])
        expect(after.indexOf(kept)).toBe(before.indexOf(kept));
    },
  );

  test('says so with 64-bit lengths, and in a box that reaches to the end', () => {
    const long = Buffer.concat([Buffer.from([0, 0, 0, 1]), Buffer.from('moov'), Buffer.alloc(8)]);
    const place = box('udta', GPS_WORDS);
    long.writeBigUInt64BE(BigInt(long.length + place.length), 8);
    const last = box('moov', box('meta', GPS_WORDS));
    last.writeUInt32BE(0);
    const after = cleaned(Buffer.concat([box('ftyp', 'isom'), long, place, last]), 'video/mp4');
    expect(wordsIn(after)).toBe(false);
  });

  test('a film without one is as before', () => {
    const film = Buffer.concat([box('ftyp', 'isom'), box('moov', box('mvhd', 'x')), box('mdat', 'udta')]);
    expect(cleaned(film, 'video/mp4')).toEqual(film);
  });
});

test('no bytes fail or hang', () => {
  const starts: [string, Buffer][] = [
    ['image/png', pngWith(PNG, [exifChunk(6)])],
    ['image/webp', webpOf(webpHead(0x08, 4, 3), webpExif(6))],
    ['video/mp4', movieWithPlace()],
  ];
  fc.assert(
    fc.property(
      fc.constantFrom(...starts),
      fc.uint8Array({ maxLength: 200 }),
      fc.nat(300),
      (file, noise, at) => {
        const hostile = Buffer.concat([file[1].subarray(0, at), noise, file[1].subarray(at)]);
        cleaned(hostile, file[0]);
      },
    ),
  );
});
