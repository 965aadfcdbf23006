/** Signals that the user is typing: at most once per interval, and until no key is pressed any more. */
import { monotonic, type Timer } from '../platform.ts';

const EVERY_MS = 2_000;
/** Typing has stopped when no key was pressed for this long. */
const STOPPED_MS = 4_000;

export class TypingSignal {
  readonly #tell: (typing: boolean) => boolean;
  #toldAt: number | undefined;
  #stop: Timer | undefined;

  /** @param tell sends the signal; returns false when that fails */
  constructor(tell: (typing: boolean) => boolean) {
    this.#tell = tell;
  }

  set(typing: boolean): void {
    clearTimeout(this.#stop);
    if (!typing) {
      if (this.#toldAt !== undefined) this.#tell(false);
      this.#toldAt = undefined;
      return;
    }
    this.#stop = setTimeout(() => this.set(false), STOPPED_MS);
    const at = monotonic();
    if (this.#toldAt !== undefined && at - this.#toldAt < EVERY_MS) return;
    if (this.#tell(true)) this.#toldAt = at;
  }

  /** Ends without a signal: sending the message shows that typing has ended. */
  forget(): void {
    clearTimeout(this.#stop);
    this.#toldAt = undefined;
  }
}
