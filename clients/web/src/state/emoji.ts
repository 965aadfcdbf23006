/** The emoji of the picker: fetched when it first opens; the ones used last are remembered in this browser. */
import { signal } from '@preact/signals';
import emojiUrl from '../assets/emoji.json?url';
import type { EmojiGroup } from './emoji-search.ts';
import { remember, remembered } from './local.ts';

/** undefined until they are fetched */
export const emojiGroups = signal<readonly EmojiGroup[] | undefined>(undefined);

/** Resolves in any case; a failed attempt is repeated the next time. */
export async function loadEmoji(): Promise<void> {
  if (emojiGroups.peek()) return;
  try {
    const answer = await fetch(emojiUrl);
    if (answer.ok) emojiGroups.value = (await answer.json()) as readonly EmojiGroup[];
  } catch {
    // Without a connection the recent ones are there.
  }
}

const KEY = 'corechat.emoji';
const RECENT = 8;
const FIRST = ['👍', '❤️', '😂', '😮', '😢', '🎉', '🙏', '👀'];

/** Eight: the ones used last, filled up with common ones. */
export function recentEmoji(): string[] {
  const used = (remembered(KEY) ?? '').split(' ').filter(Boolean);
  return [...new Set([...used, ...FIRST])].slice(0, RECENT);
}

export function rememberEmoji(emoji: string): void {
  const used = (remembered(KEY) ?? '').split(' ').filter((each) => each !== '' && each !== emoji);
  remember(KEY, [emoji, ...used].slice(0, RECENT).join(' '));
}
