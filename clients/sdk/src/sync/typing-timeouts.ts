import type { Timer } from '../platform.ts';
import type { TypingEvent } from '../types.ts';
import { foldUsername } from '../username.ts';

/** Counted from the arrival of the frame, because the server's clock may differ. */
const TYPING_MS = 5_000;

/** Ends the typing of other people when no frame repeats it. */
export class TypingTimeouts {
  readonly #timers = new Map<string, Timer>();
  readonly #ended: (event: TypingEvent) => void;

  constructor(ended: (event: TypingEvent) => void) {
    this.#ended = ended;
  }

  note(event: TypingEvent): void {
    const key = `${event.conversation} ${foldUsername(event.username)}`;
    clearTimeout(this.#timers.get(key));
    this.#timers.delete(key);
    if (!event.typing) return;
    const end = () => {
      this.#timers.delete(key);
      this.#ended({ ...event, typing: false });
    };
    this.#timers.set(key, setTimeout(end, TYPING_MS));
  }

  clear(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }
}
