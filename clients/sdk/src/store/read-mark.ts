/** Tells the server how far one has read: the furthest only, one request at a time. */
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
  /** another one with each person: what is on its way for the one before says nothing about the next */
  #progress: Progress = { ...NOTHING };

  /** @param tell the server */
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

  /** After a failure; does nothing when the server knows. */
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
        // Told at the next reconnect, or with the next message read.
        if (isTransient(error) || hasCode(error, 'not_logged_in')) return;
        // Another device was further, or the conversation is gone: there is nothing left to tell.
      }
      progress.told = Math.max(progress.told, seq);
    }
  }

  reset(): void {
    this.#progress = { ...NOTHING };
  }
}
