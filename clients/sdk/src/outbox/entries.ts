/** Unsent messages in memory. Each change makes new arrays and objects, so that a snapshot never changes. */
import type { Message, OutboxEntry } from '../types.ts';
import { foldUsername } from '../username.ts';
import { fromFailure, type StoredEntry } from './outbox-storage.ts';

export const toEntry = (stored: StoredEntry, settled: Promise<Message>): OutboxEntry => {
  const { clientId, user, text, queuedAt, failed } = stored;
  const state = failed ? 'failed' : 'queued';
  return { clientId, user, text, queuedAt, state, ...(failed && { error: fromFailure(failed) }), settled };
};

export class Entries {
  readonly #changed: (entries: readonly OutboxEntry[], users: readonly string[]) => void;
  readonly #perUser = new Map<string, readonly OutboxEntry[]>();
  #all: readonly OutboxEntry[] = [];

  /** @param changed gets all entries, and the users whose entries changed */
  constructor(changed: (entries: readonly OutboxEntry[], users: readonly string[]) => void) {
    this.#changed = changed;
  }

  get all(): readonly OutboxEntry[] {
    return this.#all;
  }

  to(username: string): readonly OutboxEntry[] {
    const key = foldUsername(username);
    const known = this.#perUser.get(key) ?? this.#all.filter(({ user }) => foldUsername(user) === key);
    this.#perUser.set(key, known);
    return known;
  }

  /** @param stored entries that are in the storage: a message is not sent before @returns undefined while there is none */
  firstToSend(username: string, stored: ReadonlyMap<string, StoredEntry>): OutboxEntry | undefined {
    const first = this.to(username).find(({ state }) => state !== 'failed');
    return first && stored.has(first.clientId) ? first : undefined;
  }

  find(clientId: string): OutboxEntry | undefined {
    return this.#all.find((entry) => entry.clientId === clientId);
  }

  set(entries: readonly OutboxEntry[], users: Iterable<string>): void {
    const changed = [...new Set(users)];
    if (changed.length === 0) return;
    this.#all = entries;
    for (const user of changed) this.#perUser.delete(foldUsername(user));
    this.#changed(entries, changed);
  }

  add(entry: OutboxEntry): void {
    this.set([...this.#all, entry], [entry.user]);
  }

  replace(entry: OutboxEntry): void {
    const at = this.#all.findIndex(({ clientId }) => clientId === entry.clientId);
    if (at >= 0) this.set(this.#all.with(at, entry), [entry.user]);
  }

  remove(clientId: string): void {
    const entry = this.find(clientId);
    if (!entry) return;
    const rest = this.#all.filter((each) => each !== entry);
    this.set(rest, [entry.user]);
  }

  clear(): void {
    this.set(
      [],
      this.#all.map(({ user }) => user),
    );
  }
}
