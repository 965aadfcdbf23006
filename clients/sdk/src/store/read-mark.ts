/** Reports to the server how far the user has read: only the furthest message, one request at a time. */
import { hasCode, isTransient } from '../errors.ts';
import { report } from '../platform.ts';

interface Progress {
  wanted: number;
  told: number;
  isTelling: boolean;
}

const NOTHING: Readonly<Progress> = { wanted: 0, told: 0, isTelling: false };

export class ReadMark {
  readonly #tell: (seq: number) => Promise<void>;
  /** replaced with each login: a request under way for one user does not concern the next */
  #progress: Progress = { ...NOTHING };

  /** @param tell reports to the server */
  constructor(tell: (seq: number) => Promise<void>) {
    this.#tell = tell;
  }

  get wanted(): number {
    return this.#progress.wanted;
  }

  moveTo(seq: number): void {
    this.#progress.wanted = Math.max(this.#progress.wanted, seq);
    this.retry();
  }

  /** Reports again after a failure; does nothing when the server is up to date. */
  retry(): void {
    const progress = this.#progress;
    if (progress.isTelling || progress.told >= progress.wanted) return;
    progress.isTelling = true;
    this.#pump(progress)
      .catch(report)
      .finally(() => {
        progress.isTelling = false;
      });
  }

  async #pump(progress: Progress): Promise<void> {
    while (progress === this.#progress && progress.told < progress.wanted) {
      const seq = progress.wanted;
      try {
        await this.#tell(seq);
      } catch (error) {
        // Reported at the next reconnect, or with the next message read.
        if (isTransient(error) || hasCode(error, 'not_logged_in')) return;
        // Another device was further, or the conversation is gone: there is nothing left to report.
      }
      progress.told = Math.max(progress.told, seq);
    }
  }

  reset(): void {
    this.#progress = { ...NOTHING };
  }
}
