/** Changes of stored messages. Each applies with the version that was allocated to it, and the highest version wins. */
import { literals, ObjectId } from '../../platform/mongo.ts';
import { type Amendment, amendedFrozen } from '../amendment.ts';
import {
  type Amended,
  CONTENT_PARTS,
  type Content,
  type Derived,
  type Indexed,
  REMOVED_PARTS,
} from '../content.ts';
import { type MessageDocument, READ, toMessage } from '../document.ts';
import type { Message } from '../message.ts';
import { messages } from './messages.ts';

const CHANGED = { returnDocument: 'after', projection: READ } as const;

/**
 * Applies a change with this version, unless the message was deleted or has a higher version: the higher version wins in either
 * order of arrival.
 * @param freezes whether all but the author keep seeing the message as it is
 * @param dropped parts that an edit removes
 * @returns the changed message, or null without a change
 */
export async function changeMessage(
  id: string,
  version: number,
  change: Partial<Content & Derived & Indexed & Pick<MessageDocument, 'editedAt' | 'deletedAt'>>,
  freezes = false,
  dropped: readonly (keyof Amended)[] = [],
): Promise<Message | null> {
  const isDeletion = change.deletedAt !== undefined;
  const set = { ...change, version, ...(isDeletion ? {} : { editVersion: version }) };
  const parts = isDeletion ? REMOVED_PARTS : dropped;
  const erased = Object.fromEntries(parts.map((name) => [name, '' as const]));
  const removed = { frozen: '' as const, ...erased };
  const changed = await messages.findOneAndUpdate(
    { _id: ObjectId.createFromHexString(id), version: { $lt: version }, deletedAt: null },
    freezes
      ? [
          { $set: { frozen: KEPT, ...literals(set), ...removals(dropped) } },
          { $set: { terms: OF_BOTH_STATES } },
        ]
      : { $set: set, $unset: removed },
    CHANGED,
  );
  return changed && toMessage(changed);
}

/**
 * Applies an amendment with this version, unless the message was deleted or has a higher version.
 * @returns the amended message, or null without a change
 */
export async function amendMessage(
  id: string,
  version: number,
  at: Date,
  amendment: Amendment['change'],
): Promise<Message | null> {
  const field = (name: string) => `$${name}`;
  const amended = await messages.findOneAndUpdate(
    { _id: ObjectId.createFromHexString(id), version: { $lt: version }, deletedAt: null },
    [{ $set: { ...amendment(field), frozen: amendedFrozen(field, version), version, movedAt: at } }],
    CHANGED,
  );
  return amended && toMessage(amended);
}

const removals = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, '$$REMOVE']));

/** As expressions. */
const fieldsOf = (names: string[]) => Object.fromEntries(names.map((name) => [name, `$${name}`]));

/** An expression; keeps an already frozen state. */
const KEPT = {
  $ifNull: ['$frozen', fieldsOf([...CONTENT_PARTS, 'editedAt', 'version', 'terms'])],
};

/** An expression: the author finds the message by its text, others by the frozen one. */
const OF_BOTH_STATES = { $setUnion: ['$terms', { $ifNull: ['$frozen.terms', []] }] };

/** Gives a message a higher version without another change. @returns null when it already has a higher one */
export async function moveVersion(id: string, version: number, at: Date): Promise<Message | null> {
  const moved = await messages.findOneAndUpdate(
    { _id: ObjectId.createFromHexString(id), version: { $lt: version } },
    { $set: { version, movedAt: at } },
    CHANGED,
  );
  return moved && toMessage(moved);
}

/**
 * Puts a message at the end of the order, as if it had been sent now.
 * @param place allocated to it
 * @returns null when it already has a higher version, or was deleted
 */
export async function moveToPlace(
  id: string,
  { seq, version }: Pick<MessageDocument, 'seq' | 'version'>,
  sentAt: Date,
): Promise<Message | null> {
  const moved = await messages.findOneAndUpdate(
    { _id: ObjectId.createFromHexString(id), version: { $lt: version }, deletedAt: null },
    { $set: { seq, version, firstVersion: version, sentAt } },
    CHANGED,
  );
  return moved && toMessage(moved);
}
