import type { Off } from './emitter.ts';
import { monotonic, report, type Timer } from './platform.ts';

/** The duration of a frame on a screen. */
const APART_MS = 16;

/**
 * A state with immutable snapshots. A snapshot is made when it is read, and stays the same object until something changes.
 * Subscribers are called in a microtask, and at most once per frame of a screen.
 */
export abstract class Observable<Snapshot> {
  #inputs: readonly unknown[] = [];
  readonly #subscribers = new Set<() => void>();
  #snapshot: Snapshot | undefined;
  #isScheduled = false;
  #notifiedAt = Number.NEGATIVE_INFINITY;
  #timer: Timer | undefined;

  /** @internal */
  protected abstract take(): Snapshot;

  /** The parts of the store's state that the snapshot is made of. @internal */
  protected inputs(): readonly unknown[] {
    return [];
  }

  /** The store's state changed: announces it if that concerns the snapshot. @internal */
  refresh(): void {
    const inputs = this.inputs();
    if (inputs.every((input, index) => input === this.#inputs[index])) return;
    this.#inputs = inputs;
    this.changed();
  }

  get snapshot(): Snapshot {
    this.#snapshot ??= this.take();
    return this.#snapshot;
  }

  /** @param changed called after a change; it reads `snapshot` */
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
    if (this.#isScheduled || this.#subscribers.size === 0) return;
    this.#isScheduled = true;
    const wait = this.#notifiedAt + APART_MS - monotonic();
    if (wait > 0) this.#timer = setTimeout(() => this.#notify(), wait);
    else queueMicrotask(() => this.#notify());
  }

  #notify(): void {
    this.#isScheduled = false;
    this.#notifiedAt = monotonic();
    for (const subscriber of [...this.#subscribers]) {
      try {
        subscriber();
      } catch (error) {
        report(error);
      }
    }
  }

  /** @internal */
  stopNotifying(): void {
    clearTimeout(this.#timer);
    this.#isScheduled = false;
    this.#subscribers.clear();
  }
}
