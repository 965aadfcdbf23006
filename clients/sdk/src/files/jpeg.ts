/**
 * Removes from a JPEG file what says where and with what it was taken, without touching the picture (ITU-T T.81, annex B). Kept are the
 * segments that decode it, its colour profile, and its orientation.
 */
import { beginsWith, joined, letters, unlessSame } from './bytes.ts';
import { orientationOf, orientationOnly, turned } from './exif.ts';

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

/** Decoders need Adobe's segment for the colours, and the profile. All others describe where, when and by whom. */
function isKept(marker: number, data: Uint8Array): boolean {
  if (marker === COMMENT) return false;
  if (!isApplication(marker)) return true;
  if (marker === 0xe0) return beginsWith(data, 'JFIF\0');
  if (marker === 0xe2) return beginsWith(data, 'ICC_PROFILE\0');
  return marker === 0xee && beginsWith(data, 'Adobe');
}

const EXIF = 'Exif\0\0';

/** An Exif segment with the orientation and nothing else. */
const orientationSegment = (orientation: number): Uint8Array =>
  joined([Uint8Array.from([0xff, 0xe1, 0, 34, ...letters(EXIF)]), orientationOnly(orientation)]);

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
    if (marker === 0xe1 && beginsWith(data, EXIF)) orientation ??= orientationOf(data.subarray(EXIF.length));
    if (isKept(marker, data)) parts.push(bytes.subarray(at, end));
    isEnded = marker === EOI;
    at = end;
  }
  if (!isScanSeen) return undefined;
  const turn = orientation ?? 1;
  // JFIF wants to be the first segment.
  const isJfif = parts[0]?.[1] === 0xe0;
  if (turn !== 1) parts.splice(isJfif ? 1 : 0, 0, orientationSegment(turn));
  return { bytes: unlessSame(bytes, joined([bytes.subarray(0, 2), ...parts])), ...turned(size, turn) };
}
