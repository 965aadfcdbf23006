/** Signals that the user is typing: at most once per interval, and until no key is pressed any more. */
import { monotonic, type Timer } from '../platform.ts';

const EVERY_MS = 2_000;
/** Typing has stopped when no key was pressed for this long. */
const STOPPED_MS = 4_000;

export class TypingSignal {
  readonly #send: (typing: boolean) => boolean;
  #sentAt: number | undefined;
  #stop: Timer | undefined;

  /** @param send sends the signal; returns false when that fails */
  constructor(send: (typing: boolean) => boolean) {
    this.#send = send;
  }

  set(typing: boolean): void {
    clearTimeout(this.#stop);
    if (!typing) {
      if (this.#sentAt !== undefined) this.#send(false);
      this.#sentAt = undefined;
      return;
    }
    this.#stop = setTimeout(() => this.set(false), STOPPED_MS);
    const at = monotonic();
    if (this.#sentAt !== undefined && at - this.#sentAt < EVERY_MS) return;
    if (this.#send(true)) this.#sentAt = at;
  }

  /** Ends without a signal: sending the message shows that typing has ended. */
  forget(): void {
    clearTimeout(this.#stop);
    this.#sentAt = undefined;
  }
}
