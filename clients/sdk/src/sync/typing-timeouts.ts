import { monotonic, type Timer } from '../platform.ts';
import type { TypingEvent } from '../types.ts';
import { foldUsername } from '../username.ts';

/** Counted from the arrival of the frame, because the server's clock may differ. */
const TYPING_MS = 5_000;

/** A typing frame that was sent before a message can arrive after it, by less than this. Clients repeat the frame as often while a person types. */
const LATE_MS = 2_000;

const keyOf = ({ conversation, username }: Pick<TypingEvent, 'conversation' | 'username'>): string =>
  `${conversation} ${foldUsername(username)}`;

/** Ends the typing of other people when no frame repeats it. */
export class TypingTimeouts {
  readonly #timers = new Map<string, Timer>();
  /** when the last message of each person arrived */
  readonly #messageAt = new Map<string, number>();
  readonly #ended: (event: TypingEvent) => void;

  constructor(ended: (event: TypingEvent) => void) {
    this.#ended = ended;
  }

  /** A message of this person arrived, which ends their typing. */
  wrote(conversation: string, username: string): void {
    this.#messageAt.set(keyOf({ conversation, username }), monotonic());
  }

  /** @returns false for a typing frame that the person's last message has probably overtaken: it is to be left out */
  note(event: TypingEvent): boolean {
    const key = keyOf(event);
    const writtenAt = this.#messageAt.get(key);
    if (event.typing && writtenAt !== undefined && monotonic() - writtenAt < LATE_MS) return false;
    clearTimeout(this.#timers.get(key));
    this.#timers.delete(key);
    if (!event.typing) return true;
    const end = () => {
      this.#timers.delete(key);
      this.#ended({ ...event, typing: false });
    };
    this.#timers.set(key, setTimeout(end, TYPING_MS));
    return true;
  }

  clear(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    this.#messageAt.clear();
  }
}
