/** Exif metadata (CIPA DC-008), of which only the orientation of a picture is kept. It is a TIFF file inside other files. */

const ORIENTATION = 0x0112;

/** @returns 1–8, undefined without one (Exif 2.32, 4.6.4) */
export function orientationOf(tiff: Uint8Array): number | undefined {
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength);
  try {
    const isLittle = view.getUint16(0) === 0x4949;
    const directory = view.getUint32(4, isLittle);
    const count = view.getUint16(directory, isLittle);
    for (let entry = 0; entry < count; entry++) {
      const at = directory + 2 + entry * 12;
      if (view.getUint16(at, isLittle) !== ORIENTATION) continue;
      const value = view.getUint16(at + 8, isLittle);
      return value >= 1 && value <= 8 ? value : undefined;
    }
  } catch {
    // It leads beyond its end.
  }
  return undefined;
}

/** A TIFF file with the orientation and nothing else. */
export const orientationOnly = (orientation: number): Uint8Array =>
  Uint8Array.from([
    ...[0x4d, 0x4d, 0, 42, 0, 0, 0, 8], // "MM": the first directory is at 8
    ...[0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0], // one entry, a short
    ...[0, 0, 0, 0], // no further directory
  ]);

/** Width and height as the picture is shown. Orientations from 5 on turn it by a quarter. */
export const turned = (
  { width, height }: { width: number; height: number },
  orientation: number,
): { width: number; height: number } =>
  orientation >= 5 ? { width: height, height: width } : { width, height };
