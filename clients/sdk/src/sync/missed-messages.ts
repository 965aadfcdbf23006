/**
 * Fetches the new messages of conversations that are not open, which arrived while there was no socket, so that the
 * application gets an event for each. The inbox tells which conversations have some.
 */
import { isTransient } from '../errors.ts';
import type { Requests } from '../session/requests.ts';
import { withQuery } from '../transport/paged.ts';
import type { ConversationSummary, Message } from '../types.ts';

/** Per conversation. After a longer absence the application has to open it. */
const MESSAGES_MAX = 1_000;
const PAGE = 100;

export interface MissedMessagesParts {
  requests: Requests;
  /** changes when another user logs in */
  era(): number;
  /** whether the application listens for messages */
  isWanted(): boolean;
  /** whether the conversation with this user is open: it syncs by itself */
  isFollowed(user: string): boolean;
  took(user: string, message: Message): void;
}

export class MissedMessages {
  readonly #parts: MissedMessagesParts;
  /** per user, the Seq of the last message that is known */
  readonly #after = new Map<string, number>();

  constructor(parts: MissedMessagesParts) {
    this.#parts = parts;
  }

  note({ User, LastMessage }: ConversationSummary, afterSeq: number): void {
    if ((LastMessage?.Seq ?? 0) <= afterSeq) return;
    const { isFollowed, isWanted } = this.#parts;
    if (isFollowed(User) || !isWanted() || this.#after.has(User)) return;
    this.#after.set(User, afterSeq);
  }

  /** @throws CoreChatError transient; the next call fetches what is left */
  async fetch(): Promise<void> {
    const { era, took } = this.#parts;
    const before = era();
    for (const [user, afterSeq] of [...this.#after]) {
      const messages = await this.#read(user, afterSeq).catch((error: unknown) => {
        if (isTransient(error)) throw error;
        return [];
      });
      if (before !== era()) return;
      this.#after.delete(user);
      for (const message of messages) took(user, message);
    }
  }

  /** @returns oldest first */
  async #read(user: string, afterSeq: number): Promise<Message[]> {
    let found: Message[] = [];
    const path = withQuery('/messages', { User: user, limit: PAGE });
    for await (const { items } of this.#parts.requests.walk<Message>(path)) {
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
