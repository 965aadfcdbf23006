/** The storage as this client uses it: its keys under one prefix, failures survived, other tabs told. */

import type { CoreChatOptions } from '../options.ts';
import { type ChannelLike, globals } from '../platform.ts';
import type { Message } from '../types.ts';
import { type KeyValueStorage, memoryStorage } from './storage.ts';
import { withWebLock } from './web-lock.ts';

/** What tabs tell each other. */
export type TabMessage = { type: 'logged-in' | 'logged-out'; username: string } | OutboxMessage;

/** The unsent messages of somebody changed. */
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
  /** the browser's tabs share the cookie, whatever they share else */
  readonly #cookieMode: boolean;
  readonly #log: NonNullable<CoreChatOptions['log']>;
  #channel: ChannelLike | undefined;
  /** by whoever made the client: it outlives it, and what it does not hold is not there */
  readonly isGiven: boolean;
  /** it could not be written: what is missing from it was perhaps never in it */
  isBroken = false;

  /** @param url of the API: what is kept for one server is never sent to another */
  constructor(url: string, options: CoreChatOptions, heard: (message: TabMessage) => void) {
    this.isGiven = options.storage !== undefined;
    this.#storage = options.storage ?? memoryStorage();
    this.#prefix = `corechat:${url}:`;
    this.#cookieMode = options.session === 'cookie';
    this.#log = options.log ?? (() => {});
    // Node.js has it too, but there every client of the process would hear, and the process would not end.
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
    // What is still being stored is then told to nobody: a closed channel throws.
    this.#channel = undefined;
  }

  /** Full, forbidden or broken: the client goes on, with what it has in memory. */
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

  /** Alone among all that share the storage, or in cookie mode the cookie; not alone where the lock fails. */
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
