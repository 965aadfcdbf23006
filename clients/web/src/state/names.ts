/** What people are called where a display name alone would decide: anyone can choose the display name of another person. */

import { isReservedName, lookOf } from './look.ts';

interface Named {
  username: string;
  displayName: string | null;
}

/** "Bob (@bob)", or "@bob" without a display name. */
export const fullNameOf = ({ username, displayName }: Named): string =>
  displayName === null ? `@${username}` : `${displayName} (@${username})`;

/** @returns the usernames, in lower case, of those whose display name could mean another one of them, or the product */
export function ambiguousNames(people: readonly Named[]): Set<string> {
  /** by look, everyone who is called so */
  const called = new Map<string, Set<string>>();
  const add = (name: string, username: string) => {
    const look = lookOf(name);
    called.set(look, (called.get(look) ?? new Set()).add(username.toLowerCase()));
  };
  for (const { username, displayName } of people) {
    add(username, username);
    if (displayName !== null) add(displayName, username);
  }
  const ambiguous = people.filter(({ displayName }) => {
    if (displayName === null) return false;
    return isReservedName(displayName) || (called.get(lookOf(displayName))?.size ?? 0) > 1;
  });
  return new Set(ambiguous.map(({ username }) => username.toLowerCase()));
}
