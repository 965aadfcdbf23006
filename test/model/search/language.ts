/**
 * Random texts and queries, and the plainest way to tell whether one matches the other: by a scan. It shares no code with the product, so
 * its alphabet is small enough to be folded by hand.
 */
import fc from 'fast-check';

/** Some are beginnings of others, or fold to others. */
const WORDS = [
  'red',
  'Réd',
  'reed',
  'reeds',
  'green',
  'greens',
  'Straße',
  'strasse',
  'blue',
  'no',
  'Łódź',
  '10',
  '100',
  '山田',
  '山田太郎',
  '田',
  'がヒ',
  '👍',
  '👍🏽',
  '$5',
] as const;

export const EVERY_WORD = WORDS.join(' ');

const BETWEEN = [' ', ' ', ' ', ', ', '. ', '-', '\n'] as const;

export const text = fc
  .array(fc.tuple(fc.constantFrom(...WORDS), fc.constantFrom(...BETWEEN)), { minLength: 1, maxLength: 10 })
  .map((parts) => parts.flat().join('').trim());

const LINK = 'https://red.example/blue';

export const textOrLink = fc.oneof(
  { weight: 9, arbitrary: text },
  { weight: 1, arbitrary: text.map((rest) => `${rest} ${LINK}`) },
);

export interface Query {
  typed: string;
  matches(message: { Message: string; From: string }): boolean;
}

const FOLDED: Record<string, string> = { é: 'e', ß: 'ss', Ł: 'l', ł: 'l', ó: 'o', ź: 'z', ヒ: 'ひ' };
const folded = (whole: string): string =>
  whole.replace(/[éßŁłóźヒ]/g, (letter) => FOLDED[letter] ?? letter).toLowerCase();

/** Words of letters and digits, runs of Han and kana, and single symbols. */
const tokensOf = (whole: string): string[] =>
  folded(whole).match(/[a-z0-9]+|[山田太郎がひ]+|\$|👍|\u{1f3fd}/gu) ?? [];

const isRun = (token: string): boolean => /^[山田太郎がひ]/.test(token);

/** By trying each place. @param isOpen whether the last word may go on */
function hasPhrase(whole: string, phrase: string, isOpen: boolean): boolean {
  const [all, wanted] = [tokensOf(whole), tokensOf(phrase)];
  const last = wanted.length - 1;
  return all.some((_, start) =>
    wanted.every((word, index) => {
      const token = all[start + index] ?? '';
      if (!isRun(word)) return isOpen && index === last ? token.startsWith(word) : token === word;
      if (!isRun(token)) return false;
      if (last === 0) return token.includes(word);
      if (index === 0) return token.endsWith(word);
      return index === last ? token.startsWith(word) : token === word;
    }),
  );
}

const BEGINNINGS = [
  'r',
  're',
  'ree',
  'gre',
  'stra',
  'l',
  '1',
  '山',
  '田太',
  'が',
  '👍',
  '$',
  'x',
  'bl',
] as const;

const closed = fc.constantFrom(...WORDS);
const quoted = fc
  .array(closed, { minLength: 1, maxLength: 3 })
  .map((words) => ({ typed: `"${words.join(' ')}"`, phrase: words.join(' '), isOpen: false }));
const single = closed.map((word) => ({ typed: word, phrase: word, isOpen: false }));
const open = fc
  .oneof(fc.constantFrom(...BEGINNINGS), closed)
  .map((word) => ({ typed: word as string, phrase: word as string, isOpen: true }));

export interface Named {
  username: string;
}

export type AuthorFilter = 'nobody' | number;

/** @param people whose messages may be asked for */
export const queryOf = (people: readonly Named[]): fc.Arbitrary<Query> =>
  fc
    .record({
      phrases: fc.array(fc.oneof(quoted, single), { maxLength: 2 }),
      last: fc.option(open, { nil: undefined, freq: 4 }),
      from: fc.option(fc.nat({ max: people.length - 1 }), { nil: undefined, freq: 4 }),
      link: fc.constantFrom(...[false, false, false, false, true]),
    })
    .filter(({ phrases, last, from, link }) => phrases.length > 0 || !!last || from !== undefined || link)
    .map(({ phrases, last, from, link }) => {
      const author = from === undefined ? undefined : people[from]?.username;
      const all = [...phrases, ...(last ? [last] : [])];
      const filters = [...(author ? [`from:${author}`] : []), ...(link ? ['has:link'] : [])];
      return {
        // A space ends the last word.
        typed: [...filters, ...all.map(({ typed }) => typed)].join(' ') + (last ? '' : ' '),
        matches: ({ Message, From }) =>
          (author === undefined || From === author) &&
          (!link || Message.includes(LINK)) &&
          all.every(({ phrase, isOpen }) => hasPhrase(Message, phrase, isOpen)),
      };
    });
