/** Reports to the server how far the user has read: only the furthest message, one request at a time. */
import { hasCode, isTransient } from '../errors.ts';
import { report } from '../platform.ts';
import { serial } from '../serial.ts';

export class ReadMark {
  readonly #tell: (seq: number) => Promise<void>;
  readonly #report = serial(() => this.#next());
  #wanted = 0;
  #told = 0;

  /** @param tell reports to the server */
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

  /** Reports again after a failure; does nothing when the server is up to date. */
  retry(): void {
    this.#report().catch(report);
  }

  /** Another user may log in: reports no more. */
  stop(): void {
    this.#wanted = 0;
  }

  async #next(): Promise<void> {
    const seq = this.#wanted;
    if (this.#told >= seq) return;
    try {
      await this.#tell(seq);
    } catch (error) {
      // Reported at the next reconnect, or with the next message read.
      if (isTransient(error) || hasCode(error, 'not_logged_in')) return;
      // Another device was further, or the conversation is gone: there is nothing left to report.
    }
    this.#told = Math.max(this.#told, seq);
  }
}
