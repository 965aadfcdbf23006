/** Where a photograph was taken, as cameras write it into JPEG files. Clients remove it; the server refuses what still has it. */

const [START_OF_IMAGE, APP1, START_OF_SCAN] = [0xffd8, 0xffe1, 0xffda];
/** The tag of the directory with the place (Exif 3.0, section 4.6.3). */
const GPS_TAG = 0x8825;
const EXIF = 'Exif\0\0';
const ENTRY_BYTES = 12;

/** The first directory of a TIFF file has the tag, and its directory an entry. */
function hasGps(tiff: Buffer): boolean {
  if (tiff.length < 8) return false;
  const isLittle = tiff.toString('latin1', 0, 2) === 'II';
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

const hasPlaceIn = (segment: Buffer): boolean =>
  segment.toString('latin1', 0, EXIF.length) === EXIF
    ? hasGps(segment.subarray(EXIF.length))
    : // XMP repeats it as text.
      segment.includes('GPSLatitude');

/** @param start of the file: metadata stand before the picture @returns false for what is no JPEG file */
export function hasPlace(start: Buffer): boolean {
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
