import type { Message } from '../types.ts';
import { isSameUser } from '../username.ts';

export interface ReactionChange {
  emoji: string;
  by: string;
  /** false: it is taken back */
  isThere: boolean;
}

/** Keyboards differ in whether they write U+FE0F. */
const isSameEmoji = (one: string, other: string): boolean =>
  one.replaceAll('\uFE0F', '') === other.replaceAll('\uFE0F', '');

/** The message with one reaction added or taken back, as the server makes it. The same message when it is so already. */
export function withReaction(message: Message, { emoji, by, isThere }: ReactionChange): Message {
  const { Reactions = [] } = message;
  const known = Reactions.find(({ Emoji }) => isSameEmoji(Emoji, emoji));
  if ((known?.By.some((name) => isSameUser(name, by)) ?? false) === isThere) return message;
  if (!known) return { ...message, Reactions: [...Reactions, { Emoji: emoji, By: [by] }] };
  const By = isThere ? [...known.By, by] : known.By.filter((name) => !isSameUser(name, by));
  const changed = Reactions.map((each) => (each === known ? { ...each, By } : each));
  return { ...message, Reactions: changed.filter((each) => each.By.length > 0) };
}
