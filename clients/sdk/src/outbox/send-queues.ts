import { foldUsername } from '../username.ts';
import type { Courier } from './send-queue.ts';

/** One courier for each person that something is to be sent to: what goes to one waits for nobody else. */
export class Couriers {
  readonly #hire: (user: string) => Courier;
  readonly #perUser = new Map<string, Courier>();
  #isStopped = false;

  constructor(hire: (user: string) => Courier) {
    this.#hire = hire;
  }

  of(user: string): Courier {
    const key = foldUsername(user);
    const courier = this.#perUser.get(key) ?? this.#hire(user);
    // What was written a moment before the end is stored by now, and for another process or page to send.
    if (this.#isStopped) courier.stop();
    this.#perUser.set(key, courier);
    return courier;
  }

  /** Whoever comes next has couriers of their own. */
  dismiss(): void {
    for (const courier of this.#perUser.values()) courier.stop();
    this.#perUser.clear();
  }

  /** Nothing is sent any more. */
  stop(): void {
    this.#isStopped = true;
    for (const courier of this.#perUser.values()) courier.stop();
  }
}
