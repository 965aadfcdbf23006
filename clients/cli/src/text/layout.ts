/** Fitting text into columns. Widths are terminal columns: 2 for wide characters and emoji, 0 for combining marks. */
import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** What a person sees as characters, in order. */
export const graphemes = (text: string): string[] =>
  Array.from(segmenter.segment(text), ({ segment }) => segment);

export const widthOf = (text: string): number => stringWidth(text);

/** Breaks one printable line at spaces where it can. At least one row; none is wider than `columns`. */
export function wrapLine(line: string, columns: number): string[] {
  return wrapAnsi(line, Math.max(columns, 2), { hard: true, trim: false }).split('\n');
}

/** Cuts plain text to `columns`, with an ellipsis where something is missing. */
export function truncate(text: string, columns: number, ellipsis: string): string {
  if (widthOf(text) <= columns) return text;
  const room = columns - widthOf(ellipsis);
  if (room < 0) return '';
  let kept = '';
  let width = 0;
  for (const grapheme of graphemes(text)) {
    width += widthOf(grapheme);
    if (width > room) break;
    kept += grapheme;
  }
  return kept + ellipsis;
}

/** Fills up with spaces, or cuts, to exactly `columns`. */
export function fit(text: string, columns: number, ellipsis: string): string {
  const cut = truncate(text, columns, ellipsis);
  return cut + ' '.repeat(Math.max(0, columns - widthOf(cut)));
}

/** Moves the cursor along its row. @param column the first is 0 */
const toColumn = (column: number) => `\x1b[${column + 1}G`;

/**
 * Left and right on one line; the left side gives way. The right side is placed by its column: terminals differ in the widths of
 * joined characters (UAX #11, section 5, leaves them open), and a wider left side would push it off the screen.
 * @param columns for both
 * @param end the terminal's column behind the line
 */
export function justify(
  left: string,
  right: string,
  columns: number,
  ellipsis: string,
  end = columns,
): string {
  const width = widthOf(right);
  const room = columns - width - 1;
  if (right === '' || room < 8) return truncate(left, columns, ellipsis);
  return `${fit(left, room, ellipsis)}${toColumn(end - width - 1)} ${right}`;
}
