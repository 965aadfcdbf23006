/** JPEG files as cameras write them, made of their segments. The compressed data is no real picture. */

export interface Segment {
  marker: number;
  data: number[];
}

const text = (value: string): number[] => Array.from(value, (each) => each.charCodeAt(0));

export const GPS_WORDS = 'N51.5007 W0.1246';

/** Exif with an orientation and a place, in either byte order. @param orientation 0: none */
export function exif(orientation: number, isLittle = false): Segment {
  const two = (value: number) => (isLittle ? [value & 255, value >> 8] : [value >> 8, value & 255]);
  const four = (value: number) => (isLittle ? [...two(value), 0, 0] : [0, 0, ...two(value)]);
  const entries = [
    ...(orientation ? [[...two(0x0112), ...two(3), ...four(1), ...two(orientation), 0, 0]] : []),
    [...two(0x8825), ...two(4), ...four(1), ...four(38)], // the GPS directory
  ];
  const tiff = [
    ...text(isLittle ? 'II' : 'MM'),
    ...two(42),
    ...four(8),
    ...two(entries.length),
    ...entries.flat(),
    ...four(0),
    ...text(GPS_WORDS),
  ];
  return { marker: 0xe1, data: [...text('Exif\0\0'), ...tiff] };
}

export const JFIF: Segment = { marker: 0xe0, data: [...text('JFIF\0'), 1, 1, 0, 0, 1, 0, 1, 0, 0] };
export const XMP: Segment = {
  marker: 0xe1,
  data: text(`http://ns.adobe.com/xap/1.0/\0<exif:GPSLatitude>${GPS_WORDS}</exif:GPSLatitude>`),
};
export const IPTC: Segment = { marker: 0xed, data: text(`Photoshop 3.0\0${GPS_WORDS}`) };
export const COMMENT: Segment = { marker: 0xfe, data: text(`taken at ${GPS_WORDS}`) };
export const PROFILE: Segment = { marker: 0xe2, data: text('ICC_PROFILE\0\x01\x01colours') };
export const ADOBE: Segment = { marker: 0xee, data: text('Adobe\0d\0\0\0\0\x01') };

export const frame = (width: number, height: number): Segment => ({
  marker: 0xc0,
  data: [8, height >> 8, height & 255, width >> 8, width & 255, 1, 1, 0x11, 0],
});
export const TABLE: Segment = { marker: 0xdb, data: [0, ...Array.from({ length: 64 }, (_, at) => at)] };
export const SCAN: Segment = { marker: 0xda, data: [1, 1, 0, 0, 63, 0] };

export const bytesOf = ({ marker, data }: Segment): number[] => [
  0xff,
  marker,
  (data.length + 2) >> 8,
  (data.length + 2) & 255,
  ...data,
];

/** @param compressed any bytes: an FF is followed by a zero in the file */
export const jpegOf = (head: readonly Segment[], compressed: readonly number[], after: number[] = []) =>
  Uint8Array.from([
    ...[0xff, 0xd8],
    ...head.flatMap(bytesOf),
    ...bytesOf(SCAN),
    ...compressed.flatMap((byte) => (byte === 0xff ? [0xff, 0] : [byte])),
    ...[0xff, 0xd9],
    ...after,
  ]);
