/** Who is online, and who is typing. */
import { isTransient } from './errors.ts';
import type { Timer } from './platform.ts';
import type { PersonResource, ServerFrame } from './protocol.ts';
import type { PresenceEvent, TypingEvent } from './types.ts';
import { foldUsername } from './username.ts';

export interface Presence {
  readonly online: boolean;
  /** null while online, and where nobody knows */
  readonly lastSeen: string | null;
}

/** How many people's presence is asked for after a reconnect. */
const RENEWED = 20;

export class Presences {
  readonly #known = new Map<string, PresenceEvent>();
  readonly #changed: (event: PresenceEvent) => void;

  constructor(changed: (event: PresenceEvent) => void) {
    this.#changed = changed;
  }

  of(username: string): Presence | undefined {
    return this.#known.get(foldUsername(username));
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

  take(event: PresenceEvent): void {
    const key = foldUsername(event.username);
    const known = this.#known.get(key);
    this.#known.delete(key);
    this.#known.set(key, event);
    if (known?.online !== event.online || known.lastSeen !== event.lastSeen) this.#changed(event);
  }

  takePerson({ username, presence }: PersonResource): void {
    this.take({ username, online: presence.online, lastSeen: presence.last_seen });
  }

  clear(): void {
    this.#known.clear();
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
