/** Usernames compare ignoring case; they have no other letters than A–Z. */
export const foldUsername = (username: string): string =>
  username.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

/** Whether two spellings are one account's: `Bob` is `bob`. */
export const isSameUser = (one: string, other: string): boolean => foldUsername(one) === foldUsername(other);

/** @returns the name as its owner spells it, when it is among what the server gave */
export const spelling = (username: string, ...given: (string | undefined)[]): string =>
  given.find((name) => name !== undefined && isSameUser(name, username)) ?? username;
