import type { CoreChatError } from '../errors.ts';
import type { OutboxEntry } from '../types.ts';

/** Waits until the outbox is drained: each message is acknowledged, or has failed. */
export class Drained {
  #waiting: PromiseWithResolvers<void> | undefined;

  wait(entries: readonly OutboxEntry[]): Promise<void> {
    this.#waiting ??= Promise.withResolvers();
    const { promise } = this.#waiting;
    this.check(entries);
    return promise;
  }

  check(entries: readonly OutboxEntry[]): void {
    if (entries.some(({ state }) => state !== 'failed')) return;
    this.#waiting?.resolve();
    this.#waiting = undefined;
  }

  reject(error: CoreChatError): void {
    this.#waiting?.promise.catch(() => {});
    this.#waiting?.reject(error);
    this.#waiting = undefined;
  }
}
