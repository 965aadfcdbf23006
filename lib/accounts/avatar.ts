/** An uploaded file: see lib/attachments/pictures.ts. */
export interface ChosenPicture {
  /** id of the attachment */
  picture: string;
  /** ThumbHash, base64 */
  preview?: string;
}

/** What stands for a person beside their messages, or for a group: an emoji, a colour behind initials, or a picture. */
export type Avatar = { emoji: string } | { color: string } | ChosenPicture;

/** `#rrggbb` */
export const COLOR_PATTERN = /^#[0-9a-f]{6}$/i;
