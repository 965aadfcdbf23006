/** Generated from lib by `npm run generate`. Do not edit. */

/** Limits of the server that clients check or show before they send. Characters are code points. */
export const limits = {
  messageCharacters: 8_000,
  /** as UTF-8 */
  messageBytes: 30_000,
  usernameMinCharacters: 3,
  usernameMaxCharacters: 32,
  usernamePattern: /^[A-Za-z0-9_.-]{3,32}$/,
  passwordMinCharacters: 8,
  passwordMaxCharacters: 128,
  displayNameCharacters: 50,
  bioCharacters: 500,
  reportDetailCharacters: 1_000,
  /** of a search for people by name */
  nameSearchCharacters: 100,
  /** usernames in one request for people */
  peopleAtOnce: 50,
  /** unread messages are counted up to this number */
  unread: 99,
} as const;
