/** clients/web/src/assets/emoji.json: what the web app's picker shows and searches. */
import { createRequire } from 'node:module';

export const EMOJI = 'clients/web/src/assets/emoji.json';

interface Group {
  name: string;
  emojis: { emoji: string; name: string; skin_tone_support: boolean }[];
}

/** `[[group, [[emoji, name, keywords, 1 where it has skin tones], …]], …]`, in the order of the Unicode charts. */
export function emojiText(): string {
  const require = createRequire(import.meta.url);
  const groups: Group[] = require('unicode-emoji-json/data-by-group.json');
  const keywords: Record<string, string[]> = require('emojilib');
  const listed = groups.map(({ name: group, emojis }) => [
    group,
    emojis.map(({ emoji, name, skin_tone_support: tones }) => [
      emoji,
      name,
      keywordsOf(keywords[emoji] ?? [], name),
      ...(tones ? [1] : []),
    ]),
  ]);
  return `${JSON.stringify(listed)}\n`;
}

/** Without those that the name contains. */
const keywordsOf = (keywords: string[], name: string): string =>
  keywords
    .map((each) => each.replaceAll('_', ' '))
    .filter((each) => !name.includes(each))
    .join(' ');
