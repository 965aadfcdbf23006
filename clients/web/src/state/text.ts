/** Rules for the text of a message. */
import { isBlank, limits } from '#sdk';

/** False for texts that would be an empty bubble, which the server refuses. Older ones are still there. */
export const isVisible = (text: string): boolean => !isBlank(text);

const BEGINS_RIGHT_TO_LEFT = /^\P{L}*[\p{sc=Arab}\p{sc=Hebr}\p{sc=Syrc}\p{sc=Thaa}\p{sc=Nkoo}\p{sc=Adlm}]/u;

/** As `dir="auto"` decides: by the first letter. The selector `:dir()` is not in every browser yet. */
export const isRightToLeft = (text: string): boolean => BEGINS_RIGHT_TO_LEFT.test(text);

const MAYBE_RICH = /[*_~`@]|:\/\/|\S\.\S|^[ \t]*(?:>|[-+] |\d{1,9}[.)] )/m;

/** Whether a text surely has no formatting (markup.ts), no links (links.ts) and no mentions. */
export const isPlain = (text: string): boolean => !MAYBE_RICH.test(text);

/** Removes blank lines around a message; keeps spaces at its start, which may be intended. */
export const tidy = (text: string): string => text.replace(/^(?:[^\S\n]*\n)+/, '').trimEnd();

export function countCharacters(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

const encoder = new TextEncoder();

export interface Room {
  /** characters that may still be typed; negative when there are too many */
  left: number;
  /** what is wrong, as a sentence, when the text cannot be sent */
  fault: string | undefined;
}

/** The room that is left in a message. */
export function roomFor(text: string): Room {
  const left = limits.messageCharacters - countCharacters(text);
  if (left < 0) {
    return { left, fault: `${(-left).toLocaleString('en')} character${left === -1 ? '' : 's'} too many.` };
  }
  const bytes = text.length * 3 <= limits.messageBytes ? 0 : encoder.encode(text).length;
  if (bytes > limits.messageBytes) {
    return {
      left,
      fault: `Too large: these characters take more room. Remove about ${overshoot(text, bytes)}.`,
    };
  }
  return { left, fault: undefined };
}

const overshoot = (text: string, bytes: number): string =>
  Math.ceil((bytes - limits.messageBytes) / (bytes / countCharacters(text))).toLocaleString('en');

/** With the names of UTS #51. \p{RGI_Emoji} names thousands of sequences, which takes an engine 30 ms before the first match. */
const ELEMENT =
  '(?:\\p{RI}\\p{RI}|[0-9#*]\\uFE0F\\u20E3|(?![0-9#*])\\p{Emoji}\\uFE0F|\\p{EBase}\\p{EMod}|(?!\\p{RI})\\p{EPres})(?:[\\u{E0020}-\\u{E007E}]+\\u{E007F})?';
// redos: the first two characters decide which alternative matches.
const EMOJI = new RegExp(`${ELEMENT}(?:\\u200D${ELEMENT})*`, 'gu');
const LARGE_EMOJI_MAX = 6;

/** A message of one to six emoji and nothing else. */
export function isEmojiOnly(text: string): boolean {
  // The longest emoji in use take about 35 code units.
  if (text.length > 40 * LARGE_EMOJI_MAX) return false;
  let count = 0;
  const others = text.replace(EMOJI, () => {
    count++;
    return '';
  });
  return count > 0 && count <= LARGE_EMOJI_MAX && others.trim() === '';
}

/** A text on one line, for previews and notifications. */
export function oneLine(text: string, maximum = 140): string {
  const line = text.replace(/\s+/g, ' ').trim();
  // A character takes at most two code units.
  const characters = [...line.slice(0, 2 * (maximum + 1))];
  return characters.length <= maximum ? line : `${characters.slice(0, maximum).join('')}…`;
}
