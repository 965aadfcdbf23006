import type { Off } from './emitter.ts';
import { monotonic, report, type Timer } from './platform.ts';

/** A screen shows no more changes than this apart. */
const APART_MS = 16;

/**
 * A state of which subscribers get immutable snapshots. Snapshots are made when they are asked for, and the same one is
 * given until something changes. Subscribers are told in a microtask, and of a burst of changes not more often than a screen
 * can show.
 */
export abstract class Observable<Snapshot> {
  readonly #subscribers = new Set<() => void>();
  #snapshot: Snapshot | undefined;
  #isTelling = false;
  #toldAt = Number.NEGATIVE_INFINITY;
  #timer: Timer | undefined;

  /** @internal */
  protected abstract take(): Snapshot;

  get snapshot(): Snapshot {
    this.#snapshot ??= this.take();
    return this.#snapshot;
  }

  /** @param changed called after something did; it reads `snapshot` */
  subscribe(changed: () => void): Off {
    const own = () => changed();
    this.#subscribers.add(own);
    return () => {
      this.#subscribers.delete(own);
    };
  }

  /** @internal */
  changed(): void {
    this.#snapshot = undefined;
    if (this.#isTelling || this.#subscribers.size === 0) return;
    this.#isTelling = true;
    const wait = this.#toldAt + APART_MS - monotonic();
    if (wait > 0) this.#timer = setTimeout(() => this.#tell(), wait);
    else queueMicrotask(() => this.#tell());
  }

  #tell(): void {
    this.#isTelling = false;
    this.#toldAt = monotonic();
    for (const subscriber of [...this.#subscribers]) {
      try {
        subscriber();
      } catch (error) {
        report(error);
      }
    }
  }

  /** @internal */
  stopTelling(): void {
    clearTimeout(this.#timer);
    this.#isTelling = false;
    this.#subscribers.clear();
  }
}
