/**
 * New messages of conversations that are not open, which came while there was no socket. The inbox tells that there are
 * some; whoever listens for messages is to hear of each.
 */
import { isTransient } from './errors.ts';
import type { Live } from './live.ts';
import { withQuery } from './paged.ts';
import type { ConversationSummary, Message } from './types.ts';

/** Of one conversation: who was away for longer opens it. */
const MESSAGES_MAX = 1_000;
const PAGE = 100;

export class Missed {
  readonly #live: Live;
  readonly #isWanted: () => boolean;
  readonly #after = new Map<string, number>();

  /** @param isWanted whether anybody listens */
  constructor(live: Live, isWanted: () => boolean) {
    this.#live = live;
    this.#isWanted = isWanted;
  }

  note({ User, LastMessage }: ConversationSummary, afterSeq: number): void {
    if ((LastMessage?.Seq ?? 0) <= afterSeq) return;
    const isFollowed = this.#live.known(User)?.isOpen === true;
    if (isFollowed || !this.#isWanted() || this.#after.has(User)) return;
    this.#after.set(User, afterSeq);
  }

  /** @throws CoreChatError transient; what is left is fetched the next time */
  async fetch(): Promise<void> {
    const { era } = this.#live;
    for (const [user, afterSeq] of [...this.#after]) {
      const messages = await this.#read(user, afterSeq).catch((error: unknown) => {
        if (isTransient(error)) throw error;
        return [];
      });
      if (era !== this.#live.era) return;
      this.#after.delete(user);
      for (const message of messages) this.#live.takeSynced(user, message, 'created');
    }
  }

  /** @returns oldest first */
  async #read(user: string, afterSeq: number): Promise<Message[]> {
    let found: Message[] = [];
    const path = withQuery('/messages', { User: user, limit: PAGE });
    for await (const { items } of this.#live.requests.walk<Message>(path)) {
      const news = items.filter(({ Seq }) => Seq > afterSeq);
      found = [...news, ...found];
      if (news.length < items.length || found.length >= MESSAGES_MAX) break;
    }
    return found;
  }

  clear(): void {
    this.#after.clear();
  }
}
