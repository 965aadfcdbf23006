/** The part of a text that shows a hit. */

export interface Piece {
  text: string;
  isHit: boolean;
}

/** UTF-16 code units before the first hit, and in all. */
const BEFORE = 30;
const LENGTH = 200;

/** No half of a surrogate pair stands at its ends. */
const cut = (text: string, start: number, end: number): string =>
  text
    .slice(start, end)
    .replace(/^[\udc00-\udfff]/, '')
    .replace(/[\ud800-\udbff]$/, '');

/** @param ranges of the hits, in the order of the text @returns what stands between them as well, in one line */
export function piecesOfHit(text: string, ranges: readonly { Start: number; End: number }[]): Piece[] {
  const first = ranges[0]?.Start ?? 0;
  const start = first > 2 * BEFORE ? first - BEFORE : 0;
  const end = Math.min(text.length, start + LENGTH);
  const pieces: Piece[] = [];
  let at = start;
  const add = (to: number, isHit: boolean) => {
    const piece = cut(text, at, Math.min(to, end)).replace(/\s+/g, ' ');
    if (piece !== '') pieces.push({ text: piece, isHit });
    at = Math.max(at, to);
  };
  for (const { Start, End } of ranges) {
    if (Start >= end) break;
    add(Start, false);
    add(End, true);
  }
  if (at < end) add(end, false);
  if (start > 0) pieces.unshift({ text: '…', isHit: false });
  if (end < text.length) pieces.push({ text: '…', isHit: false });
  return pieces;
}
