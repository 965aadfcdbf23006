/** Sends the messages to one person, one after the other, and does not give up. */

import { asCoreChatError, type CoreChatError, hasCode } from '../errors.ts';
import { monotonic, pause, report } from '../platform.ts';
import { backoff } from '../transport/backoff.ts';
import type { Message, OutboxEntry } from '../types.ts';

export interface CourierParts {
  /** the first that waits */
  next(): OutboxEntry | undefined;
  /** one tab at a time */
  alone<T>(run: () => Promise<T>): Promise<T>;
  /** neither sent nor discarded elsewhere meanwhile */
  isHere(clientId: string): Promise<boolean>;
  post(entry: OutboxEntry): Promise<Message>;
  changed(entry: OutboxEntry): void;
  /** @returns when other tabs can know */
  acknowledged(message: Message): Promise<void>;
  refused(entry: OutboxEntry, error: CoreChatError): void;
  /** @throws CoreChatError transient when it must be asked again */
  gone(entry: OutboxEntry): Promise<void>;
}

/**
 * What refused it on the way, such as a proxy that is being set up, knows nothing of messages, and may be gone in a moment. What
 * refuses as often as this and for as long means it: whoever wrote the message decides. Either alone says little: attempts follow
 * each other at once where a connection comes and goes, and are far apart where a computer sleeps.
 */
const REFUSALS = 8;
const REFUSED_FOR_MS = 30_000;

/** The session is over, or being renewed: nothing is wrong with the message. */
const isOfSession = (error: CoreChatError): boolean =>
  error.code === 'not_logged_in' || (error.status === 401 && error.code !== 'refused');

export class Courier {
  readonly #parts: CourierParts;
  readonly #stopped = new AbortController();
  #wake: AbortController | undefined;
  #isRunning = false;
  #isHurried = false;
  #failures = 0;
  /** in a row, of the message that is first */
  #refusals: { clientId: string; count: number; since: number } | undefined;

  constructor(parts: CourierParts) {
    this.#parts = parts;
  }

  /** Something waits. */
  start(): void {
    if (this.#isRunning || this.#stopped.signal.aborted) return;
    this.#isRunning = true;
    this.#run().catch(report);
  }

  /** The way may be free again: without the pause before the next attempt. */
  hurry(): void {
    this.#isHurried = this.#isRunning;
    this.#wake?.abort();
    this.start();
  }

  stop(): void {
    this.#stopped.abort();
    this.#wake?.abort();
  }

  async #run(): Promise<void> {
    try {
      while (!this.#stopped.signal.aborted && this.#parts.next()) {
        this.#isHurried = false;
        const failure = await this.#parts.alone(() => this.#send());
        if (failure && isOfSession(failure)) return;
        if (failure) await this.#rest(failure);
      }
    } finally {
      this.#isRunning = false;
    }
  }

  async #rest({ retryAfterMs = 0 }: CoreChatError): Promise<void> {
    this.#wake = new AbortController();
    // What came while the attempt failed may be why the next one will not.
    if (this.#isHurried || this.#stopped.signal.aborted) return;
    await pause(Math.max(backoff(this.#failures++), retryAfterMs), this.#wake.signal);
  }

  /** One attempt with the first that waits. @returns why another one is due */
  async #send(): Promise<CoreChatError | undefined> {
    const { next, isHere, post, changed, acknowledged, refused, gone } = this.#parts;
    const entry = next();
    if (!entry || this.#stopped.signal.aborted) return undefined;
    if (!(await isHere(entry.clientId))) {
      return gone(entry).then(() => undefined, asCoreChatError);
    }
    changed({ ...entry, state: 'sending' });
    try {
      const message = await post(entry);
      this.#failures = 0;
      await acknowledged(message);
      return undefined;
    } catch (thrown) {
      const error = asCoreChatError(thrown);
      if (this.#stopped.signal.aborted) return error;
      if ((error.transient || isOfSession(error)) && !this.#isMeant(entry, error)) {
        changed({ ...entry, state: 'queued', ...(hasCode(error, 'not_logged_in') ? {} : { error }) });
        return error;
      }
      this.#failures = 0;
      refused(entry, error);
      return undefined;
    }
  }

  /** Counts. @returns whether it was refused too often, and for too long, to be an accident */
  #isMeant({ clientId }: OutboxEntry, error: CoreChatError): boolean {
    const known = this.#refusals?.clientId === clientId ? this.#refusals : undefined;
    this.#refusals = undefined;
    if (!hasCode(error, 'refused')) return false;
    const count = (known?.count ?? 0) + 1;
    const since = known?.since ?? monotonic();
    if (count >= REFUSALS && monotonic() - since >= REFUSED_FOR_MS) return true;
    this.#refusals = { clientId, count, since };
    return false;
  }
}
