/** Remembers which state of which message was emitted, so that each is emitted once. */
import type { Message } from '../types.ts';

/** More than any sync repeats. */
const REMEMBERED = 5_000;

export class EventDedupe {
  readonly #versions = new Map<string, number>();

  /** @returns whether any state of it was emitted before */
  knows({ Id }: Message): boolean {
    return this.#versions.has(Id);
  }

  /** @returns whether to emit it: once per Id and Version, and never an older version than before */
  note({ Id, Version }: Message): boolean {
    const emitted = this.#versions.get(Id);
    if (emitted !== undefined && emitted >= Version) return false;
    this.#versions.delete(Id);
    this.#versions.set(Id, Version);
    if (this.#versions.size > REMEMBERED) {
      const [oldest] = this.#versions.keys();
      if (oldest !== undefined) this.#versions.delete(oldest);
    }
    return true;
  }

  clear(): void {
    this.#versions.clear();
  }
}
