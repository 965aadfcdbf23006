import { type CoreChatError, notLoggedIn } from '../errors.ts';
import { report } from '../platform.ts';
import type { OutboxMessage } from '../storage/client-storage.ts';
import type { Message, OutboxEntry } from '../types.ts';
import { isSameUser } from '../username.ts';
import { Emptiness, Entries, Settlements, toEntry } from './entries.ts';
import { mergeStored } from './merge.ts';
import { discarded, type OutboxParts } from './outbox-parts.ts';
import { OutboxStore, type StoredEntry, toFailure } from './outbox-storage.ts';
import { Courier } from './send-queue.ts';
import { Couriers } from './send-queues.ts';

/** Messages that the server has not acknowledged yet: kept, sent in order and once, however often that takes. */
export class Outbox {
  readonly #parts: OutboxParts;
  readonly #entries: Entries;
  readonly #settlements = new Settlements();
  /** acknowledged or discarded: what a storage still says of them is old */
  readonly #done = new Set<string>();
  #owner: string | undefined;
  #store: OutboxStore | undefined;
  readonly #couriers = new Couriers((user) => this.#newCourier(user));
  /** what is in the storage by now; nothing is sent before */
  #stored = new Map<string, StoredEntry>();
  /** of the storage, one after the other */
  #work: Promise<void> = Promise.resolve();
  #lastOrder = 0;
  readonly #emptiness = new Emptiness();

