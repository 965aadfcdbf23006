/** Tells the server how far one has read: the furthest only, one request at a time. */
import { hasCode, isTransient } from './errors.ts';
import { report } from './platform.ts';

export class ReadMark {
  readonly #tell: (seq: number) => Promise<void>;
  #wanted = 0;
  #told = 0;
  #isTelling = false;

  /** @param tell the server */
  constructor(tell: (seq: number) => Promise<void>) {
    this.#tell = tell;
  }

  get wanted(): number {
    return this.#wanted;
  }

  moveTo(seq: number): void {
    this.#wanted = Math.max(this.#wanted, seq);
    this.retry();
  }

  /** After a failure; does nothing when the server knows. */
  retry(): void {
    if (this.#isTelling || this.#told >= this.#wanted) return;
    this.#isTelling = true;
    this.#pump()
      .catch(report)
      .finally(() => {
        this.#isTelling = false;
      });
  }

  async #pump(): Promise<void> {
    while (this.#told < this.#wanted) {
      const seq = this.#wanted;
      try {
        await this.#tell(seq);
      } catch (error) {
        // Told at the next reconnect, or with the next message read.
        if (isTransient(error) || hasCode(error, 'not_logged_in')) return;
        // Another device was further, or the conversation is gone: there is nothing left to tell.
      }
      this.#told = Math.max(this.#told, seq);
    }
  }

  reset(): void {
    this.#wanted = 0;
    this.#told = 0;
  }
}
