import { addressKey } from '../address.ts';
import { Conversation } from '../store/conversation.ts';
import type { ConversationContext } from '../store/conversation-context.ts';

/** The conversations that the application has asked for. Each is one object, by the id or by the username of its other member. */
export class Conversations {
  readonly #context: ConversationContext;
  /** by address */
  readonly #all = new Map<string, Conversation>();

  constructor(context: ConversationContext) {
    this.#context = context;
  }

  /** @param to username or conversation id */
  get(to: string): Conversation {
    const known = this.find(to) ?? new Conversation(this.#context, to);
    this.#all.set(addressKey(to), known);
    return known;
  }

  /** @returns undefined when the application has not asked for it */
  find(to: string): Conversation | undefined {
    const { peers, direct } = this.#context.store.state;
    const other = direct.get(addressKey(to)) ?? peers.get(to) ?? to;
    return this.#all.get(addressKey(to)) ?? this.#all.get(addressKey(other));
  }

  /** Another user may log in, for whom the other member of a conversation has another name. */
  reset(): void {
    for (const conversation of this.all) conversation.reset();
    for (const [address, { to }] of this.#all) if (address !== addressKey(to)) this.#all.delete(address);
  }

  get all(): readonly Conversation[] {
    return [...new Set(this.#all.values())];
  }
}
