/**
 * Removes from a JPEG file what says where and with what it was taken, without touching the picture (ITU-T T.81, annex B). Kept are the
 * segments that decode it, its colour profile, and its orientation.
 */

export interface CleanJpeg {
  /** the same array when there was nothing to remove */
  bytes: Uint8Array;
  /** as it is shown, the orientation applied; 0 when the file has no frame */
  width: number;
  height: number;
}

const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
const COMMENT = 0xfe;

const isApplication = (marker: number): boolean => marker >= 0xe0 && marker <= 0xef;
/** Restart markers and TEM have no length. */
const isAlone = (marker: number): boolean => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7);
/** SOF0–15, without DHT, JPG and DAC, which have numbers between them. */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;

const beginsWith = (data: Uint8Array, text: string): boolean =>
  data.length >= text.length && Array.from(text).every((each, at) => data[at] === each.charCodeAt(0));

/** Decoders need Adobe's segment for the colours, and the profile. All others describe where, when and by whom. */
function isKept(marker: number, data: Uint8Array): boolean {
  if (marker === COMMENT) return false;
  if (!isApplication(marker)) return true;
  if (marker === 0xe0) return beginsWith(data, 'JFIF\0');
  if (marker === 0xe2) return beginsWith(data, 'ICC_PROFILE\0');
  return marker === 0xee && beginsWith(data, 'Adobe');
}

const ORIENTATION = 0x0112;

/** @param data of an APP1 segment @returns 1–8, undefined without one (Exif 2.32, 4.6.4) */
function orientationOf(data: Uint8Array): number | undefined {
  if (!beginsWith(data, 'Exif\0\0')) return undefined;
  const tiff = new DataView(data.buffer, data.byteOffset + 6, data.byteLength - 6);
  try {
    const isLittle = tiff.getUint16(0) === 0x4949;
    const directory = tiff.getUint32(4, isLittle);
    const count = tiff.getUint16(directory, isLittle);
    for (let entry = 0; entry < count; entry++) {
      const at = directory + 2 + entry * 12;
      if (tiff.getUint16(at, isLittle) !== ORIENTATION) continue;
      const value = tiff.getUint16(at + 8, isLittle);
      return value >= 1 && value <= 8 ? value : undefined;
    }
  } catch {
    // It leads beyond its end.
  }
  return undefined;
}

/** An Exif segment with the orientation and nothing else. */
const orientationSegment = (orientation: number): Uint8Array =>
  Uint8Array.from([
    ...[0xff, 0xe1, 0, 34],
    ...Array.from('Exif\0\0MM', (each) => each.charCodeAt(0)),
    ...[0, 42, 0, 0, 0, 8], // the first directory is at 8
    ...[0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0], // one entry, a short
    ...[0, 0, 0, 0], // no further directory
  ]);

/** @returns where the marker behind the compressed data begins, or the end of the file */
function endOfScan(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at !== -1; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1];
    if (next === undefined) break;
    // A stuffed zero, a restart and a fill byte belong to the data.
    if (next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at;
  }
  return bytes.length;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/**
 * What comes after the picture's end is removed as well: telephones put further pictures and films there, which have places of their own.
 * @returns undefined where the file is damaged before its compressed data: nothing can be said about what it holds
 */
export function cleanJpeg(bytes: Uint8Array): CleanJpeg | undefined {
  if (bytes[0] !== 0xff || bytes[1] !== SOI) return undefined;
  const parts: Uint8Array[] = [];
  let size = { width: 0, height: 0 };
  let orientation: number | undefined;
  let isScanSeen = false;
  let isEnded = false;
  let at = 2;
  while (at < bytes.length && !isEnded) {
    if (bytes[at] !== 0xff) return undefined;
    const marker = bytes[at + 1];
    if (marker === 0xff) {
      at++; // a fill byte
      continue;
    }
    if (marker === undefined) break;
    const isBare = marker === EOI || isAlone(marker);
    const length = isBare ? 0 : ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0);
    let end = at + 2 + length;
    if ((!isBare && length < 2) || end > bytes.length) {
      if (isScanSeen) break;
      return undefined;
    }
    const data = bytes.subarray(at + 4, end);
    if (marker === SOS) {
      isScanSeen = true;
      end = endOfScan(bytes, end);
    }
    if (isFrame(marker) && data.length >= 5 && size.width === 0) {
      const [, high = 0, low = 0, left = 0, right = 0] = data;
      size = { width: (left << 8) | right, height: (high << 8) | low };
    }
    if (marker === 0xe1) orientation ??= orientationOf(data);
    if (isKept(marker, data)) parts.push(bytes.subarray(at, end));
    isEnded = marker === EOI;
    at = end;
  }
  if (!isScanSeen) return undefined;
  const turned = orientation ?? 1;
  // JFIF wants to be the first segment.
  const isJfif = parts[0]?.[1] === 0xe0;
  if (turned !== 1) parts.splice(isJfif ? 1 : 0, 0, orientationSegment(turned));
  const { width, height } = turned >= 5 ? { width: size.height, height: size.width } : size;
  const clean = joined([bytes.subarray(0, 2), ...parts]);
  const isSame = clean.length === bytes.length && clean.every((byte, index) => byte === bytes[index]);
  return { bytes: isSame ? bytes : clean, width, height };
}
