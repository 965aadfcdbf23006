/**
 * ThumbHash: a blurred picture in about 25 bytes, which stands in its place while it loads. The format is that of
 * https://evanw.github.io/thumbhash/: averages and the lowest frequencies of luminance, two colour axes and opacity.
 */

export interface Pixels {
  width: number;
  height: number;
  /** red, green, blue, opacity; not multiplied by the opacity */
  rgba: Uint8ClampedArray<ArrayBuffer>;
}

/** Pictures are made at most this wide and high before they are hashed. */
export const HASHED_PX = 100;

const range = (count: number): number[] => Array.from({ length: count }, (_, at) => at);
const { PI, round, max, min, abs, cos } = Math;

interface Channel {
  average: number;
  /** without the average, from -1 to 1 times `scale`, in the order of the file */
  waves: number[];
  scale: number;
}

/** The frequencies below the diagonal. */
const frequencies = (across: number, down: number): [number, number][] =>
  range(down).flatMap((y) =>
    range(across)
      .filter((x) => x * down < across * (down - y) && x + y > 0)
      .map((x): [number, number] => [x, y]),
  );

function analyse(values: Float64Array, { width, height }: Pixels, across: number, down: number): Channel {
  const strength = (x: number, y: number): number => {
    const columns = range(width).map((column) => cos((PI / width) * x * (column + 0.5)));
    let sum = 0;
    for (let row = 0; row < height; row++) {
      const factor = cos((PI / height) * y * (row + 0.5));
      for (let column = 0; column < width; column++)
        sum += (values[row * width + column] ?? 0) * (columns[column] ?? 0) * factor;
    }
    return sum / (width * height);
  };
  const waves = frequencies(across, down).map(([x, y]) => strength(x, y));
  return { average: strength(0, 0), waves, scale: max(0, ...waves.map(abs)) };
}

/** Four bits a wave. */
const nibbles = ({ waves, scale }: Channel): number[] =>
  waves.map((wave) => (scale ? round(15 * (0.5 + (0.5 / scale) * wave)) : 0));

/** @param pixels at most 100 by 100 */
export function thumbHashOf(pixels: Pixels): Uint8Array<ArrayBuffer> {
  const { width, height, rgba } = pixels;
  const count = width * height;
  const sums = [0, 0, 0, 0];
  for (let at = 0; at < count * 4; at += 4) {
    const opacity = (rgba[at + 3] ?? 0) / 255;
    for (let part = 0; part < 3; part++)
      sums[part] = (sums[part] ?? 0) + ((rgba[at + part] ?? 0) * opacity) / 255;
    sums[3] = (sums[3] ?? 0) + opacity;
  }
  const [red = 0, green = 0, blue = 0, opaque = 0] = sums;
  const back = [red, green, blue].map((sum) => (opaque ? sum / opaque : 0));
  const hasAlpha = opaque < count;
  const limit = hasAlpha ? 5 : 7;
  const longest = max(width, height);
  const [across, down] = [
    max(1, round((limit * width) / longest)),
    max(1, round((limit * height) / longest)),
  ];
  const [l, p, q, a] = range(4).map(() => new Float64Array(count)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (let pixel = 0; pixel < count; pixel++) {
    const opacity = (rgba[pixel * 4 + 3] ?? 0) / 255;
    const [r = 0, g = 0, b = 0] = back.map(
      (part, at) => part * (1 - opacity) + ((rgba[pixel * 4 + at] ?? 0) * opacity) / 255,
    );
    l[pixel] = (r + g + b) / 3;
    p[pixel] = (r + g) / 2 - b;
    q[pixel] = r - g;
    a[pixel] = opacity;
  }
  const light = analyse(l, pixels, max(3, across), max(3, down));
  const [yellow, redness] = [analyse(p, pixels, 3, 3), analyse(q, pixels, 3, 3)];
  const alpha = hasAlpha ? analyse(a, pixels, 5, 5) : undefined;
  const isLandscape = width > height;
  const first =
    round(63 * light.average) |
    (round(31.5 + 31.5 * yellow.average) << 6) |
    (round(31.5 + 31.5 * redness.average) << 12) |
    (round(31 * light.scale) << 18) |
    (hasAlpha ? 1 << 23 : 0);
  const second =
    (isLandscape ? down : across) |
    (round(63 * yellow.scale) << 3) |
    (round(63 * redness.scale) << 9) |
    (isLandscape ? 1 << 15 : 0);
  const head = [first & 255, (first >> 8) & 255, first >> 16, second & 255, second >> 8];
  if (alpha) head.push(round(15 * alpha.average) | (round(15 * alpha.scale) << 4));
  const waves = [light, yellow, redness, ...(alpha ? [alpha] : [])].flatMap(nibbles);
  const tail = range(Math.ceil(waves.length / 2)).map(
    (at) => (waves[2 * at] ?? 0) | ((waves[2 * at + 1] ?? 0) << 4),
  );
  return Uint8Array.from([...head, ...tail]);
}

/** @param hash from a server: it may hold anything @returns undefined for what is no ThumbHash */
export function pixelsOf(hash: Uint8Array): Pixels | undefined {
  if (hash.length < 5) return undefined;
  const byte = (at: number) => hash[at] ?? 0;
  const first = byte(0) | (byte(1) << 8) | (byte(2) << 16);
  const second = byte(3) | (byte(4) << 8);
  const hasAlpha = first >> 23 !== 0;
  const isLandscape = second >> 15 !== 0;
  const limit = hasAlpha ? 5 : 7;
  const shorter = max(1, second & 7);
  const [across, down] = isLandscape ? [limit, shorter] : [shorter, limit];
  let nibble = (hasAlpha ? 6 : 5) * 2;
  const channel = (average: number, scale: number, columns: number, rows: number) => ({
    average,
    waves: frequencies(columns, rows).map(([x, y]) => {
      const value = (byte(nibble >> 1) >> ((nibble++ & 1) << 2)) & 15;
      return { x, y, strength: (value / 7.5 - 1) * scale };
    }),
  });
  const light = channel((first & 63) / 63, ((first >> 18) & 31) / 31, max(3, across), max(3, down));
  // The colours are strengthened, as rounding takes some of them.
  const yellow = channel(((first >> 6) & 63) / 31.5 - 1, (((second >> 3) & 63) / 63) * 1.25, 3, 3);
  const redness = channel(((first >> 12) & 63) / 31.5 - 1, (((second >> 9) & 63) / 63) * 1.25, 3, 3);
  const alpha = hasAlpha ? channel((byte(5) & 15) / 15, (byte(5) >> 4) / 15, 5, 5) : undefined;

  const ratio = across / down;
  const [width, height] = [round(ratio > 1 ? 32 : 32 * ratio), round(ratio > 1 ? 32 / ratio : 32)];
  const rgba = new Uint8ClampedArray(width * height * 4);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const [column, row] = [pixel % width, Math.floor(pixel / width)];
    const valueAt = ({ average, waves }: ReturnType<typeof channel>): number =>
      waves.reduce(
        (sum, { x, y, strength }) =>
          sum + strength * cos((PI / width) * (column + 0.5) * x) * cos((PI / height) * (row + 0.5) * y) * 2,
        average,
      );
    const [l, p, q] = [valueAt(light), valueAt(yellow), valueAt(redness)];
    const b = l - (2 / 3) * p;
    const r = (3 * l - b + q) / 2;
    const parts = [r, r - q, b, alpha ? valueAt(alpha) : 1];
    parts.forEach((part, at) => {
      rgba[pixel * 4 + at] = max(0, 255 * min(1, part));
    });
  }
  return { width, height, rgba };
}
