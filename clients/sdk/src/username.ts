/** Usernames compare ignoring case; they have no other letters than A–Z. */
export const foldUsername = (username: string): string =>
  username.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

/** Whether two spellings are one account's: `Bob` is `bob`. */
export const isSameUser = (one: string, other: string): boolean => foldUsername(one) === foldUsername(other);
