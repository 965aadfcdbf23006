import type { Messages } from '../api.ts';
import type { Attachments } from '../attachments.ts';
import { type CoreChatError, notLoggedIn } from '../errors.ts';
import { factsOf } from '../files/facts.ts';
import { randomId, report } from '../platform.ts';
import type { ClientStorage, OutboxMessage } from '../storage/client-storage.ts';
import type { Message, OutboxEntry, SendOptions } from '../types.ts';
import { isSameUser } from '../username.ts';
import { Drained } from './drained.ts';
import { Entries, toEntry } from './entries.ts';
import { mergeStored } from './merge.ts';
import { OutboxStorage, ownersIn, type StoredEntry, withFailure } from './outbox-storage.ts';
import { postEntry } from './post-entry.ts';
import { SendQueue } from './send-queue.ts';
import { SendQueues } from './send-queues.ts';
import { Settlements } from './settlements.ts';

export interface OutboxParts {
  storage: ClientStorage;
  messages: Messages;
  attachments: Attachments;
  changed(entries: readonly OutboxEntry[]): void;
  /** the server acknowledged this message */
  took(message: Message): void;
}

/** Messages that the server has not acknowledged yet: stored, and sent in order and exactly once. */
export class Outbox {
  readonly #parts: OutboxParts;
  readonly #entries: Entries;
  readonly #settlements = new Settlements();
  /** acknowledged or discarded: copies that are still in the storage are out of date */
  readonly #done = new Set<string>();
  #owner: string | undefined;
  #store: OutboxStorage | undefined;
  readonly #queues = new SendQueues((user) => this.#newQueue(user));
  /** messages that are in the storage; a message is sent once it is stored */
  #stored = new Map<string, StoredEntry>();
  /** the actions on the storage so far, see `#do` */
  #work: Promise<void> = Promise.resolve();
  #lastOrder = 0;
  readonly #drained = new Drained();

