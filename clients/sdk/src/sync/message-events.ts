/** Tells the application of messages: each state once, whatever ways it came. */
import type { Emitter } from '../emitter.ts';
import type { CoreChatEvents, Message, MessageChange } from '../types.ts';
import { isSameUser, spelling } from '../username.ts';
import { type Arrival, News } from './event-dedupe.ts';

export interface TellingParts {
  events: Emitter<CoreChatEvents>;
  /** who is logged in */
  own(): string | undefined;
  /** the other member, as the inbox spells them @param conversation id */
  memberOf(conversation: string): string | undefined;
}

export class Telling {
  readonly #parts: TellingParts;
  readonly #news = new News();

  constructor(parts: TellingParts) {
    this.#parts = parts;
  }

  /** @returns whether it was told of before, in whatever state */
  knows(message: Message): boolean {
    return this.#news.knows(message);
  }

  tell(message: Message, change: MessageChange['change'], { conversation, live, ...arrival }: Arrival): void {
    if (!this.#news.note(message)) return;
    const { events, own, memberOf } = this.#parts;
    const isOwn = isSameUser(message.From, own() ?? '');
    const peer = spelling(arrival.peer, memberOf(conversation), message.From, message.To);
    events.emit('message', { change, message, conversation, peer, own: isOwn, live });
  }

  clear(): void {
    this.#news.clear();
  }
}
