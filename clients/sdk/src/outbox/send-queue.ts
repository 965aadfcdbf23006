/** Sends the messages to one user, one after the other, and retries each until it is acknowledged or refused. */

import { asCoreChatError, type CoreChatError, hasCode } from '../errors.ts';
import { monotonic, pause, report } from '../platform.ts';
import { backoff } from '../transport/backoff.ts';
import type { Message, OutboxEntry } from '../types.ts';

export interface SendQueueParts {
  /** the first message that is not sent yet */
  next(): OutboxEntry | undefined;
  /** runs in one tab at a time */
  alone<T>(run: () => Promise<T>): Promise<T>;
  /** whether no other tab has sent or discarded it */
  isHere(clientId: string): Promise<boolean>;
  post(entry: OutboxEntry): Promise<Message>;
  changed(entry: OutboxEntry): void;
  /** resolves when the other tabs are notified */
  acknowledged(message: Message): Promise<void>;
  refused(entry: OutboxEntry, error: CoreChatError): void;
  /** another tab has sent or discarded it @throws CoreChatError transient: call again */
  gone(entry: OutboxEntry): Promise<void>;
}

/**
 * A 4xx that is not the server's, such as that of a proxy which is being set up, may go away. A message fails for it only after
 * this many refusals over at least this time. Neither is enough alone: attempts follow each other at once where a connection
 * comes and goes, and are far apart where a computer sleeps.
 */
const REFUSALS = 8;
const REFUSED_FOR_MS = 30_000;

/** The session has ended, or is being refreshed: the message itself is not refused. */
const isOfSession = (error: CoreChatError): boolean =>
  error.code === 'not_logged_in' || (error.status === 401 && error.code !== 'refused');

export class SendQueue {
  readonly #parts: SendQueueParts;
  readonly #stopped = new AbortController();
  #wake: AbortController | undefined;
  #isRunning = false;
  #isHurried = false;
  #failures = 0;
  /** refusals in a row of the first message */
  #refusals: { clientId: string; count: number; since: number } | undefined;

  constructor(parts: SendQueueParts) {
    this.#parts = parts;
  }

  /** Begins to send, unless it does already. */
  start(): void {
    if (this.#isRunning || this.#stopped.signal.aborted) return;
    this.#isRunning = true;
    this.#run().catch(report);
  }

  /** Skips the pause before the next attempt, because the server may be reachable again. */
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
    // `hurry` was called during the attempt: the next one may succeed.
    if (this.#isHurried || this.#stopped.signal.aborted) return;
    await pause(Math.max(backoff(this.#failures++), retryAfterMs), this.#wake.signal);
  }

  /** One attempt to send the first message. @returns the failure after which to try again */
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
      if ((error.transient || isOfSession(error)) && !this.#isFinal(entry, error)) {
        changed({ ...entry, state: 'queued', ...(hasCode(error, 'not_logged_in') ? {} : { error }) });
        return error;
      }
      this.#failures = 0;
      refused(entry, error);
      return undefined;
    }
  }

  /** Counts the refusals. @returns whether there were enough of them, for long enough */
  #isFinal({ clientId }: OutboxEntry, error: CoreChatError): boolean {
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
