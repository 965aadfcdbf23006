import type { Messages } from './api.ts';
import { Courier } from './courier.ts';
import { CoreChatError } from './errors.ts';
import { fromFailure, OutboxStore, type StoredEntry, toFailure } from './outbox-store.ts';
import type { Message, OutboxEntry } from './types.ts';
import { foldUsername, isSameUser } from './username.ts';
import type { OutboxMessage, Vault } from './vault.ts';

export interface OutboxParts {
  vault: Vault;
  messages: Messages;
  /** @param users whose unsent messages changed */
  changed(entries: readonly OutboxEntry[], users: readonly string[]): void;
  /** the server acknowledged this */
  took(message: Message): void;
}

const notLoggedIn = () => new CoreChatError('not_logged_in', { message: 'Nobody is logged in' });
const discarded = () => new CoreChatError('discarded', { message: 'The message was discarded' });

/** Messages that the server has not acknowledged yet: kept, sent in order and once, however often that takes. */
export class Outbox {
  readonly #parts: OutboxParts;
  /** also of those who are logged out at the moment */
  readonly #settling = new Map<string, PromiseWithResolvers<Message>>();
  /** acknowledged or discarded: what a storage still says of them is old */
  readonly #done = new Set<string>();
  #owner: string | undefined;
  #store: OutboxStore | undefined;
  #couriers = new Map<string, Courier>();
  /** what is in the storage by now; nothing is sent before */
  #stored = new Map<string, StoredEntry>();
  #entries: readonly OutboxEntry[] = [];
  #perUser = new Map<string, readonly OutboxEntry[]>();
  /** of the storage, one after the other */
  #work: Promise<void> = Promise.resolve();
  #lastOrder = 0;
  #whenEmpty: PromiseWithResolvers<void> | undefined;

  /** @internal */
  constructor(parts: OutboxParts) {
    this.#parts = parts;
  }

  /** Those not acknowledged yet, in order. @param username only those to somebody */
  entries(username?: string): readonly OutboxEntry[] {
    if (username === undefined) return this.#entries;
    const key = foldUsername(username);
    const known = this.#perUser.get(key) ?? this.#entries.filter(({ user }) => foldUsername(user) === key);
    this.#perUser.set(key, known);
    return known;
  }

  /** Sends a failed one again; one that waits, at once. */
  retry(clientId: string): void {
    const entry = this.#find(clientId);
    if (!entry) return;
    if (entry.state === 'failed') {
      const { error, ...again } = entry;
      this.#replace({ ...again, state: 'queued' });
      this.#write(clientId, undefined);
    }
    this.#courier(entry.user).hurry();
  }

  /** Forgets it. One that is on its way at this moment may arrive all the same. */
  discard(clientId: string): void {
    if (!this.#find(clientId)) return;
    this.#settling.get(clientId)?.reject(discarded());
    this.#finish(clientId, { discarded: clientId });
  }

  /**
   * Resolves when nothing waits to be sent: each message is acknowledged, or has failed.
   * @throws CoreChatError not_logged_in when the session ends before
   */
  async whenEmpty(): Promise<void> {
    if (this.#owner === undefined) throw notLoggedIn();
    await this.#work;
    this.#whenEmpty ??= Promise.withResolvers();
    const { promise } = this.#whenEmpty;
    this.#checkEmpty();
    return promise;
  }

  #checkEmpty(): void {
    if (this.#entries.some(({ state }) => state !== 'failed')) return;
    this.#whenEmpty?.resolve();
    this.#whenEmpty = undefined;
  }

  #find(clientId: string): OutboxEntry | undefined {
    return this.#entries.find((entry) => entry.clientId === clientId);
  }

  /** @throws CoreChatError not_logged_in @internal */
  add(user: string, text: string): OutboxEntry {
    const store = this.#store;
    if (!store) throw notLoggedIn();
    const draft = { clientId: crypto.randomUUID(), user, text, queuedAt: new Date().toISOString() };
    const entry = this.#toEntry({ ...draft, order: 0 });
    this.#set([...this.#entries, entry], [user]);
    // Behind what an earlier visit left, which may still be loading.
    this.#do(async () => {
      this.#lastOrder = Math.max(this.#lastOrder + 1, Date.now());
      const stored = { ...draft, order: this.#lastOrder };
      if (this.#done.has(draft.clientId)) return;
      await store.put(stored);
      if (store !== this.#store) return;
      this.#stored.set(draft.clientId, stored);
      this.#tellTabs();
      this.#courier(user).start();
    });
    return entry;
  }

  /** Storage calls survive failures, see Vault. */
  #do(action: () => Promise<void>): void {
    this.#work = this.#work.then(action);
  }

  #toEntry({ clientId, user, text, queuedAt, failed }: StoredEntry): OutboxEntry {
    const settling = this.#settling.get(clientId) ?? Promise.withResolvers<Message>();
    this.#settling.set(clientId, settling);
    // Whoever does not wait for it is told by the entry's state.
    settling.promise.catch(() => {});
    const state = failed ? 'failed' : 'queued';
    const error = failed && { error: fromFailure(failed) };
    return { clientId, user, text, queuedAt, state, ...error, settled: settling.promise };
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

  #courier(user: string): Courier {
    const key = foldUsername(user);
    const known = this.#couriers.get(key);
    if (known) return known;
    const [owner, store] = [this.#owner ?? '', this.#store as OutboxStore];
    const courier = new Courier({
      next: () => {
        const first = this.entries(user).find(({ state }) => state !== 'failed');
        return first && this.#stored.has(first.clientId) ? first : undefined;
      },
      alone: (run) => store.alone(user, run),
      isHere: (clientId) => store.has(clientId),
      post: ({ user: User, text: Message, clientId: ClientId }) =>
        this.#parts.messages.sendAs(owner, { User, Message, ClientId }, false),
      changed: (entry) => this.#replace(entry),
      acknowledged: (message) => {
        this.#parts.took(message);
        return this.#work;
      },
      refused: (entry, error) => {
        this.#replace({ ...entry, state: 'failed', error });
        this.#write(entry.clientId, error);
      },
      gone: (entry) => this.#lookElsewhere(entry),
    });
    this.#couriers.set(key, courier);
    return courier;
  }

  /** Another tab has sent or discarded it. @throws CoreChatError when that cannot be found out now */
  async #lookElsewhere({ clientId, user }: OutboxEntry): Promise<void> {
    for await (const page of this.#parts.messages.list(user, { limit: 100 }).pages()) {
      const message = page.find(({ ClientId }) => ClientId === clientId);
      if (message) this.#parts.took(message);
      break;
    }
    this.#settling.get(clientId)?.reject(discarded());
    this.#drop(clientId);
  }

