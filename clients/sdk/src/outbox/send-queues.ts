import { addressKey } from '../address.ts';
import type { SendQueue } from './send-queue.ts';

/** One send queue per recipient: a recipient's messages never wait for those to another one. */
export class SendQueues {
  readonly #create: (user: string) => SendQueue;
  readonly #perUser = new Map<string, SendQueue>();
  #isStopped = false;

  constructor(create: (user: string) => SendQueue) {
    this.#create = create;
  }

  of(user: string): SendQueue {
    const key = addressKey(user);
    const queue = this.#perUser.get(key) ?? this.#create(user);
    // A message that was added just before the end is in the storage: another process or page sends it.
    if (this.#isStopped) queue.stop();
    this.#perUser.set(key, queue);
    return queue;
  }

  /** The user logs out: the next one gets new queues. */
  clear(): void {
    for (const queue of this.#perUser.values()) queue.stop();
    this.#perUser.clear();
  }

  /** Stops sending, also in queues that are created later. */
  stop(): void {
    this.#isStopped = true;
    for (const queue of this.#perUser.values()) queue.stop();
  }
}
