/** The type of a file by its first bytes. Its name, and the type that a browser derives from the name, can be wrong. */

/** Shown or played in the clients; everything else is a file to download. The server has the same list. */
const INLINE: readonly string[] = [
  'image/jpeg',
  'image/png',
  'image/webp',
  'image/gif',
  'image/avif',
  'video/mp4',
  'video/webm',
  'audio/mpeg',
  'audio/mp4',
  'audio/ogg',
  'audio/webm',
  'audio/wav',
];

export const PLAIN_FILE = 'application/octet-stream';

export type FileKind = 'image' | 'video' | 'audio' | 'file';

/** How a file of this type is shown. */
export const kindOf = (type: string): FileKind =>
  INLINE.includes(type) ? (type.slice(0, type.indexOf('/')) as FileKind) : 'file';

/** A telephone's picture that browsers do not show. */
export const isHeic = (type: string): boolean => type === 'image/heic';

const textAt = (bytes: Uint8Array, from: number, to: number): string =>
  String.fromCharCode(...bytes.subarray(from, to));

/** Brands of ISO base media files (ISO/IEC 14496-12). */
function typeOfBrand(brand: string): string | undefined {
  if (brand === 'avif' || brand === 'avis') return 'image/avif';
  if (['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'msf1'].includes(brand)) return 'image/heic';
  if (brand === 'M4A ' || brand === 'M4B ') return 'audio/mp4';
  if (brand === 'qt  ') return 'video/quicktime';
  return /^(?:iso[m2-9]|mp4[12]|avc1|M4V|dash|MSNV|mmp4|f4v |3gp)/.test(brand) ? 'video/mp4' : undefined;
}

/** @returns undefined for a type that has no signature here */
function sniff(bytes: Uint8Array): string | undefined {
  const head = textAt(bytes, 0, 12);
  if (head.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (head.startsWith('GIF87a') || head.startsWith('GIF89a')) return 'image/gif';
  if (head.startsWith('RIFF') && head.endsWith('WEBP')) return 'image/webp';
  if (head.startsWith('RIFF') && head.endsWith('WAVE')) return 'audio/wav';
  if (head.startsWith('OggS')) return 'audio/ogg';
  if (head.startsWith('ID3')) return 'audio/mpeg';
  if (head.slice(4, 8) === 'ftyp') return typeOfBrand(head.slice(8));
  if (head.startsWith('\x1aE\xdf\xa3') && textAt(bytes, 0, 64).includes('webm')) return 'video/webm';
  return undefined;
}

/** An MP3 without a tag begins with a frame, which much else does as well. */
const isFrameOfMp3 = (bytes: Uint8Array): boolean => bytes[0] === 0xff && ((bytes[1] ?? 0) & 0xe6) === 0xe2;

const TYPE = /^[a-z]{1,20}\/[a-z0-9][a-z0-9.+-]{0,99}$/;

/**
 * @param start of the file, 64 bytes or more where it has as many
 * @param named the type that its name stands for, such as `File.type`; '' where none is known
 */
export function typeOf(start: Uint8Array, named: string): string {
  const wanted = named.toLowerCase().split(';')[0]?.trim() ?? '';
  const found = sniff(start) ?? (wanted === 'audio/mpeg' && isFrameOfMp3(start) ? wanted : undefined);
  // The container is the same for sound and film.
  if (found?.startsWith('video/') && wanted === found.replace('video', 'audio')) return wanted;
  if (found) return found;
  const isWrong = INLINE.includes(wanted) || isHeic(wanted);
  return TYPE.test(wanted) && !isWrong ? wanted : PLAIN_FILE;
}
