/** Keeps unsent messages in the storage, one key each, in the order in which they were written. */
import { addressKey } from '../address.ts';
import { CoreChatError, type ErrorCode } from '../errors.ts';
import type { FileFacts } from '../files/draft.ts';
import type { ClientStorage } from '../storage/client-storage.ts';
import { foldUsername } from '../username.ts';

export interface StoredEntry {
  clientId: string;
  user: string;
  text: string;
  replyTo?: string;
  files?: readonly FileFacts[];
  queuedAt: string;
  /** grows with each message, even when the clock is set back */
  order: number;
  failed?: { code: ErrorCode; message: string; status?: number | undefined };
}

const toFailure = ({ code, message, status }: CoreChatError): NonNullable<StoredEntry['failed']> => ({
  code,
  message,
  status,
});

/** @param error why it failed; undefined when it is queued again */
export function withFailure(stored: StoredEntry, error: CoreChatError | undefined): StoredEntry {
  const { failed, ...entry } = stored;
  return error ? { ...entry, failed: toFailure(error) } : entry;
}

export const fromFailure = ({ code, ...options }: NonNullable<StoredEntry['failed']>): CoreChatError =>
  new CoreChatError(code, options);

const PREFIX = 'outbox:';

/** @returns folded usernames */
export async function ownersIn(storage: ClientStorage): Promise<string[]> {
  const keys = await storage.keys(PREFIX);
  return [...new Set(keys.map((key) => key.slice(PREFIX.length, key.indexOf(':', PREFIX.length))))];
}

export class OutboxStorage {
  readonly #storage: ClientStorage;
  readonly #prefix: string;

  /** @param owner username: messages are only sent by the account that wrote them */
  constructor(storage: ClientStorage, owner: string) {
    this.#storage = storage;
    this.#prefix = `${PREFIX}${foldUsername(owner)}:`;
  }

  async #read(key: string): Promise<StoredEntry | undefined> {
    try {
      const entry = JSON.parse((await this.#storage.get(key)) ?? 'null') as StoredEntry | null;
      const isWhole = [entry?.clientId, entry?.user, entry?.text].every((part) => typeof part === 'string');
      return entry && isWhole ? { ...entry, order: Number(entry.order) || 0 } : undefined;
    } catch {
      return undefined;
    }
  }

  /** In order. */
  async list(): Promise<StoredEntry[]> {
    const keys = await this.#storage.keys(this.#prefix);
    const entries = await Promise.all(keys.map((key) => this.#read(key)));
    const found = entries.filter((entry) => entry !== undefined);
    return found.sort((one, other) => one.order - other.order);
  }

  put(entry: StoredEntry): Promise<void> {
    return this.#storage.set(this.#prefix + entry.clientId, JSON.stringify(entry));
  }

  remove(clientId: string): Promise<void> {
    return this.#storage.delete(this.#prefix + clientId);
  }

  /** @returns whether a message had files */
  async clear(): Promise<boolean> {
    const entries = await this.list();
    for (const { clientId } of entries) await this.remove(clientId);
    return entries.some(({ files }) => files !== undefined);
  }

  /** Whether no other tab has sent or discarded it. True where the storage cannot be read. */
  async has(clientId: string): Promise<boolean> {
    const found = await this.#storage.get(this.#prefix + clientId);
    return found !== undefined || this.#storage.isBroken;
  }

  /** One tab at a time sends to a user. */
  alone<T>(user: string, run: () => Promise<T>): Promise<T> {
    return this.#storage.alone(`${this.#prefix}to:${addressKey(user)}`, run);
  }
}