  /** @internal */
  constructor(parts: OutboxParts) {
    this.#parts = parts;
    this.#entries = new Entries((entries, users) => {
      parts.changed(entries, users);
      if (this.#owner !== undefined) this.#emptiness.check(entries);
    });
  }

  /** Those not acknowledged yet, in order. @param username only those to somebody */
  entries(username?: string): readonly OutboxEntry[] {
    return username === undefined ? this.#entries.all : this.#entries.to(username);
  }

  /** Sends a failed one again; one that waits, at once. */
  retry(clientId: string): void {
    const entry = this.#entries.find(clientId);
    if (!entry) return;
    if (entry.state === 'failed') {
      const { error, ...again } = entry;
      this.#entries.replace({ ...again, state: 'queued' });
      this.#write(clientId, undefined);
    }
    this.#couriers.of(entry.user).hurry();
  }

  /** Forgets it. One that is on its way at this moment may arrive all the same. */
  discard(clientId: string): void {
    if (!this.#entries.find(clientId)) return;
    this.#settlements.reject(clientId, discarded());
    this.#finish(clientId, { discarded: clientId });
  }

  /**
   * Resolves when nothing waits to be sent: each message is acknowledged, or has failed.
   * @throws CoreChatError not_logged_in when the session ends before
   */
  async whenEmpty(): Promise<void> {
    if (this.#owner === undefined) throw notLoggedIn();
    await this.#work;
    return this.#emptiness.wait(this.#entries.all);
  }

  /** Resolves when what an earlier process or page left unsent is among the entries. */
  async loaded(): Promise<void> {
    await this.#work;
  }

  /** @throws CoreChatError not_logged_in @internal */
  add(user: string, text: string): OutboxEntry {
    const store = this.#store;
    if (!store) throw notLoggedIn();
    const draft = { clientId: crypto.randomUUID(), user, text, queuedAt: new Date().toISOString() };
    const entry = toEntry({ ...draft, order: 0 }, this.#settlements.promise(draft.clientId));
    this.#entries.add(entry);
    // Behind what an earlier visit left, which may still be loading.
    this.#do(async () => {
      this.#lastOrder = Math.max(this.#lastOrder + 1, Date.now());
      const stored = { ...draft, order: this.#lastOrder };
      if (this.#done.has(draft.clientId)) return;
      await store.put(stored);
      if (store !== this.#store) return;
      this.#stored.set(draft.clientId, stored);
      this.#tellTabs();
      this.#couriers.of(user).start();
    });
    return entry;
  }

  /** Storage calls survive failures, see Vault; whatever else fails does not hold up what comes after it. */
  #do(action: () => Promise<void>): void {
    this.#work = this.#work.then(action).catch(report);
  }

  #write(clientId: string, error: CoreChatError | undefined): void {
    const store = this.#store;
    this.#do(async () => {
      const stored = this.#stored.get(clientId);
      if (!stored || store !== this.#store) return;
      const { failed, ...entry } = stored;
      const changed = error ? { ...entry, failed: toFailure(error) } : entry;
      this.#stored.set(clientId, changed);
      await store?.put(changed);
      this.#tellTabs();
    });
  }

  #tellTabs(news: Omit<OutboxMessage, 'type' | 'username'> = {}): void {
    if (this.#owner === undefined) return;
    this.#parts.vault.tell({ type: 'outbox', username: this.#owner, ...news });
  }

  #newCourier(user: string): Courier {
    const [owner, store] = [this.#owner ?? '', this.#store as OutboxStore];
    return new Courier({
      next: () => {
        const first = this.#entries.to(user).find(({ state }) => state !== 'failed');
        return first && this.#stored.has(first.clientId) ? first : undefined;
      },
      alone: (run) => store.alone(user, run),
      isHere: (clientId) => store.has(clientId),
      post: ({ user: User, text: Message, clientId: ClientId }) =>
        this.#parts.messages.sendAs(owner, { User, Message, ClientId }, false),
      changed: (entry) => this.#entries.replace(entry),
      acknowledged: (message) => {
        this.#parts.took(message);
        return this.#work;
      },
      refused: (entry, error) => {
        this.#entries.replace({ ...entry, state: 'failed', error });
        this.#write(entry.clientId, error);
      },
      gone: (entry) => this.#lookElsewhere(entry),
    });
  }

  /** Another tab has sent or discarded it. @throws CoreChatError when that cannot be found out now */
  async #lookElsewhere({ clientId, user }: OutboxEntry): Promise<void> {
    const newest = await this.#parts.messages.newest(user);
    const message = newest.find(({ ClientId }) => ClientId === clientId);
    if (message) this.#parts.took(message);
    this.#settlements.reject(clientId, discarded());
    this.#drop(clientId);
  }

  /** A message of mine is known to be stored, by whatever way. @internal */
  acknowledged(message: Message): void {
    const { ClientId: clientId, From } = message;
    if (clientId === null || this.#owner === undefined || !isSameUser(From, this.#owner)) return;
    this.#settlements.resolve(clientId, message);
    if (this.#entries.find(clientId)) this.#finish(clientId, { sent: message });
  }

  #finish(clientId: string, news: Omit<OutboxMessage, 'type' | 'username'>): void {
    const store = this.#store;
    this.#drop(clientId);
    this.#do(async () => {
      await store?.remove(clientId);
      this.#tellTabs(news);
    });
  }

  #drop(clientId: string): void {
    this.#done.add(clientId);
    this.#stored.delete(clientId);
    this.#entries.remove(clientId);
  }

  /** Somebody is logged in: what they left unsent goes on its way. @internal */
  begin(owner: string): void {
    if (this.#owner !== undefined && isSameUser(owner, this.#owner)) {
      this.hurry();
      return;
    }
    this.end();
    this.#owner = owner;
    this.#store = new OutboxStore(this.#parts.vault, owner);
    this.#reload();
  }

  #reload(): void {
    const store = this.#store;
    this.#do(async () => {
      const found = (await store?.list()) ?? [];
      if (store === this.#store) this.#merge(found.filter(({ clientId }) => !this.#done.has(clientId)));
    });
  }

  /** @param found in the storage */
  #merge(found: StoredEntry[]): void {
    const { isBroken } = this.#parts.vault;
    for (const { order } of found) this.#lastOrder = Math.max(this.#lastOrder, order);
    const settled = (clientId: string) => this.#settlements.promise(clientId);
    const merged = mergeStored(found, this.#entries.all, this.#stored, isBroken, settled);
    this.#stored = merged.stored;
    this.#entries.set(merged.entries, merged.users);
    this.hurry();
  }

  /** The way may be free again. @internal */
  hurry(): void {
    for (const { user } of this.#entries.all) this.#couriers.of(user).hurry();
  }

  /** @internal */
  heard({ username, sent, discarded: gone }: OutboxMessage): void {
    if (this.#owner === undefined || !isSameUser(username, this.#owner)) return;
    if (sent) this.#parts.took(sent);
    if (gone !== undefined) {
      this.#settlements.reject(gone, discarded());
      this.#drop(gone);
    }
    this.#reload();
  }

  /** Nobody is logged in any more; what is unsent stays in the storage. @internal */
  end(): void {
    this.#couriers.dismiss();
    this.#stored = new Map();
    this.#owner = undefined;
    this.#store = undefined;
    this.#emptiness.reject(notLoggedIn());
    this.#entries.clear();
  }

  /** Nothing is sent any more; everything stays as it is. @internal */
  stop(): void {
    this.#couriers.stop();
  }

  /** The account is gone, and with it what it did not send. @internal */
  async erase(owner: string): Promise<void> {
    // By now somebody else may be logged in.
    const isHere = this.#owner !== undefined && isSameUser(owner, this.#owner);
    if (isHere) for (const { clientId } of this.#entries.all) this.discard(clientId);
    await this.#work;
    await new OutboxStore(this.#parts.vault, owner).clear();
  }
}
