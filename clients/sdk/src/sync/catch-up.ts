/** Brings the inbox and the open conversations up to date where events are missing: after a reconnect, and after a gap. */
import type { Conversation } from '../store/conversation.ts';
import type { Inbox } from '../store/inbox.ts';
import type { Store } from '../store/store.ts';
import type { ConversationSummary } from '../types.ts';
import type { Conversations } from './conversations.ts';
import type { GapRecovery } from './gap-recovery.ts';
import type { MissedMessages } from './missed-messages.ts';

export interface CatchUpParts {
  store: Store;
  inbox: Inbox;
  conversations: Conversations;
  gapRecovery: GapRecovery;
  missed: MissedMessages;
}

export class CatchUp {
  readonly #parts: CatchUpParts;
  /** open conversations whose row in the inbox is ahead of them */
  readonly #behind = new Set<Conversation>();

  constructor(parts: CatchUpParts) {
    this.#parts = parts;
  }

  /** Gets the changes that no event has brought. */
  async sync(): Promise<void> {
    const open = this.#parts.conversations.all.filter(({ isOpen }) => isOpen);
    await Promise.all([this.#parts.inbox.load(), ...open.map((conversation) => conversation.sync())]);
    this.#behind.clear();
  }

  /** @param missing ids of conversations in which a version is missing */
  async recover(missing: string[]): Promise<void> {
    const { inbox, missed } = this.#parts;
    if (!inbox.isLoaded) return;
    await inbox.load();
    for (const id of missing) this.fellBehind(id);
    for (const conversation of this.#behind) {
      await conversation.sync();
      this.#behind.delete(conversation);
    }
    await missed.fetch();
  }

  /** An open conversation is synced with the next `recover`, another one when it is opened. */
  fellBehind(id: string): void {
    const conversation = this.#parts.conversations.find(id);
    if (conversation?.isOpen) this.#behind.add(conversation);
    else conversation?.outdate();
  }

  /** The server has listed rows of the inbox. @param isSync those that changed since the last time */
  listed(rows: readonly ConversationSummary[], isSync: boolean): void {
    const { store, gapRecovery, missed } = this.#parts;
    for (const { Conversation: id, Version, LastMessage, ReadSeq, Left } of rows) {
      if (Left) continue;
      const knownSeq = store.state.rows.get(id)?.LastMessage?.Seq ?? ReadSeq;
      if (isSync && (LastMessage?.Seq ?? 0) > knownSeq) missed.note(id, knownSeq);
      if (isSync && !gapRecovery.covers(id, Version)) this.fellBehind(id);
      gapRecovery.settle(id, Version);
    }
  }

  clear(): void {
    this.#behind.clear();
  }
}
