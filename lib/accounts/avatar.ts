/** What stands for a person beside their messages: an emoji, or a colour behind their initials. */
export type Avatar = { emoji: string } | { color: string };

/** `#rrggbb` */
export const COLOR_PATTERN = /^#[0-9a-f]{6}$/i;
