/** Skin tones of emoji. */

/** '' is none, the yellow of emoji that say nothing about it. */
export const TONES = ['', '🏻', '🏼', '🏽', '🏾', '🏿'] as const;
export type Tone = (typeof TONES)[number];

/** Hands that are held have none. @param emoji one that has tones, without one @returns the same with a tone for each person in it */
export const toned = (emoji: string, tone: Tone): string =>
  tone === '' ? emoji : emoji.replaceAll(/(?!🤝\u200D)(\p{Emoji_Modifier_Base})\uFE0F?/gu, `$1${tone}`);

/** @returns the emoji as the list has it, but for a variation selector */
export const untoned = (emoji: string): string => emoji.replaceAll(/\p{Emoji_Modifier}/gu, '');
