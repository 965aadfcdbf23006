/** Reports to the server how far the user has read: only the furthest message, one request at a time. */
import { hasCode, isTransient } from '../errors.ts';
import { report as reportError } from '../platform.ts';
import { serial } from '../serial.ts';

export class ReadMark {
  readonly #report: (seq: number) => Promise<void>;
  readonly #run = serial(() => this.#next());
  #wanted = 0;
  #reported = 0;

  /** @param report sends it to the server */
  constructor(report: (seq: number) => Promise<void>) {
    this.#report = report;
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
    this.#run().catch(reportError);
  }

  /** Another user may log in: reports no more. */
  stop(): void {
    this.#wanted = 0;
  }

  async #next(): Promise<void> {
    const seq = this.#wanted;
    if (this.#reported >= seq) return;
    try {
      await this.#report(seq);
    } catch (error) {
      // Reported at the next reconnect, or with the next message read.
      if (isTransient(error) || hasCode(error, 'not_logged_in')) return;
      // Another device was further, or the conversation is gone: there is nothing left to report.
    }
    this.#reported = Math.max(this.#reported, seq);
  }
}