  /** @internal */
  constructor(parts: OutboxParts) {
    this.#parts = parts;
    this.#entries = new Entries((entries) => {
      parts.changed(entries);
      if (this.#owner !== undefined) this.#drained.check(entries);
    });
  }

  /** The unacknowledged messages, in order. @param to only those to this username or conversation id */
  entries(to?: string): readonly OutboxEntry[] {
    return to === undefined ? this.#entries.all : this.#entries.to(to);
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
    this.#queues.of(entry.user).hurry();
  }

  /** Forgets a message. One that is being sent at this moment may still arrive. */
  discard(clientId: string): void {
    const entry = this.#entries.find(clientId);
    if (!entry) return;
    this.#parts.attachments.cancel(entry.files);
    this.#settlements.discard(clientId);
    this.#finish(clientId, { discarded: clientId });
  }

  /** Resolves when each message is acknowledged, or has failed. @throws CoreChatError not_logged_in when the session ends before */
  async whenEmpty(): Promise<void> {
    if (this.#owner === undefined) throw notLoggedIn();
    await this.#work;
    return this.#drained.wait(this.#entries.all);
  }

  /** Resolves when the entries include unsent messages of an earlier process or page. */
  async loaded(): Promise<void> {
    await this.#work;
  }

  /** @throws CoreChatError not_logged_in @internal */
  add(user: string, text: string, { replyTo, files: drafts = [] }: SendOptions = {}): OutboxEntry {
    const [store, owner] = [this.#store, this.#owner];
    if (!store || owner === undefined) throw notLoggedIn();
    const queuedAt = new Date().toISOString();
    const files = drafts.length > 0 && { files: drafts.map(factsOf) };
    const draft = { clientId: randomId(), user, text, ...(replyTo && { replyTo }), ...files, queuedAt };
    const entry = toEntry({ ...draft, order: 0 }, this.#settlements.promise(draft.clientId));
    this.#entries.set([...this.#entries.all, entry]);
    // After the messages of an earlier visit, which may still be loading.
    this.#do(async () => {
      this.#lastOrder = Math.max(this.#lastOrder + 1, Date.now());
      const stored = { ...draft, order: this.#lastOrder };
      if (this.#done.has(draft.clientId)) return;
      if (files) await (await this.#parts.attachments.engine()).keep(owner, drafts);
      await store.put(stored);
      if (store !== this.#store) return;
      this.#stored.set(draft.clientId, stored);
      this.#publish();
      this.#queues.of(user).start();
    });
    return entry;
  }

  /** Runs the actions on the storage one after the other. A failure is reported, and does not stop the next ones. */
  #do(action: () => Promise<void>): void {
    this.#work = this.#work.then(action).catch(report);
  }

  #write(clientId: string, error: CoreChatError | undefined): void {
    const store = this.#store;
    this.#do(async () => {
      const stored = this.#stored.get(clientId);
      if (!stored || store !== this.#store) return;
      const changed = withFailure(stored, error);
      this.#stored.set(clientId, changed);
      await store?.put(changed);
      this.#publish();
    });
  }

  #publish(change: Omit<OutboxMessage, 'type' | 'username'> = {}): void {
    if (this.#owner === undefined) return;
    this.#parts.storage.publish({ type: 'outbox', username: this.#owner, ...change });
  }

  #newQueue(user: string): SendQueue {
    const [owner, store] = [this.#owner ?? '', this.#store as OutboxStorage];
    return new SendQueue({
      next: () => this.#entries.firstToSend(user, this.#stored),
      alone: (run) => store.alone(user, run),
      isHere: (clientId) => store.has(clientId),
      post: (entry) => postEntry(this.#parts, owner, entry),
      changed: (entry) => this.#entries.replace(entry),
      acknowledged: (message) => {
        this.#parts.took(message);
        return this.#work;
      },
      refused: (entry, error) => this.#fail(entry, error),
      gone: (entry) => this.#lookElsewhere(entry),
    });
  }

  #fail(entry: OutboxEntry, error: CoreChatError): void {
    this.#entries.replace({ ...entry, state: 'failed', error });
    this.#write(entry.clientId, error);
  }

  /** The server takes no messages there any more. @param to username or conversation id @internal */
  refuse(to: string, error: CoreChatError): void {
    for (const entry of this.#entries.to(to)) if (entry.state !== 'failed') this.#fail(entry, error);
  }

  /** Another tab has sent or discarded it. @throws CoreChatError when the server cannot be asked which */
  async #lookElsewhere({ clientId, user }: OutboxEntry): Promise<void> {
    const newest = await this.#parts.messages.newest(user);
    const message = newest.find(({ ClientId }) => ClientId === clientId);
    if (message) this.#parts.took(message);
    this.#settlements.discard(clientId);
    this.#drop(clientId);
  }

  /** The server has stored this message of the user. @internal */
  acknowledged(message: Message): void {
    const { ClientId: clientId, From } = message;
    if (clientId === null || this.#owner === undefined || !isSameUser(From, this.#owner)) return;
    this.#settlements.resolve(clientId, message);
    if (this.#entries.find(clientId)) this.#finish(clientId, { sent: message });
    else this.#done.add(clientId);
  }

  #finish(clientId: string, change: Omit<OutboxMessage, 'type' | 'username'>): void {
    const [store, owner, files] = [this.#store, this.#owner, this.#entries.find(clientId)?.files];
    this.#drop(clientId);
    this.#do(async () => {
      await store?.remove(clientId);
      this.#publish(change);
      if (files && owner !== undefined) await (await this.#parts.attachments.engine()).forget(owner, files);
    });
  }

  #drop(clientId: string): void {
    this.#done.add(clientId);
    this.#stored.delete(clientId);
    this.#entries.remove(clientId);
  }

  /** A user is logged in: sends the messages that they left unsent. @internal */
  begin(owner: string): void {
    if (this.#owner !== undefined && isSameUser(owner, this.#owner)) this.hurry();
    else {
      this.end();
      this.#owner = owner;
      this.#store = new OutboxStorage(this.#parts.storage, owner);
      this.#reload();
    }
  }

  #reload(): void {
    const store = this.#store;
    this.#do(async () => {
      const all = (await store?.list()) ?? [];
      if (store !== this.#store) return;
      const found = all.filter(({ clientId }) => !this.#done.has(clientId));
      for (const { order } of found) this.#lastOrder = Math.max(this.#lastOrder, order);
      const { isBroken } = this.#parts.storage;
      const settled = (clientId: string) => this.#settlements.promise(clientId);
      const merged = mergeStored(found, this.#entries.all, this.#stored, isBroken, settled);
      this.#stored = merged.stored;
      this.#entries.set(merged.entries);
      this.hurry();
    });
  }

  /** Sends without the pause before the next attempt. @internal */
  hurry(): void {
    for (const { user } of this.#entries.all) this.#queues.of(user).hurry();
  }

  /** @internal */
  heard({ username, sent, discarded: gone }: OutboxMessage): void {
    if (this.#owner === undefined || !isSameUser(username, this.#owner)) return;
    if (sent) this.#parts.took(sent);
    if (gone !== undefined) {
      this.#settlements.discard(gone);
      this.#drop(gone);
    }
    this.#reload();
  }

  /** The user is logged out. Unsent messages stay in the storage. @internal */
  end(): void {
    this.#queues.clear();
    this.#stored = new Map();
    this.#owner = undefined;
    this.#store = undefined;
    this.#drained.reject(notLoggedIn());
    this.#entries.set([]);
  }

  /** Stops sending. The entries stay as they are. @internal */
  stop(): void {
    this.#queues.stop();
  }

  /** Names of the users, in lower case, who left unsent messages in the storage. */
  async owners(): Promise<string[]> {
    await this.#work;
    return ownersIn(this.#parts.storage);
  }

  /** Removes all messages that this user has not sent, also when the user is logged out or the account is deleted. */
  async erase(owner: string): Promise<void> {
    // Another user may be logged in by now.
    const isHere = this.#owner !== undefined && isSameUser(owner, this.#owner);
    if (isHere) for (const { clientId } of this.#entries.all) this.discard(clientId);
    await this.#work;
    const hadFiles = await new OutboxStorage(this.#parts.storage, owner).clear();
    if (hadFiles) await (await this.#parts.attachments.engine()).erase(owner);
  }
}
