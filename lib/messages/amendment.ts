/**
 * Amendments: small changes of a message that commute, such as reactions. An edit replaces the content, so the last one wins; of
 * concurrent amendments each is applied, also beside an edit.
 */
import type { Document } from '../platform/mongo.ts';
import type { Reaction } from './content.ts';

/**
 * New values of amended parts, as expressions of the values before: evaluated in the message, and in the copy that the
 * conversation's document has of its last message.
 * @param field the expression of a part, by its name
 */
export type Amendment = (field: (name: string) => string) => Document;

/**
 * An expression of what is kept of a message for members who do not see its edits: they see the amendment, and so get its version.
 * @param version an expression
 */
export const amendedFrozen = (field: (name: string) => string, version: unknown): Document => ({
  $cond: [
    { $eq: [{ $type: field('frozen') }, 'object'] },
    { $mergeObjects: [field('frozen'), { version }] },
    '$$REMOVE',
  ],
});

const reactionsOf = (field: (name: string) => string) => ({ $ifNull: [field('reactions'), []] });

/** Idempotent, as is its opposite. */
export const addReaction =
  (reaction: Reaction): Amendment =>
  (field) => {
    const literal = { $literal: reaction };
    const before = reactionsOf(field);
    return {
      reactions: { $cond: [{ $in: [literal, before] }, before, { $concatArrays: [before, [literal]] }] },
    };
  };

export const removeReaction =
  (reaction: Reaction): Amendment =>
  (field) => ({
    reactions: { $filter: { input: reactionsOf(field), cond: { $ne: ['$$this', { $literal: reaction }] } } },
  });
