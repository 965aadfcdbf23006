/** Unsent messages in the storage: one key each, in the order in which they were written. */
import { CoreChatError, type ErrorCode } from '../errors.ts';
import type { Vault } from '../storage/client-storage.ts';
import { foldUsername } from '../username.ts';

export interface StoredEntry {
  clientId: string;
  user: string;
  text: string;
  queuedAt: string;
  /** grows with each message, whatever the clock does */
  order: number;
  failed?: { code: ErrorCode; message: string; status?: number | undefined };
}

export const toFailure = ({ code, message, status }: CoreChatError): NonNullable<StoredEntry['failed']> => ({
  code,
  message,
  status,
});

export const fromFailure = ({ code, ...options }: NonNullable<StoredEntry['failed']>): CoreChatError =>
  new CoreChatError(code, options);

export class OutboxStore {
  readonly #vault: Vault;
  readonly #prefix: string;

  /** @param owner username: what somebody wrote is never sent by somebody else */
  constructor(vault: Vault, owner: string) {
    this.#vault = vault;
    this.#prefix = `outbox:${foldUsername(owner)}:`;
  }

  async #read(key: string): Promise<StoredEntry | undefined> {
    try {
      const entry = JSON.parse((await this.#vault.get(key)) ?? 'null') as StoredEntry | null;
      const isWhole = [entry?.clientId, entry?.user, entry?.text].every((part) => typeof part === 'string');
      return entry && isWhole ? { ...entry, order: Number(entry.order) || 0 } : undefined;
    } catch {
      return undefined;
    }
  }

  /** In order. */
  async list(): Promise<StoredEntry[]> {
    const keys = await this.#vault.keys(this.#prefix);
    const entries = await Promise.all(keys.map((key) => this.#read(key)));
    const found = entries.filter((entry) => entry !== undefined);
    return found.sort((one, other) => one.order - other.order);
  }

  put(entry: StoredEntry): Promise<void> {
    return this.#vault.set(this.#prefix + entry.clientId, JSON.stringify(entry));
  }

  remove(clientId: string): Promise<void> {
    return this.#vault.delete(this.#prefix + clientId);
  }

  async clear(): Promise<void> {
    for (const { clientId } of await this.list()) await this.remove(clientId);
  }

  /** Neither sent nor discarded by another tab, as far as can be read. */
  async has(clientId: string): Promise<boolean> {
    const found = await this.#vault.get(this.#prefix + clientId);
    return found !== undefined || this.#vault.isBroken;
  }

  /** One tab at a time sends to somebody. */
  alone<T>(user: string, run: () => Promise<T>): Promise<T> {
    return this.#vault.alone(`${this.#prefix}to:${foldUsername(user)}`, run);
  }
}
