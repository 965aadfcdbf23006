/**
 * Syncs a conversation once more, after a delay. A change takes its version a moment before it can be read, so that a sync in
 * between counts the version as known without the change. The event of the change follows; when it is lost, no missing version
 * reveals it. This check comes when every such change has become visible.
 */
import { monotonic, type Timer } from '../platform.ts';

/** The server's syncs repeat changes of the last ten seconds, for the same reason. */
const VISIBLE_AFTER_MS = 11_000;

export class DelayedCheck {
  readonly #look: (conversations: string[]) => Promise<void>;
  /** per conversation, when all of its changes are visible */
  readonly #due = new Map<string, number>();
  #timer: Timer | undefined;
  #isWatching = false;

  constructor(look: (conversations: string[]) => Promise<void>) {
    this.#look = look;
  }

  /** Some of its versions count as known, but did not arrive here. */
  note(conversation: string): void {
    this.#due.set(conversation, monotonic() + VISIBLE_AFTER_MS);
    this.#arm();
  }

  /** While there is a connection. */
  watch(): void {
    this.#isWatching = true;
    this.#arm();
  }

  unwatch(): void {
    this.#isWatching = false;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #arm(): void {
    if (!this.#isWatching || this.#timer !== undefined || this.#due.size === 0) return;
    const wait = Math.min(...this.#due.values()) - monotonic();
    this.#timer = setTimeout(() => this.#run(), Math.max(0, wait));
  }

  #run(): void {
    this.#timer = undefined;
    const now = monotonic();
    const due = [...this.#due].filter(([, at]) => at <= now).map(([conversation]) => conversation);
    for (const conversation of due) this.#due.delete(conversation);
    if (due.length > 0) {
      this.#look(due).catch(() => {
        for (const conversation of due) this.note(conversation);
      });
    }
    this.#arm();
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#due.clear();
  }
}
