/** Tells the other side that one is typing: seldom enough for the server, and not for longer than it is true. */
import { monotonic, type Timer } from '../platform.ts';

const EVERY_MS = 2_000;
/** Nobody pressed a key for this long. */
const STOPPED_MS = 4_000;

export class TypingSignal {
  readonly #tell: (typing: boolean) => boolean;
  #toldAt: number | undefined;
  #stop: Timer | undefined;

  /** @param tell the other side; false when it could not be told */
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

  /** Without messageEvents: a message says by itself that its writing has ended. */
  forget(): void {
    clearTimeout(this.#stop);
    this.#toldAt = undefined;
  }
}
