/** Reactions to messages: each member can add any emoji once. They change neither the content nor the order of the inbox. */
import { amendMessage } from './amending.ts';
import type { Amendment } from './amendment.ts';
import type { Reaction } from './content.ts';
import type { Message } from './message.ts';

export const EMOJI_MAX = 20;
export const REACTIONS_MAX = 500;

const reactionsOf = (field: (name: string) => string) => ({ $ifNull: [field('reactions'), []] });

const has = ({ reactions = [] }: Message, { emoji, by }: Reaction): boolean =>
  reactions.some((each) => each.emoji === emoji && each.by === by);

export const addReaction = (reaction: Reaction): Amendment => ({
  change: (field) => {
    const before = reactionsOf(field);
    const emoji = {
      $setUnion: [{ $map: { input: before, in: '$$this.emoji' } }, [{ $literal: reaction.emoji }]],
    };
    const fits = {
      $and: [{ $lte: [{ $size: emoji }, EMOJI_MAX] }, { $lt: [{ $size: before }, REACTIONS_MAX] }],
    };
    const isMade = { $in: [{ $literal: reaction }, before] };
    const after = { $concatArrays: [before, [{ $literal: reaction }]] };
    return { reactions: { $cond: [{ $and: [fits, { $not: [isMade] }] }, after, before] } };
  },
  isMade: (message) => has(message, reaction),
  problem: ({ reactions = [] }) => {
    const emoji = new Set(reactions.map((each) => each.emoji)).add(reaction.emoji);
    return emoji.size > EMOJI_MAX || reactions.length >= REACTIONS_MAX ? 'too_many_reactions' : undefined;
  },
});

export const removeReaction = (reaction: Reaction): Amendment => ({
  change: (field) => ({
    reactions: { $filter: { input: reactionsOf(field), cond: { $ne: ['$$this', { $literal: reaction }] } } },
  }),
  isMade: (message) => !has(message, reaction),
  problem: () => undefined,
});

/**
 * Idempotent.
 * @param admission nothing changes when it rejects
 * @throws ApiError message_not_found, message_deleted, user_blocked, too_many_reactions
 */
export const react = (
  username: string,
  id: string,
  emoji: string,
  admission: Promise<unknown>,
): Promise<Message> => amendMessage(username, id, addReaction({ emoji, by: username }), admission);

/** The opposite of react, with the same errors except too_many_reactions. */
export const unreact = (
  username: string,
  id: string,
  emoji: string,
  admission: Promise<unknown>,
): Promise<Message> => amendMessage(username, id, removeReaction({ emoji, by: username }), admission);
