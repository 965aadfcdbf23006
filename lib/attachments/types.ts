/** Media types: which of them browsers may show, and whether bytes are what a type says. */

/** How bytes of a type begin, as one character for each byte. */
type Looks = (start: string) => boolean;

/** Boxes of ISO media (ISO/IEC 14496-12): the first one lists brands. */
const brandsOf = (start: string): string[] => {
  if (start.slice(4, 8) !== 'ftyp') return [];
  const length = Math.min(start.charCodeAt(2) * 256 + start.charCodeAt(3), 256);
  const [major, ...compatible] = start.slice(8, Math.max(length, 12)).match(/.{4}/gs) ?? [];
  // Behind the major brand is a version.
  return [major ?? '', ...compatible.slice(1)];
};

const isAvif: Looks = (start) => brandsOf(start).some((brand) => ['avif', 'avis'].includes(brand));
const PICTURES = new Set(['avif', 'avis', 'heic', 'heix', 'heif', 'mif1', 'msf1', 'hevc', 'crx ']);
const isMp4: Looks = (start) => {
  const [major = '', ...others] = brandsOf(start);
  return major !== '' && major !== 'qt  ' && ![major, ...others].some((brand) => PICTURES.has(brand));
};
const isWebm: Looks = (start) => start.startsWith('\x1aE\xdf\xa3') && start.slice(0, 64).includes('webm');
const isRiff =
  (form: string): Looks =>
  (start) =>
    start.startsWith('RIFF') && start.slice(8, 12) === form;
/** An ID3 tag, or the first frame: eleven bits of sync, and a layer. */
const isMpegAudio: Looks = (start) =>
  start.startsWith('ID3') ||
  (start.charCodeAt(0) === 0xff && (start.charCodeAt(1) & 0xe0) === 0xe0 && (start.charCodeAt(1) & 6) !== 0);

/** Types that are shown or played in place. None of them can hold a script. */
const INLINE: Readonly<Record<string, Looks>> = {
  'image/jpeg': (start) => start.startsWith('\xff\xd8\xff'),
  'image/png': (start) => start.startsWith('\x89PNG\r\n\x1a\n'),
  'image/webp': isRiff('WEBP'),
  'image/gif': (start) => start.startsWith('GIF87a') || start.startsWith('GIF89a'),
  'image/avif': isAvif,
  'video/mp4': isMp4,
  'video/webm': isWebm,
  'audio/mpeg': isMpegAudio,
  'audio/mp4': isMp4,
  'audio/ogg': (start) => start.startsWith('OggS'),
  'audio/webm': isWebm,
  'audio/wav': isRiff('WAVE'),
};

/** Other names of these types. */
const ALIASES: Readonly<Record<string, string>> = {
  'image/jpg': 'image/jpeg',
  'audio/mp3': 'audio/mpeg',
  'audio/x-m4a': 'audio/mp4',
  'audio/wave': 'audio/wav',
  'audio/x-wav': 'audio/wav',
};

/** RFC 6838 section 4.2, with parameters, which are dropped. */
const MEDIA_TYPE = /^([a-z0-9][a-z0-9!#$&^_.+-]{0,62}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,62})(?:;.*)?$/i;

/** @returns undefined for what is no media type */
export function plainType(type: string): string | undefined {
  const plain = MEDIA_TYPE.exec(type)?.[1]?.toLowerCase();
  return plain && (ALIASES[plain] ?? plain);
}

export const isInline = (type: string): boolean => Object.hasOwn(INLINE, type);

/** The type that browsers receive: one that they do not run, also when the file claims another. */
export const servedType = (type: string): string => (isInline(type) ? type : 'application/octet-stream');

/** Whether bytes can be of this type. Those that are only downloaded can be anything. */
export const canBe = (type: string, start: Buffer): boolean =>
  !isInline(type) || INLINE[type]?.(start.toString('latin1', 0, 512)) === true;
