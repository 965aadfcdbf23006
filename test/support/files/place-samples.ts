/** PNG, WebP and MP4 files with the places where they were made, as cameras and programs write them. */
import { crc32 } from 'node:zlib';
import { exif, GPS_WORDS } from './jpeg-samples.ts';

const EXIF_WORDS = 'Exif\0\0'.length;

/** A TIFF file with an orientation and a place. @param orientation 0: none */
export const tiff = (orientation: number, isLittle = false): Buffer =>
  Buffer.from(exif(orientation, isLittle).data.slice(EXIF_WORDS));

export function pngChunk(type: string, data: Buffer | string): Buffer {
  const named = Buffer.concat([Buffer.from(type), Buffer.from(data as string, 'latin1')]);
  const around = Buffer.alloc(8);
  around.writeUInt32BE(named.length - 4, 0);
  around.writeUInt32BE(crc32(named), 4);
  return Buffer.concat([around.subarray(0, 4), named, around.subarray(4)]);
}

const XMP = `<x:xmpmeta><exif:GPSLatitude>${GPS_WORDS}</exif:GPSLatitude></x:xmpmeta>`;
export const XMP_CHUNK = pngChunk('iTXt', `XML:com.adobe.xmp\0\0\0\0\0${XMP}`);
export const TEXT_CHUNK = pngChunk('tEXt', `Comment\0taken at ${GPS_WORDS}`);
export const exifChunk = (orientation: number): Buffer => pngChunk('eXIf', tiff(orientation));

/** Signature and header. */
const PNG_HEAD_BYTES = 8 + 25;
const PNG_END_BYTES = 12;

/** A file with further chunks before and behind its picture. */
export const pngWith = (png: Buffer, before: Buffer[], after: Buffer[] = []): Buffer =>
  Buffer.concat([
    png.subarray(0, PNG_HEAD_BYTES),
    ...before,
    png.subarray(PNG_HEAD_BYTES, -PNG_END_BYTES),
    ...after,
    png.subarray(-PNG_END_BYTES),
  ]);

export function webpChunk(type: string, data: Buffer | string): Buffer {
  const content = Buffer.from(data as string, 'latin1');
  const head = Buffer.alloc(8);
  head.write(type);
  head.writeUInt32LE(content.length, 4);
  return Buffer.concat([head, content, Buffer.alloc(content.length % 2)]);
}

export const WEBP_XMP = webpChunk('XMP ', XMP);
export const webpExif = (orientation: number, before = ''): Buffer =>
  webpChunk('EXIF', Buffer.concat([Buffer.from(before, 'latin1'), tiff(orientation, true)]));

export function webpOf(...chunks: Buffer[]): Buffer {
  const body = Buffer.concat([Buffer.from('WEBP'), ...chunks]);
  const head = Buffer.from('RIFF\0\0\0\0', 'latin1');
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body]);
}

/** @param flags 0x20 colour profile, 0x10 transparency, 0x08 Exif, 0x04 XMP, 0x02 animation */
export function webpHead(flags: number, width: number, height: number): Buffer {
  const data = Buffer.alloc(10);
  data[0] = flags;
  data.writeUIntLE(width - 1, 4, 3);
  data.writeUIntLE(height - 1, 7, 3);
  return webpChunk('VP8X', data);
}

export function box(type: string, ...content: (Buffer | string)[]): Buffer {
  const data = Buffer.concat(content.map((each) => Buffer.from(each as string, 'latin1')));
  const head = Buffer.alloc(8);
  head.writeUInt32BE(data.length + 8);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, data]);
}

/** As telephones write it, in the film and in a track. The film itself is noise. */
export const movieWithPlace = (): Buffer =>
  Buffer.concat([
    box('ftyp', 'isom\0\0\x02\0isomavc1'),
    box('mdat', 'the film'),
    box(
      'moov',
      box('mvhd', 'header'),
      box('udta', box('\xa9xyz', `\0\x12\x15\xc7${GPS_WORDS}`)),
      box('meta', box('keys', 'com.apple.quicktime.location.ISO6709'), box('ilst', GPS_WORDS)),
      box('trak', box('tkhd', 'track'), box('meta', GPS_WORDS), box('udta', GPS_WORDS)),
    ),
    box('uuid', '\xbe\x7a\xcf\xcb\x97\xa9\x42\xe8\x9c\x71\x99\x94\x91\xe3\xaf\xac', XMP),
    box('uuid', 'another 16 bytes', 'kept'),
  ]);
