/** Usernames compare ignoring case; they have no other letters than A–Z. */
export const foldUsername = (username: string): string =>
  username.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

/** The server writes other words where it has no username: of an erased account, and of a group. */
export const isUsername = (name: string): boolean => /^[\w.-]+$/.test(name);

/** Whether two spellings are one account's: `Bob` is `bob`. */
export const isSameUser = (one: string, other: string): boolean => foldUsername(one) === foldUsername(other);
