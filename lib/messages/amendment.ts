/**
 * Amendments: small changes of a message that commute, such as reactions. An edit replaces the content, so the last one wins; of
 * concurrent amendments each is applied, also beside an edit.
 */
import type { ProblemCode } from '../http/errors.ts';
import type { Document } from '../platform/mongo.ts';
import type { Message } from './message.ts';

export interface Amendment {
  /**
   * New values of amended parts, as expressions of the values before: evaluated in the message, and in the copy that the
   * conversation's document has of its last message. Applying it twice changes nothing.
   * @param field the expression of a part, by its name
   */
  change(field: (name: string) => string): Document;
  /** Whether the message is as the amendment makes it, so that nothing needs to change. */
  isMade(message: Message): boolean;
  /** The problem of a message that cannot take it. `change` checks the same, because other amendments can come first. */
  problem(message: Message): ProblemCode | undefined;
}

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
