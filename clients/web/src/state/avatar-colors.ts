/** Initials, and readable colours behind them. */

const HUES = ['#2f6f73', '#8a4b2d', '#5d6b2f', '#7a4468', '#43608a', '#8a6120', '#4f5f58', '#93404a'];

/** The same person has the same colour on every device. */
export function colorOf(username: string): string {
  let hash = 0;
  for (const letter of username.toLowerCase()) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) >>> 0;
  return HUES[hash % HUES.length] as string;
}

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const firstOf = (word: string): string =>
  segmenter.segment(word)[Symbol.iterator]().next().value?.segment ?? '';

/** One or two letters: "Ada Lovelace" AL, "ada.lovelace" AL, "bob" B. */
export function initialsOf(name: string): string {
  const words = name.split(/[\s_.-]+/).filter((word) => /[\p{L}\p{N}\p{S}]/u.test(word));
  const [first = name, last] = [words[0], words.length > 1 ? words.at(-1) : undefined];
  return (firstOf(first) + (last ? firstOf(last) : '')).toLocaleUpperCase();
}

const channel = (value: number): number => {
  const part = value / 255;
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
};

/** WCAG 2 relative luminance of `#rrggbb`. */
export function luminance(color: string): number {
  const value = Number.parseInt(color.slice(1), 16);
  const [red, green, blue] = [value >> 16, (value >> 8) & 255, value & 255];
  return 0.2126 * channel(red) + 0.7152 * channel(green) + 0.0722 * channel(blue);
}

export function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

const INK = '#000000';
const PAPER = '#ffffff';

/** Black or white, the one with more contrast: at least 4.5 : 1 on any colour. */
export const inkOn = (color: string): string =>
  contrast(color, PAPER) >= contrast(color, INK) ? PAPER : INK;
