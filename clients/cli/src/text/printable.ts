/**
 * Makes text of other people safe to print: a terminal obeys control characters, so a hostile message could move the cursor,
 * set the title or overwrite the screen. `--json` prints the text unchanged.
 */

/** C0 and C1 controls and DEL. Each C1 code is a command in ECMA-48: U+009B alone begins a sequence. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what this is about
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/g;
/**
 * Bidi marks, embeddings, overrides and isolates reorder the rest of the line, the next column too.
 * Letters have a direction, which the terminal handles.
 */
const BIDI_CONTROL = /\p{Bidi_Control}/gu;
/** Invisible characters. U+200C and U+200D stay: they join Persian letters and emoji. */
const INVISIBLE = /[\u00ad\u180e\u200b\u2060-\u2064\u206a-\u206f\ufeff\ufff9-\ufffb]/g;
const LINE_BREAK = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/;
const TAB = '    ';

/** The symbol that Unicode has for a control character (␛ for ESC); C1 controls have none and are spelled out. */
function picture(control: string): string {
  const code = control.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? '\u2421' : `<${code.toString(16).toUpperCase()}>`;
}

/** One line that is safe to print: nothing in it moves the cursor, and line breaks are spaces. */
export function printable(text: string): string {
  return printableLines(text).join(' ');
}

/** The lines of a text, each safe to print. At least one. */
export function printableLines(text: string): string[] {
  return text
    .split(LINE_BREAK)
    .map((line) =>
      line
        .toWellFormed()
        .replaceAll('\t', TAB)
        .replace(CONTROL, picture)
        .replace(BIDI_CONTROL, '')
        .replace(INVISIBLE, ''),
    );
}
