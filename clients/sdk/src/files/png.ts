/**
 * Removes from a PNG file what says where and with what it was made, without touching the picture (PNG, third edition). Kept are the
 * chunks that decode it, its colours and animation, and its orientation.
 */
import { beginsWith, joined, letters, unlessSame } from './bytes.ts';
import { orientationOf, orientationOnly } from './exif.ts';

const SIGNATURE = '\x89PNG\r\n\x1a\n';
/** Length, type and checksum. */
const AROUND_BYTES = 12;

/** The chunks that a decoder may ignore and that change what is seen. Text, times, Exif and unknown ones go. */
const SEEN = new Set(
  'tRNS cHRM gAMA iCCP sBIT sRGB cICP mDCV mDCv cLLI cLLi bKGD hIST pHYs sPLT acTL fcTL fdAT'.split(' '),
);

const isKept = (type: string): boolean => /^[A-Z]/.test(type) || SEEN.has(type);

/** PNG, annex D. */
function checksum(bytes: Uint8Array): number {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return ~sum >>> 0;
}

function orientationChunk(orientation: number): Uint8Array {
  const data = orientationOnly(orientation);
  const chunk = new Uint8Array(data.length + AROUND_BYTES);
  const view = new DataView(chunk.buffer);
  view.setUint32(0, data.length);
  chunk.set(letters('eXIf'), 4);
  chunk.set(data, 8);
  view.setUint32(data.length + 8, checksum(chunk.subarray(4, data.length + 8)));
  return chunk;
}

/**
 * What comes behind the picture's end is removed as well.
 * @returns the same array when there was nothing to remove; undefined where the file is damaged before its picture
 */
export function cleanPng(bytes: Uint8Array): Uint8Array | undefined {
  if (!beginsWith(bytes, SIGNATURE)) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts = [bytes.subarray(0, SIGNATURE.length)];
  let orientation = 1;
  let isPictureSeen = false;
  for (let at = SIGNATURE.length; at + AROUND_BYTES <= bytes.length; ) {
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (!/^[A-Za-z]{4}$/.test(type)) break;
    isPictureSeen ||= type === 'IDAT';
    const end = at + AROUND_BYTES + view.getUint32(at);
    // Of a picture that is cut off, its beginning is seen.
    if (end > bytes.length && type !== 'IDAT' && type !== 'fdAT') break;
    if (type === 'eXIf') orientation = orientationOf(bytes.subarray(at + 8, end - 4)) ?? 1;
    if (isKept(type)) parts.push(bytes.subarray(at, end));
    if (type === 'IEND') break;
    at = end;
  }
  if (!isPictureSeen) return undefined;
  // Behind the header.
  if (orientation !== 1) parts.splice(2, 0, orientationChunk(orientation));
  return unlessSame(bytes, joined(parts));
}
