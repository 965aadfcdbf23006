/** Edits and reactions that were acknowledged: each of them must be in the database in the end. */
import { isDeepStrictEqual } from 'node:util';
import { ApiError } from '#lib/http/errors.ts';
import type { Reaction } from '#lib/messages/content.ts';
import { react, unreact } from '#lib/messages/reactions.ts';
import { messages, toObjectId } from '#lib/messages/store/messages.ts';

/** What the message may have become, what the other member may do, or what has become of a group. */
const REFUSALS = [
  'message_deleted',
  'message_not_found',
  'user_blocked',
  'system_message',
  'conversation_closed',
];

const keyOf = ({ emoji, by }: Reaction): string => `${emoji} by ${by}`;

export class Acknowledged {
  readonly #texts = new Map<string, string>();
  readonly #reactions = new Map<string, Set<string>>();

  noteEdit(id: string, text: string): void {
    this.#texts.set(id, text);
  }

  /** @param mayBeKept whether the other member may block this one: then the reaction is not made, and nothing says so */
  async react(id: string, reaction: Reaction, adds: boolean, mayBeKept: boolean): Promise<void> {
    const of = this.#reactions.get(id) ?? new Set();
    this.#reactions.set(id, of);
    try {
      const change = adds ? react : unreact;
      const { reactions = [] } = await change(reaction.by, id, reaction.emoji, Promise.resolve());
      const isThere = reactions.some((each) => keyOf(each) === keyOf(reaction));
      if (mayBeKept && isThere !== adds) return;
      if (adds) of.add(keyOf(reaction));
      else of.delete(keyOf(reaction));
    } catch (error) {
      if (!(error instanceof ApiError && REFUSALS.includes(error.code))) throw error;
    }
  }

  /** @returns what differs in the database */
  async differences(): Promise<string[]> {
    const ids = [...new Set([...this.#texts.keys(), ...this.#reactions.keys()])];
    const found = await messages.find({ _id: { $in: ids.map(toObjectId) }, deletedAt: null }).toArray();
    return found.flatMap(({ _id, text, reactions = [] }) => {
      const id = _id.toHexString();
      const edit = this.#texts.get(id);
      const there = reactions.map(keyOf).sort();
      const expected = [...(this.#reactions.get(id) ?? [])].sort();
      return [
        ...(edit === undefined || edit === text ? [] : [`"${edit}" of ${id}, which says "${text}"`]),
        ...(isDeepStrictEqual(there, expected) ? [] : [`${expected} of ${id}, which has ${there}`]),
      ];
    });
  }
}
