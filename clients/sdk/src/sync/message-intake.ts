/** Passes each message that arrives, from the socket, a sync, a page or an answer, to the store, the outbox and the listeners. */
import type { Emitter } from '../emitter.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { MessagePage } from '../store/change.ts';
import type { MessageSink } from '../store/conversation-context.ts';
import { knownMessage } from '../store/state.ts';
import type { Store } from '../store/store.ts';
import { isShown } from '../store/timeline.ts';
import type { CoreChatEvents, Message, MessageChange } from '../types.ts';
import { isSameUser } from '../username.ts';
import { EventDedupe } from './event-dedupe.ts';
import type { GapRecovery } from './gap-recovery.ts';

export interface MessageIntakeParts {
  store: Store;
  outbox: Outbox;
  gapRecovery: GapRecovery;
  events: Emitter<CoreChatEvents>;
  /** username of the user who is logged in */
  own(): string | undefined;
}

export class MessageIntake implements MessageSink {
  readonly #parts: MessageIntakeParts;
  readonly #dedupe = new EventDedupe();

  constructor(parts: MessageIntakeParts) {
    this.#parts = parts;
  }

  answer(message: Message): void {
    if (!this.#isOwn(message)) return;
    this.#parts.gapRecovery.note(message.Conversation, message.Version);
    this.synced(message);
  }

  page(page: MessagePage): void {
    const { store, outbox, own } = this.#parts;
    if (own() === undefined) return;
    const isNew = (message: Message) => (knownMessage(store.state, message)?.Version ?? 0) < message.Version;
    const news = page.messages.filter(isNew);
    store.apply({ type: 'page', ...page });
    for (const message of news) {
      outbox.acknowledged(message);
      this.#publish(message, message.DeletedAt === null ? 'created' : 'deleted', false);
    }
  }

  /** @param change what the message is to the application, where the sender of the message knows it */
  synced(message: Message, change?: MessageChange['change']): void {
    const { store, outbox, own } = this.#parts;
    if (own() === undefined) return;
    const { rows, timelines } = store.state;
    const { Conversation: id, Seq, DeletedAt } = message;
    const isKnown = this.#dedupe.knows(message) || knownMessage(store.state, message) !== undefined;
    const isNewest = Seq > (rows.get(id)?.LastMessage?.Seq ?? 0) || isShown(timelines.get(id), message);
    store.apply({ type: 'message', message });
    outbox.acknowledged(message);
    if (DeletedAt !== null) this.#publish(message, 'deleted', true);
    else if (isKnown) this.#publish(message, 'updated', true);
    // To an application that missed the message, its edit is a new message.
    else this.#publish(message, isNewest ? 'created' : (change ?? 'updated'), true);
  }

  #isOwn({ From }: Message): boolean {
    return isSameUser(From, this.#parts.own() ?? '');
  }

  /** Each state of a message is an event once, even when it arrives in several ways. */
  #publish(message: Message, change: MessageChange['change'], live: boolean): void {
    if (!this.#dedupe.note(message)) return;
    const { store, events } = this.#parts;
    const conversation = message.Conversation;
    const peer = store.state.peers.get(conversation) ?? '';
    events.emit('message', { change, message, conversation, peer, own: this.#isOwn(message), live });
  }

  clear(): void {
    this.#dedupe.clear();
  }
}
