/** Pictures that are decoded here, for previews. They are drawn on canvases, because the page's policy allows no `blob:` addresses. */
import type { Look } from '#sdk';
import { HASHED_PX, pixelsOf, thumbHashOf } from './thumb-hash.ts';

/** The size of a picture that is made to fit a square. */
export function fitted(width: number, height: number, most: number): { width: number; height: number } {
  const scale = Math.min(1, most / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** Draws a picture on a canvas, at most so many pixels wide and high. @returns its own size @throws when it cannot be decoded */
export async function draw(picture: Blob, canvas: HTMLCanvasElement, most: number) {
  const bitmap = await createImageBitmap(picture);
  const size = { width: bitmap.width, height: bitmap.height };
  Object.assign(canvas, fitted(bitmap.width, bitmap.height, most));
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return size;
}

/** As the server takes them for people and groups, in pixels. */
const SQUARE_PX = 512;
const QUALITY = 0.85;

/** The middle of a picture, for a person or group, without anything else that the file says. @returns undefined where it cannot be decoded */
export async function squareOf(picture: Blob): Promise<File | undefined> {
  const bitmap = await createImageBitmap(picture).catch(() => undefined);
  if (!bitmap) return undefined;
  const side = Math.min(bitmap.width, bitmap.height);
  const size = Math.min(side, SQUARE_PX);
  const canvas = Object.assign(document.createElement('canvas'), { width: size, height: size });
  const context = canvas.getContext('2d');
  if (!context) return undefined;
  // JPEG, which every browser writes, knows no transparency.
  context.fillStyle = '#fff';
  context.fillRect(0, 0, size, size);
  context.drawImage(
    bitmap,
    (bitmap.width - side) / 2,
    (bitmap.height - side) / 2,
    side,
    side,
    0,
    0,
    size,
    size,
  );
  bitmap.close();
  const blob = await new Promise<Blob | null>((resolve) => {
    canvas.toBlob(resolve, 'image/jpeg', QUALITY);
  });
  return blob ? new File([blob], 'picture.jpg', { type: 'image/jpeg' }) : undefined;
}

const base64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));

/** @returns undefined for a picture that this browser does not show */
export async function lookAt(picture: Blob): Promise<Look | undefined> {
  const canvas = document.createElement('canvas');
  try {
    const size = await draw(picture, canvas, HASHED_PX);
    const pixels = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height);
    if (!pixels) return size;
    const { width, height } = canvas;
    return {
      ...size,
      preview: base64(thumbHashOf({ width, height, rgba: Uint8ClampedArray.from(pixels.data) })),
    };
  } catch {
    return undefined;
  }
}

/** Draws what a message says of a picture that is not loaded yet. @param preview ThumbHash, base64, as a server sent it */
export function drawPreview(preview: string, canvas: HTMLCanvasElement): void {
  try {
    const pixels = pixelsOf(Uint8Array.from(atob(preview), (each) => each.charCodeAt(0)));
    if (!pixels) return;
    Object.assign(canvas, { width: pixels.width, height: pixels.height });
    canvas.getContext('2d')?.putImageData(new ImageData(pixels.rgba, pixels.width, pixels.height), 0, 0);
  } catch {
    // No base64: the place of the picture stays plain.
  }
}
