/**
 * Removes from a WebP file what says where and with what it was made, without touching the picture (RFC 9649). Kept are the chunks that
 * decode it, its colour profile and animation, and its orientation.
 */
import { beginsWith, joined, letters, unlessSame } from './bytes.ts';
import { orientationOf, orientationOnly } from './exif.ts';

const HEAD_BYTES = 12;
const CHUNK_HEAD_BYTES = 8;

const PICTURE = ['VP8 ', 'VP8L', 'ANMF'];
const SEEN = new Set(['VP8X', 'ALPH', 'ANIM', 'ICCP', ...PICTURE]);

/** Bits of VP8X that say that there is such a chunk. */
const [HAS_EXIF, HAS_XMP] = [0x08, 0x04];

const little32 = (value: number): number[] => [0, 8, 16, 24].map((shift) => (value >>> shift) & 255);

/** Some programs put the beginning of JPEG's segment before it. */
const tiffOf = (exif: Uint8Array): Uint8Array => (beginsWith(exif, 'Exif\0\0') ? exif.subarray(6) : exif);

function orientationChunk(orientation: number): Uint8Array {
  const tiff = orientationOnly(orientation);
  return Uint8Array.from([...letters('EXIF'), ...little32(tiff.length), ...tiff]);
}

/** The chunk that says what a file has, for one with an orientation at most. */
function describing(chunk: Uint8Array, orientation: number): Uint8Array {
  const copy = Uint8Array.from(chunk);
  const flags = copy[CHUNK_HEAD_BYTES] ?? 0;
  copy[CHUNK_HEAD_BYTES] = (flags & ~(HAS_EXIF | HAS_XMP)) | (orientation === 1 ? 0 : HAS_EXIF);
  return copy;
}

/**
 * What comes behind the picture's end is removed as well.
 * @returns the same array when there was nothing to remove; undefined where the file is damaged before its picture
 */
export function cleanWebp(bytes: Uint8Array): Uint8Array | undefined {
  if (!beginsWith(bytes, 'RIFF') || !beginsWith(bytes.subarray(8), 'WEBP')) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kept: { type: string; chunk: Uint8Array }[] = [];
  let orientation = 1;
  for (let at = HEAD_BYTES; at + CHUNK_HEAD_BYTES <= bytes.length; ) {
    const type = String.fromCharCode(...bytes.subarray(at, at + 4));
    const size = view.getUint32(at + 4, true);
    // Chunks have an even length.
    const end = at + CHUNK_HEAD_BYTES + size + (size % 2);
    // Of a picture that is cut off, its beginning is seen.
    if (end > bytes.length && !PICTURE.includes(type)) break;
    const chunk = bytes.subarray(at, end);
    if (type === 'EXIF') orientation = orientationOf(tiffOf(chunk.subarray(CHUNK_HEAD_BYTES))) ?? 1;
    if (SEEN.has(type)) kept.push({ type, chunk });
    at = end;
  }
  if (!kept.some(({ type }) => PICTURE.includes(type))) return undefined;
  // Without this chunk, a file has a picture and nothing else.
  const isExtended = kept[0]?.type === 'VP8X';
  const parts = kept.map(({ type, chunk }) => (type === 'VP8X' ? describing(chunk, orientation) : chunk));
  if (isExtended && orientation !== 1) parts.push(orientationChunk(orientation));
  const size = parts.reduce((sum, { length }) => sum + length, 4);
  const head = Uint8Array.from([...letters('RIFF'), ...little32(size), ...letters('WEBP')]);
  return unlessSame(bytes, joined([head, ...parts]));
}
