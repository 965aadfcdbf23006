/** ThumbHash, against what the library of its author answers (npm thumbhash 0.1.1). */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Pixels, pixelsOf, thumbHashOf } from '../../../../clients/web/src/state/thumb-hash.ts';

function gradient(width: number, height: number, opacity: (x: number) => number): Pixels {
  const rgba = new Uint8ClampedArray(width * height * 4);
  for (let at = 0; at < width * height; at++) {
    const [x, y] = [at % width, Math.floor(at / width)];
    rgba.set([x * 6, y * 8, (x * y) % 256, opacity(x)], at * 4);
  }
  return { width, height, rgba };
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

test('hashes as the library does, with and without opacity', () => {
  expect(base64(thumbHashOf(gradient(40, 30, () => 255)))).toBe('XAgOHZhgdndwh4h2iGiIh/GxD/eI');
  expect(base64(thumbHashOf(gradient(40, 30, (x) => (x < 20 ? 0 : 255))))).toBe(
    '4niGFIxYtnXAaIZoWQ3Mtj8Ip4iIeIh4Bw==',
  );
});

test('shows the pixels that the library shows', () => {
  const { width, height, rgba } = pixelsOf(Buffer.from('1QcSHQRnh493V4dIh4eXh1h4kJUI', 'base64')) as Pixels;
  expect([width, height]).toEqual([23, 32]);
  for (const [at, expected] of [
    [0, [64, 77, 113, 255, 66, 79, 114, 255]],
    [2000, [35, 27, 25, 255, 35, 29, 29, 255]],
  ] as const)
    for (const [part, value] of expected.entries())
      expect(Math.abs((rgba[at + part] ?? 0) - value)).toBeLessThanOrEqual(1);
});

test('takes at most 33 bytes, and any bytes of a server give at most 32 by 32 pixels', () => {
  fc.assert(
    fc.property(fc.nat(30), fc.nat(30), (width, height) => {
      expect(thumbHashOf(gradient(width + 1, height + 1, (x) => x * 9)).length).toBeLessThanOrEqual(33);
    }),
    { numRuns: 30 },
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      const pixels = pixelsOf(bytes);
      if (bytes.length < 5) expect(pixels).toBeUndefined();
      if (!pixels) return;
      expect(Math.max(pixels.width, pixels.height)).toBeLessThanOrEqual(32);
      expect(pixels.rgba.length).toBe(pixels.width * pixels.height * 4);
    }),
  );
});
