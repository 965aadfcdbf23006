/** Emits messages to the application: each state once, even when it arrives in several ways. */
import type { Emitter } from '../emitter.ts';
import type { CoreChatEvents, Message, MessageChange } from '../types.ts';
import { isSameUser, spelling } from '../username.ts';
import { EventDedupe } from './event-dedupe.ts';

/** How a message arrived. */
export interface Arrival {
  /** id */
  conversation: string;
  peer: string;
  live: boolean;
  /** the server's word for the change, when the message came by the socket */
  frame?: MessageChange['change'];
}

export interface MessageEventsParts {
  events: Emitter<CoreChatEvents>;
  /** username of the user who is logged in */
  own(): string | undefined;
  /** the other member, as the inbox spells the name @param conversation id */
  memberOf(conversation: string): string | undefined;
}

export class MessageEvents {
  readonly #parts: MessageEventsParts;
  readonly #dedupe = new EventDedupe();

  constructor(parts: MessageEventsParts) {
    this.#parts = parts;
  }

  /** @returns whether any state of it was emitted before */
  knows(message: Message): boolean {
    return this.#dedupe.knows(message);
  }

  publish(
    message: Message,
    change: MessageChange['change'],
    { conversation, live, ...arrival }: Arrival,
  ): void {
    if (!this.#dedupe.note(message)) return;
    const { events, own, memberOf } = this.#parts;
    const isOwn = isSameUser(message.From, own() ?? '');
    const peer = spelling(arrival.peer, memberOf(conversation), message.From, message.To);
    events.emit('message', { change, message, conversation, peer, own: isOwn, live });
  }

  clear(): void {
    this.#dedupe.clear();
  }
}

/**
 * @param known whether an earlier state is here
 * @param isNewest whether it comes after everything that is known of its conversation
 * @param frame the server's word for the change, when the message came by the socket
 */
export function changeOf(
  message: Message,
  {
    known,
    isNewest,
    frame,
  }: { known: boolean; isNewest: boolean; frame: MessageChange['change'] | undefined },
): MessageChange['change'] {
  if (message.DeletedAt !== null) return 'deleted';
  if (known) return 'updated';
  // To an application that missed the message, its edit is a new message.
  if (isNewest) return 'created';
  return frame ?? 'updated';
}
