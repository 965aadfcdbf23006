/** A mention as it is stored: see mentions.ts. */
export interface Mention {
  /** as spelled in the list of members; or EVERYBODY */
  username: string;
  /** In UTF-16 code units, from the "@" to behind the name. */
  start: number;
  end: number;
}

/** No username contains this character. */
export const EVERYBODY = '*';
