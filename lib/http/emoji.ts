/** Emoji as they are stored: one spelling for each. */

/**
 * RGI: the emoji that platforms show as one picture (UTS #51, ED-27), of one or several code points. Excludes digits, which
 * have the property Emoji, and single halves of flags.
 */
export const isOneEmoji = (text: string): boolean => {
  // Compiled at first use: it takes 6 ms, and every function loads the schemas.
  // redos: the property matches the emoji of a fixed list, without repetition; recheck knows no flag v.
  oneEmoji ??= /^\p{RGI_Emoji}$/v;
  return oneEmoji.test(text);
};
let oneEmoji: RegExp | undefined;

const VARIATION = '\uFE0F';

/** Shown as text without U+FE0F, and not followed by a skin tone, which requests the picture by itself. */
const TEXT_BY_DEFAULT = /(?!\p{Emoji_Presentation})\p{Emoji}(?!\p{Emoji_Modifier})/gu;

/**
 * The spelling with every U+FE0F that UTS #51 asks for. Keyboards differ in how many they write, and two spellings of one emoji would
 * count as two.
 */
export const spellEmoji = (text: string): string =>
  text.replaceAll(VARIATION, '').replace(TEXT_BY_DEFAULT, `$&${VARIATION}`);
