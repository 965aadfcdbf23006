/** Takes out of a file where it was made, by its type. What this file does not name is sent as it is. */
import { type Dimensions, dimensionsOf } from './dimensions.ts';
import { cleanJpeg } from './jpeg.ts';
import { blankPlaces } from './movie.ts';
import { cleanPng } from './png.ts';
import { cleanWebp } from './webp.ts';

export interface CleanFile {
  bytes: Uint8Array;
  /** of pictures whose headers say it */
  size: Dimensions | undefined;
}

const MOVIES = ['video/mp4', 'video/quicktime', 'audio/mp4'];

/** @param bytes may be changed @returns undefined where the file is damaged: nothing can be said about what it holds */
export function cleanFile(bytes: Uint8Array, type: string): CleanFile | undefined {
  if (type === 'image/jpeg') {
    const jpeg = cleanJpeg(bytes);
    return jpeg && { bytes: jpeg.bytes, size: jpeg };
  }
  if (MOVIES.includes(type)) blankPlaces(bytes);
  const clean = type === 'image/png' ? cleanPng(bytes) : type === 'image/webp' ? cleanWebp(bytes) : bytes;
  return clean && { bytes: clean, size: dimensionsOf(clean, type) };
}