  /** A message of mine is known to be stored, by whatever way. @internal */
  acknowledged(message: Message): void {
    const { ClientId: clientId, From } = message;
    if (clientId === null || this.#owner === undefined || !isSameUser(From, this.#owner)) return;
    const isHere = this.#find(clientId) !== undefined;
    this.#settling.get(clientId)?.resolve(message);
    if (isHere) this.#finish(clientId, { sent: message });
    else this.#settling.delete(clientId);
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
    const entry = this.#find(clientId);
    this.#done.add(clientId);
    this.#settling.delete(clientId);
    this.#stored.delete(clientId);
    if (!entry) return;
    this.#set(
      this.#entries.filter((each) => each !== entry),
      [entry.user],
    );
  }

  #replace(entry: OutboxEntry): void {
    const at = this.#entries.findIndex(({ clientId }) => clientId === entry.clientId);
    if (at >= 0) this.#set(this.#entries.with(at, entry), [entry.user]);
  }

  #set(entries: readonly OutboxEntry[], users: readonly string[]): void {
    this.#entries = entries;
    for (const user of users) this.#perUser.delete(foldUsername(user));
    this.#parts.changed(entries, users);
    if (this.#owner !== undefined) this.#checkEmpty();
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
    const users = new Set<string>();
    // Those that were not stored yet when the storage was read are the latest.
    const written = this.#entries.filter(({ clientId }) => !this.#stored.has(clientId));
    const stored = new Map(found.map((each) => [each.clientId, each]));
    for (const { clientId, user } of this.#entries) {
      if (this.#stored.has(clientId) && !stored.has(clientId) && !this.#parts.vault.isBroken) users.add(user);
    }
    const kept = this.#parts.vault.isBroken
      ? this.#entries.filter(({ clientId }) => this.#stored.has(clientId) && !stored.has(clientId))
      : [];
    const entries = found.map((each) => {
      this.#lastOrder = Math.max(this.#lastOrder, each.order);
      const here = this.#find(each.clientId);
      if (here && (here.state === 'failed') === (each.failed !== undefined)) return here;
      users.add(each.user);
      return this.#toEntry(each);
    });
    for (const { clientId } of kept) stored.set(clientId, this.#stored.get(clientId) as StoredEntry);
    this.#stored = stored;
    if (users.size > 0) this.#set([...entries, ...kept, ...written], [...users]);
    this.hurry();
  }

  /** The way may be free again. @internal */
  hurry(): void {
    for (const { user } of this.#entries) this.#courier(user).hurry();
  }

  /** @internal */
  heard({ username, sent, discarded: gone }: OutboxMessage): void {
    if (this.#owner === undefined || !isSameUser(username, this.#owner)) return;
    if (sent) this.#parts.took(sent);
    if (gone !== undefined) {
      this.#settling.get(gone)?.reject(discarded());
      this.#drop(gone);
    }
    this.#reload();
  }

  /** Nobody is logged in any more; what is unsent stays in the storage. @internal */
  end(): void {
    for (const courier of this.#couriers.values()) courier.stop();
    this.#couriers = new Map();
    this.#stored = new Map();
    this.#owner = undefined;
    this.#store = undefined;
    this.#whenEmpty?.promise.catch(() => {});
    this.#whenEmpty?.reject(notLoggedIn());
    this.#whenEmpty = undefined;
    const users = this.#entries.map(({ user }) => user);
    if (users.length > 0) this.#set([], users);
  }

  /** Nothing is sent any more; everything stays as it is. @internal */
  stop(): void {
    for (const courier of this.#couriers.values()) courier.stop();
  }

  /** The account is gone, and with it what it did not send. @internal */
  async erase(): Promise<void> {
    for (const { clientId } of this.#entries) this.discard(clientId);
    await this.#work;
  }
}
