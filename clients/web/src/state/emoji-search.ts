/** Written by `npm run generate` (generate/web/emoji.ts). */
export type Emoji = readonly [emoji: string, name: string, keywords: string, hasTones?: 1];
export type EmojiGroup = readonly [name: string, emoji: readonly Emoji[]];

/** By words that begin like those of the query; at most a screenful. */
export function findEmoji(groups: readonly EmojiGroup[], query: string, limit = 64): Emoji[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const matches = ([emoji, name, keywords]: Emoji): boolean => {
    const text = ` ${name} ${keywords}`.toLowerCase();
    return words.every((word) => word === emoji || text.includes(` ${word}`));
  };
  return groups
    .flatMap(([, list]) => list)
    .filter(matches)
    .slice(0, limit);
}
