/** Unsent messages in memory. Each change makes new arrays and objects, so that what somebody holds stays as it was. */
import type { CoreChatError } from '../errors.ts';
import type { Message, OutboxEntry } from '../types.ts';
import { foldUsername } from '../username.ts';
import { fromFailure, type StoredEntry } from './outbox-storage.ts';

/** The promises behind `settled`. They outlive a log-out: the same person may come back. */
export class Settlements {
  readonly #open = new Map<string, PromiseWithResolvers<Message>>();

  promise(clientId: string): Promise<Message> {
    const settling = this.#open.get(clientId) ?? Promise.withResolvers<Message>();
    this.#open.set(clientId, settling);
    // Whoever does not wait for it is told by the entry's state.
    settling.promise.catch(() => {});
    return settling.promise;
  }

  resolve(clientId: string, message: Message): void {
    this.#open.get(clientId)?.resolve(message);
    this.#open.delete(clientId);
  }

  reject(clientId: string, error: CoreChatError): void {
    this.#open.get(clientId)?.reject(error);
    this.#open.delete(clientId);
  }
}

/** For those who wait until nothing waits to be sent: each message is acknowledged, or has failed. */
export class Emptiness {
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

export const toEntry = (stored: StoredEntry, settled: Promise<Message>): OutboxEntry => {
  const { clientId, user, text, queuedAt, failed } = stored;
  const state = failed ? 'failed' : 'queued';
  return { clientId, user, text, queuedAt, state, ...(failed && { error: fromFailure(failed) }), settled };
};

export class Entries {
  readonly #changed: (entries: readonly OutboxEntry[], users: readonly string[]) => void;
  readonly #perUser = new Map<string, readonly OutboxEntry[]>();
  #all: readonly OutboxEntry[] = [];

  /** @param changed gets the users whose entries did */
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
