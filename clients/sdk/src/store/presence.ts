/** Who is online. */
import { isTransient } from '../errors.ts';
import type { PersonResource } from '../protocol.ts';
import type { PresenceEvent } from '../types.ts';
import { foldUsername } from '../username.ts';

export interface Presence {
  readonly online: boolean;
  /** null while online, and where it is not known */
  readonly lastSeen: string | null;
}

/** The number of people whose presence is fetched again after a reconnect. */
const RENEWED = 20;

export class Presences {
  readonly #known = new Map<string, PresenceEvent>();
  /** users whose presence may have changed, because there was no socket */
  readonly #stale = new Set<string>();
  #isWatching = false;
  /** the number of presence frames of each user */
  #frames = new Map<string, number>();
  readonly #changed: (event: PresenceEvent) => void;

  constructor(changed: (event: PresenceEvent) => void) {
    this.#changed = changed;
  }

  of(username: string): Presence | undefined {
    const key = foldUsername(username);
    return this.#stale.has(key) ? undefined : this.#known.get(key);
  }

  /** The socket reports changes from now on. */
  watch(): void {
    this.#isWatching = true;
  }

  /** There is no socket any more: everything that is known may be out of date. */
  unwatch(): void {
    this.#isWatching = false;
    for (const key of this.#known.keys()) this.#stale.add(key);
  }

  /** Fetches the presence of a user. A frame that arrives meanwhile is newer than the answer. @throws CoreChatError */
  async ask(username: string, show: () => Promise<PersonResource>): Promise<void> {
    const key = foldUsername(username);
    const frames = this.#frames;
    const before = frames.get(key);
    const { username: spelled, presence } = await show();
    // Another map belongs to another user, who logged in meanwhile.
    if (frames !== this.#frames || frames.get(key) !== before) return;
    this.#take({ username: spelled, online: presence.online, lastSeen: presence.last_seen });
  }

  /** Fetches the presences that changed last again. @throws CoreChatError transient */
  async renew(fetch: (username: string) => Promise<void>): Promise<void> {
    for (const { username } of [...this.#known.values()].slice(-RENEWED)) {
      await fetch(username).catch((error: unknown) => {
        // A deleted account does not keep the others from being fetched.
        if (isTransient(error)) throw error;
      });
    }
  }

  /** A presence frame arrived. */
  take(event: PresenceEvent): void {
    const key = foldUsername(event.username);
    this.#frames.set(key, (this.#frames.get(key) ?? 0) + 1);
    this.#take(event);
  }

  #take(event: PresenceEvent): void {
    const key = foldUsername(event.username);
    const known = this.of(key);
    // Without a socket the answer is emitted, but may be out of date a moment later.
    if (this.#isWatching) this.#stale.delete(key);
    else this.#stale.add(key);
    this.#known.delete(key);
    this.#known.set(key, event);
    if (known?.online !== event.online || known.lastSeen !== event.lastSeen) this.#changed(event);
  }

  clear(): void {
    this.#known.clear();
    this.#stale.clear();
    this.#frames = new Map();
  }
}
