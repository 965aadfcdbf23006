import { styleText } from 'node:util';
import { isMentioned, type Message } from '../sdk.ts';

/** The words of a message that are mentions, longest first: one may be the beginning of another. */
const wordsOf = ({ Message, Mentions }: Message): string[] => {
  // A server of an earlier release knows no mentions.
  const words = (Mentions ?? []).map(({ Start, End }) => Message.slice(Start, End));
  return [...new Set(words)].sort((one, other) => other.length - one.length);
};

/** Mentions in bold, and those of the user in another colour. @param rows of the text, wrapped @param me username of the user */
export function withMentions(rows: string[], message: Message, me: string): string[] {
  const words = wordsOf(message);
  if (words.length === 0) return rows;
  const styled = words.map((word) => {
    const own = message.Mentions.filter(({ Start, End }) => message.Message.slice(Start, End) === word);
    const format = isMentioned({ Mentions: own }, me) ? (['bold', 'yellow'] as const) : (['bold'] as const);
    return [word, styleText([...format], word)] as const;
  });
  return rows.map((row) => styled.reduce((text, [word, shown]) => replaceWord(text, word, shown), row));
}

/** Where the word stands alone, and is not styled already. */
function replaceWord(row: string, word: string, shown: string): string {
  let result = '';
  let done = 0;
  for (let at = row.indexOf(word); at !== -1; at = row.indexOf(word, at + word.length)) {
    const [before, after] = [row[at - 1] ?? ' ', row[at + word.length] ?? ' '];
    // The code that begins a style ends with a letter.
    if (/[\w@]/.test(before) || /\w/.test(after)) continue;
    result += row.slice(done, at) + shown;
    done = at + word.length;
  }
  return result + row.slice(done);
}
