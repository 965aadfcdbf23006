/** What stands for a person beside their messages: an emoji, or a colour behind their initials. */
export type Avatar = { emoji: string } | { color: string };

/** `#rrggbb` */
export const COLOR_PATTERN = /^#[0-9a-f]{6}$/i;

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
