/** What people are called where a display name alone would decide: anybody can choose the display name of another person. */

interface Named {
  username: string;
  displayName: string | null;
}

/** "Bob (@bob)", or "@bob" without a display name. */
export const fullNameOf = ({ username, displayName }: Named): string =>
  displayName === null ? `@${username}` : `${displayName} (@${username})`;

/** The product's own words, and names that sound as if they spoke for it. */
const RESERVED = [
  'notes to yourself',
  'deleted account',
  'corechat',
  'admin',
  'administrator',
  'support',
  'system',
  'moderator',
];

/** Letters of other scripts that look like Latin ones: https://www.unicode.org/reports/tr39/#Confusable_Detection */
const LOOK_ALIKES: Record<string, string> = Object.fromEntries(
  [...'аеорсухіјѕԁӏαορνιτκ'].map((letter, index) => [letter, [...'aeopcyxijsdlaopvitk'][index] ?? '']),
);

/** Two names with the same look are taken for each other. */
export const lookOf = (name: string): string =>
  name
    .normalize('NFKD')
    .replace(/[\p{M}\p{Default_Ignorable_Code_Point}\s._-]/gu, '')
    .toLowerCase()
    .replace(/[^\0-\x7f]/g, (letter) => LOOK_ALIKES[letter] ?? letter)
    .replaceAll(/[il|]/g, '1')
    .replaceAll('o', '0');

const RESERVED_LOOKS = new Set(RESERVED.map(lookOf));

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
    const look = lookOf(displayName);
    return RESERVED_LOOKS.has(look) || (called.get(look)?.size ?? 0) > 1;
  });
  return new Set(ambiguous.map(({ username }) => username.toLowerCase()));
}
