/** What stands for a person beside their messages: an emoji, or a colour behind their initials. */
export type Avatar = { emoji: string } | { color: string };

/** `#rrggbb` */
export const COLOR_PATTERN = /^#[0-9a-f]{6}$/i;

/**
 * RGI: the emoji that platforms show as one picture (UTS #51, ED-27), whatever number of code points it takes. Neither a
 * digit, which has the property Emoji, nor half of a flag is one.
 */
export const isOneEmoji = (text: string): boolean => {
  // Made when first asked: this one expression takes 6 ms to compile, and every function loads the schemas.
  // redos: the property matches the emoji of a fixed list, without repetition; recheck knows no flag v.
  oneEmoji ??= /^\p{RGI_Emoji}$/v;
  return oneEmoji.test(text);
};
let oneEmoji: RegExp | undefined;
