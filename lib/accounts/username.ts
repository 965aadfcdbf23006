export const USERNAME_MIN = 3;
export const USERNAME_MAX = 32;

/** 3–32 of A–Z a–z 0–9 _ . - */
export const USERNAME_PATTERN = /^[A-Za-z0-9_.-]{3,32}$/;

/** The leading part of a username, as typed into a search box. */
export const USERNAME_PREFIX_PATTERN = /^[A-Za-z0-9_.-]{1,32}$/;

/** The folded username that a search names exactly, with or without an "@". */
export function usernameIn(search: string): string | undefined {
  const username = search.trim().replace(/^@/, '');
  return USERNAME_PATTERN.test(username) ? foldUsername(username) : undefined;
}

/**
 * The key under which a username is unique and found: `Alice` and `alice` are one person. Only A–Z is folded: usernames have
 * no other letters, and toLowerCase would make a Kelvin sign a second spelling of "k".
 */
export const foldUsername = (username: string): string =>
  username.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
