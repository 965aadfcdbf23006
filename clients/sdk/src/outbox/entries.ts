/** Unsent messages in memory. Each change makes new arrays and objects, so that a snapshot never changes. */
import { addressKey } from '../address.ts';
import type { Message, OutboxEntry } from '../types.ts';
import { fromFailure, type StoredEntry } from './outbox-storage.ts';

export const toEntry = (stored: StoredEntry, settled: Promise<Message>): OutboxEntry => {
  const { clientId, user, text, replyTo, files, queuedAt, failed } = stored;
  const state = failed ? 'failed' : 'queued';
  const optional = {
    ...(replyTo && { replyTo }),
    ...(files && { files }),
    ...(failed && { error: fromFailure(failed) }),
  };
  return { clientId, user, text, queuedAt, state, ...optional, settled };
};

export class Entries {
  readonly #changed: (entries: readonly OutboxEntry[]) => void;
  #all: readonly OutboxEntry[] = [];

  constructor(changed: (entries: readonly OutboxEntry[]) => void) {
    this.#changed = changed;
  }

  get all(): readonly OutboxEntry[] {
    return this.#all;
  }

  /** @param to username or conversation id */
  to(to: string): readonly OutboxEntry[] {
    return this.#all.filter(({ user }) => addressKey(user) === addressKey(to));
  }

  /** @param stored entries that are in the storage: a message is not sent before @returns undefined while there is none */
  firstToSend(to: string, stored: ReadonlyMap<string, StoredEntry>): OutboxEntry | undefined {
    const first = this.to(to).find(({ state }) => state !== 'failed');
    return first && stored.has(first.clientId) ? first : undefined;
  }

  find(clientId: string): OutboxEntry | undefined {
    return this.#all.find((entry) => entry.clientId === clientId);
  }

  set(entries: readonly OutboxEntry[]): void {
    const isSame =
      entries.length === this.#all.length && entries.every((entry, at) => entry === this.#all[at]);
    if (isSame) return;
    this.#all = entries;
    this.#changed(entries);
  }

  replace(entry: OutboxEntry): void {
    this.set(this.#all.map((each) => (each.clientId === entry.clientId ? entry : each)));
  }

  remove(clientId: string): void {
    this.set(this.#all.filter((entry) => entry.clientId !== clientId));
  }
}
