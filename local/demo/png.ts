/** Pictures made by code: real PNG files, which browsers decode. */
import { crc32, deflateSync } from 'node:zlib';

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, check]);
}

/** @param colour of a pixel: red, green, blue, 0 to 255 */
export function pngOf(width: number, height: number, colour: (x: number, y: number) => Colour): Buffer {
  const rows = Buffer.alloc((width * 3 + 1) * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) rows.set(colour(x, y), y * (width * 3 + 1) + 1 + x * 3);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // 8 bits a part, red, green and blue.
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A red, green and blue part, 0 to 255. */
type Colour = readonly [number, number, number];

const mixed = (one: Colour, other: Colour, share: number): Colour => [
  Math.round(one[0] + (other[0] - one[0]) * share),
  Math.round(one[1] + (other[1] - one[1]) * share),
  Math.round(one[2] + (other[2] - one[2]) * share),
];

/** The sun above the sea. @param height of the sun: 0 at the horizon, 1 at the top */
export function sunset(width: number, height: number, sun = 0.35): Buffer {
  const horizon = 0.62;
  const high: Colour = [64, 84, 132];
  const low: Colour = [246, 178, 120];
  const sea: Colour = [236, 150, 104];
  const deep: Colour = [30, 52, 82];
  const radius = height / 9;
  const [centreX, centreY] = [width * 0.62, height * horizon * (1 - sun)];
  return pngOf(width, height, (x, y) => {
    const down = y / height;
    if (down < horizon && Math.hypot(x - centreX, y - centreY) < radius) return [255, 236, 196];
    if (down < horizon) return mixed(high, low, (down / horizon) ** 1.5);
    const depth = (down - horizon) / (1 - horizon);
    // The light on the waves.
    const glitter = Math.abs(x - centreX) < radius * (1 + depth) && (x * 7 + y * 13) % 11 < 4 ? 0.5 : 0;
    return mixed(mixed(sea, deep, depth), [255, 222, 170], glitter * (1 - depth));
  });
}
