/**
 * Where a picture was taken, as cameras and programs write it into JPEG, PNG and WebP files. Clients remove it; the server refuses what still
 * has it in its first or last 64 KB.
 */

const [START_OF_IMAGE, APP1, START_OF_SCAN] = [0xffd8, 0xffe1, 0xffda];
/** The tag of the directory with the place (Exif 3.0, section 4.6.3). */
const GPS_TAG = 0x8825;
const EXIF = 'Exif\0\0';
const ENTRY_BYTES = 12;

/** The first directory of a TIFF file has the tag, and its directory an entry. */
function hasGps(tiff: Buffer): boolean {
  const order = tiff.toString('latin1', 0, 4);
  if (tiff.length < 8 || (order !== 'II*\0' && order !== 'MM\0*')) return false;
  const isLittle = order === 'II*\0';
  const read16 = (at: number) => (isLittle ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const read32 = (at: number) => (isLittle ? tiff.readUInt32LE(at) : tiff.readUInt32BE(at));
  const entries = (directory: number): number => (directory + 2 <= tiff.length ? read16(directory) : 0);
  const first = read32(4);
  for (let index = 0; index < entries(first); index++) {
    const at = first + 2 + index * ENTRY_BYTES;
    if (at + ENTRY_BYTES > tiff.length) return false;
    if (read16(at) === GPS_TAG) return entries(read32(at + 8)) > 0;
  }
  return false;
}

/** XMP repeats it as text. */
const XMP = 'GPSLatitude';

const isExif = (data: Buffer): boolean => data.toString('latin1', 0, EXIF.length) === EXIF;

const hasPlaceIn = (segment: Buffer): boolean =>
  isExif(segment) ? hasGps(segment.subarray(EXIF.length)) : segment.includes(XMP);

/** @param start of the file: metadata stand before the picture @returns false for what is no JPEG file */
function hasPlaceInJpeg(start: Buffer): boolean {
  if (start.length < 4 || start.readUInt16BE(0) !== START_OF_IMAGE) return false;
  for (let at = 2; at + 4 <= start.length; ) {
    const marker = start.readUInt16BE(at);
    // Bytes to fill up before a marker.
    if (marker === 0xffff) {
      at += 1;
      continue;
    }
    if (marker < 0xff00 || marker === START_OF_SCAN) return false;
    const length = start.readUInt16BE(at + 2);
    if (marker === APP1 && hasPlaceIn(start.subarray(at + 4, at + 2 + length))) return true;
    at += 2 + Math.max(length, 2);
  }
  return false;
}

/**
 * Looks for the chunk wherever it stands: what comes before the end of a file need not be read.
 * @param name of the chunk @param before bytes between its name and its content
 */
const hasPlaceInChunk =
  (name: string, before: number) =>
  (part: Buffer): boolean => {
    for (let at = part.indexOf(name); at !== -1; at = part.indexOf(name, at + 1)) {
      const data = part.subarray(at + name.length + before);
      if (hasGps(isExif(data) ? data.subarray(EXIF.length) : data)) return true;
    }
    return part.includes(XMP);
  };

const LOOKS: Readonly<Record<string, (part: Buffer) => boolean>> = {
  'image/jpeg': hasPlaceInJpeg,
  'image/png': hasPlaceInChunk('eXIf', 0),
  // Its size stands between.
  'image/webp': hasPlaceInChunk('EXIF', 4),
};

/** Of these, metadata can also stand behind the picture. */
export const isPlaceAtEnd = (type: string): boolean => type === 'image/png' || type === 'image/webp';

/** @param part the beginning of a file of this type, or its end where isPlaceAtEnd */
export const hasPlace = (type: string, part: Buffer): boolean =>
  Object.hasOwn(LOOKS, type) && LOOKS[type]?.(part) === true;
