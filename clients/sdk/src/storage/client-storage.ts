/** The client's access to its storage: keys under one prefix, failures survived, changes published to other tabs. */

import type { CoreChatOptions } from '../options.ts';
import { type ChannelLike, globals } from '../platform.ts';
import type { Message } from '../types.ts';
import { type KeyValueStorage, memoryStorage } from './storage.ts';
import { withWebLock } from './web-lock.ts';

/** What a tab publishes to the others. */
export type TabMessage = { type: 'logged-in' | 'logged-out'; username: string } | OutboxMessage;

/** The unsent messages of a user changed. */
export interface OutboxMessage {
  type: 'outbox';
  username: string;
  /** as the server acknowledged it */
  sent?: Message;
  /** ClientId */
  discarded?: string;
}

export class ClientStorage {
  readonly #storage: KeyValueStorage;
  readonly #prefix: string;
  /** a browser's tabs always share the cookie, even where they do not share the storage */
  readonly #cookieMode: boolean;
  readonly #log: NonNullable<CoreChatOptions['log']>;
  #channel: ChannelLike | undefined;
  /** the application gave the storage: it outlives the client, and is the only place to look */
  readonly isGiven: boolean;
  /** a call has failed: an entry that is missing was perhaps never written */
  isBroken = false;

  /** @param url of the API: each server has its own keys, so that no data reaches another one */
  constructor(url: string, options: CoreChatOptions, heard: (message: TabMessage) => void) {
    this.isGiven = options.storage !== undefined;
    this.#storage = options.storage ?? memoryStorage();
    this.#prefix = `corechat:${url}:`;
    this.#cookieMode = options.session === 'cookie';
    this.#log = options.log ?? (() => {});
    // Not in Node.js: there every client of the process would receive the messages, and the process would not exit.
    const Channel = options.BroadcastChannel ?? (globals().document ? globals().BroadcastChannel : undefined);
    if (Channel) {
      this.#channel = new Channel(`corechat:${url}`);
      this.#channel.onmessage = ({ data }: { data: TabMessage }) => heard(data);
    }
  }

  publish(message: TabMessage): void {
    this.#channel?.postMessage(message);
  }

  close(): void {
    this.#channel?.close();
    // A write may still be under way: publishing on a closed channel would throw.
    this.#channel = undefined;
  }

  /** Continues with what is in memory when the storage is full, forbidden or broken. */
  async #survive<T>(action: () => Promise<T>, otherwise: T): Promise<T> {
    try {
      return await action();
    } catch (error) {
      this.isBroken = true;
      this.#log({ type: 'storage_failed', error });
      return otherwise;
    }
  }

  get(key: string): Promise<string | undefined> {
    return this.#survive(() => this.#storage.get(this.#prefix + key), undefined);
  }

  set(key: string, value: string): Promise<void> {
    return this.#survive(() => this.#storage.set(this.#prefix + key, value), undefined);
  }

  delete(key: string): Promise<void> {
    return this.#survive(() => this.#storage.delete(this.#prefix + key), undefined);
  }

  async keys(prefix: string): Promise<string[]> {
    const found = await this.#survive(() => this.#storage.keys(this.#prefix + prefix), []);
    return found.map((key) => key.slice(this.#prefix.length));
  }

  /** Runs alone among all that share the storage, or in cookie mode the cookie. Runs anyway where the lock fails. */
  async alone<T>(name: string, run: () => Promise<T>): Promise<T> {
    const key = this.#prefix + name;
    const isShared = this.#storage.lock && (name !== 'session' || !this.#cookieMode);
    if (!isShared || !this.#storage.lock) return withWebLock(key, run);
    let entered = false;
    try {
      return await this.#storage.lock(key, () => {
        entered = true;
        return run();
      });
    } catch (error) {
      if (entered) throw error;
      this.#log({ type: 'storage_failed', error });
      return run();
    }
  }
}
