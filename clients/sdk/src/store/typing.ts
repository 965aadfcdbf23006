/** Who is typing to the user. */
import type { Timer } from '../platform.ts';
import type { ServerFrame } from '../protocol.ts';
import type { TypingEvent } from '../types.ts';

/** Counted from the arrival of the frame, because the server's clock may differ. */
const TYPING_MS = 5_000;

export class Typing {
  readonly #timers = new Map<string, { username: string; timer: Timer }>();
  readonly #changed: (event: TypingEvent) => void;

  constructor(changed: (event: TypingEvent) => void) {
    this.#changed = changed;
  }

  /** @param conversation id */
  has(conversation: string): boolean {
    return this.#timers.has(conversation);
  }

  take(frame: Extract<ServerFrame, { type: 'typing' }>): void {
    if (frame.data.Typing) this.#begin(frame);
    else this.stop(frame.conversation);
  }

  #begin({ conversation, data }: Extract<ServerFrame, { type: 'typing' }>): void {
    const known = this.#timers.get(conversation);
    clearTimeout(known?.timer);
    const timer = setTimeout(() => this.stop(conversation), TYPING_MS);
    this.#timers.set(conversation, { username: data.Username, timer });
    if (!known) this.#changed({ username: data.Username, conversation, typing: true });
  }

  /** No frame came for a while, or the message has arrived. */
  stop(conversation: string): void {
    const known = this.#timers.get(conversation);
    if (!known) return;
    clearTimeout(known.timer);
    this.#timers.delete(conversation);
    this.#changed({ username: known.username, conversation, typing: false });
  }

  clear(): void {
    for (const { timer } of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }
}
