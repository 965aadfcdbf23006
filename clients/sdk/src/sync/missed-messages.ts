/**
 * Fetches the new messages of conversations that are not open, which arrived while there was no socket, so that the
 * application gets an event for each. A sync of the inbox shows which conversations have new messages.
 */
import { isTransient } from '../errors.ts';
import type { Requests } from '../session/requests.ts';
import { withQuery } from '../transport/paged.ts';
import type { Message } from '../types.ts';

/** Per conversation. After a longer absence the application has to open it. */
const MESSAGES_MAX = 1_000;
const PAGE = 100;

export interface MissedMessagesParts {
  requests: Requests;
  /** changes when another user logs in */
  era(): number;
  /** whether the application listens for messages */
  isWanted(): boolean;
  /** whether the conversation is open: it syncs by itself */
  isFollowed(conversation: string): boolean;
  took(message: Message): void;
}

export class MissedMessages {
  readonly #parts: MissedMessagesParts;
  /** per conversation, the Seq of the last message that is known */
  readonly #after = new Map<string, number>();

  constructor(parts: MissedMessagesParts) {
    this.#parts = parts;
  }

  /** A sync of the inbox found messages after this one. */
  note(conversation: string, afterSeq: number): void {
    const { isFollowed, isWanted } = this.#parts;
    if (isFollowed(conversation) || !isWanted() || this.#after.has(conversation)) return;
    this.#after.set(conversation, afterSeq);
  }

  /** @throws CoreChatError transient; the next call fetches what is left */
  async fetch(): Promise<void> {
    const { era, took } = this.#parts;
    const before = era();
    for (const [conversation, afterSeq] of [...this.#after]) {
      const messages = await this.#read(conversation, afterSeq).catch((error: unknown) => {
        if (isTransient(error)) throw error;
        return [];
      });
      if (before !== era()) return;
      this.#after.delete(conversation);
      for (const message of messages) took(message);
    }
  }

  /** @returns oldest first */
  async #read(Conversation: string, afterSeq: number): Promise<Message[]> {
    let found: Message[] = [];
    const path = withQuery('/messages', { Conversation, limit: PAGE });
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
