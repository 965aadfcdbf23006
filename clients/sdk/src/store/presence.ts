/** Who is online, and who is typing. */
import { isTransient } from '../errors.ts';
import type { Timer } from '../platform.ts';
import type { PersonResource, ServerFrame } from '../protocol.ts';
import type { PresenceEvent, TypingEvent } from '../types.ts';
import { foldUsername } from '../username.ts';

export interface Presence {
  readonly online: boolean;
  /** null while online, and where nobody knows */
  readonly lastSeen: string | null;
}

/** How many people's presence is asked for after a reconnect. */
const RENEWED = 20;

export class Presences {
  readonly #known = new Map<string, PresenceEvent>();
  /** of whom it may have changed since, because there was no socket */
  readonly #doubted = new Set<string>();
  #isWatching = false;
  /** how often the socket told of somebody */
  #told = new Map<string, number>();
  readonly #changed: (event: PresenceEvent) => void;

  constructor(changed: (event: PresenceEvent) => void) {
    this.#changed = changed;
  }

  of(username: string): Presence | undefined {
    const key = foldUsername(username);
    return this.#doubted.has(key) ? undefined : this.#known.get(key);
  }

  /** From now on the socket tells of changes. */
  watch(): void {
    this.#isWatching = true;
  }

  /** Nobody tells of changes any more: what is known is as it was. */
  doubt(): void {
    this.#isWatching = false;
    for (const key of this.#known.keys()) this.#doubted.add(key);
  }

  /** What the socket tells meanwhile is newer than the answer. @throws CoreChatError */
  async ask(username: string, show: () => Promise<PersonResource>): Promise<void> {
    const key = foldUsername(username);
    const told = this.#told;
    const before = told.get(key);
    const { username: spelled, presence } = await show();
    // Another map is another person's, who logged in meanwhile.
    if (told !== this.#told || told.get(key) !== before) return;
    this.#take({ username: spelled, online: presence.online, lastSeen: presence.last_seen });
  }

  /** Asks again for whom was heard of last. @throws CoreChatError where nobody can be asked now */
  async renew(fetch: (username: string) => Promise<void>): Promise<void> {
    for (const { username } of [...this.#known.values()].slice(-RENEWED)) {
      await fetch(username).catch((error: unknown) => {
        // An account that is gone says nothing about the others.
        if (isTransient(error)) throw error;
      });
    }
  }

  /** What the socket tells. */
  take(event: PresenceEvent): void {
    const key = foldUsername(event.username);
    this.#told.set(key, (this.#told.get(key) ?? 0) + 1);
    this.#take(event);
  }

  #take(event: PresenceEvent): void {
    const key = foldUsername(event.username);
    const known = this.of(key);
    // An answer that comes without a socket is told, and may be wrong a moment later.
    if (this.#isWatching) this.#doubted.delete(key);
    else this.#doubted.add(key);
    this.#known.delete(key);
    this.#known.set(key, event);
    if (known?.online !== event.online || known.lastSeen !== event.lastSeen) this.#changed(event);
  }

  clear(): void {
    this.#known.clear();
    this.#doubted.clear();
    this.#told = new Map();
  }
}

/** By the local clock, counted from the arrival: the server's may differ. */
const TYPING_MS = 5_000;

export class Typing {
  readonly #timers = new Map<string, { username: string; timer: Timer }>();
  readonly #changed: (event: TypingEvent) => void;

  constructor(changed: (event: TypingEvent) => void) {
    this.#changed = changed;
  }

  /** @param conversation id */
  has(conversation: string): boolean {
    return this.#timers.has(conversation);
  }

  take(frame: Extract<ServerFrame, { type: 'typing' }>): void {
    if (frame.data.Typing) this.#begin(frame);
    else this.stop(frame.conversation);
  }

  #begin({ conversation, data }: Extract<ServerFrame, { type: 'typing' }>): void {
    const known = this.#timers.get(conversation);
    clearTimeout(known?.timer);
    const timer = setTimeout(() => this.stop(conversation), TYPING_MS);
    this.#timers.set(conversation, { username: data.Username, timer });
    if (!known) this.#changed({ username: data.Username, conversation, typing: true });
  }

  /** Nothing was heard, or what was typed has arrived. */
  stop(conversation: string): void {
    const known = this.#timers.get(conversation);
    if (!known) return;
    clearTimeout(known.timer);
    this.#timers.delete(conversation);
    this.#changed({ username: known.username, conversation, typing: false });
  }

  clear(): void {
    for (const { timer } of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }
}
