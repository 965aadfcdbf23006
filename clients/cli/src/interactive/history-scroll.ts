import { type Conversation, sentence } from '../sdk.ts';
import { type Anchor, endOf, keysShown, scrolled } from './conversation-view.ts';
import type { Row } from './message-rows.ts';

/** Which part of the history is on the screen. Loads older messages near the top. */
export class HistoryScroll {
  readonly #conversation: Conversation;
  readonly #say: (notice: string) => void;
  #anchor: Anchor = null;

  constructor(conversation: Conversation, say: (notice: string) => void) {
    this.#conversation = conversation;
    this.#say = say;
  }

  /** null: the end */
  get anchor(): Anchor {
    return this.#anchor;
  }

  toNewest(): void {
    this.#anchor = null;
  }

  /** Whether a message is on the screen or above it. @param history as it is shown now @returns a test of its id */
  shownIn(history: readonly Row[]): (id: string) => boolean {
    if (this.#anchor === null) return () => true;
    const shown = keysShown(history, this.#anchor);
    return (id) => shown.has(id);
  }

  /** @param pages negative towards the beginning @param height rows of the history on the screen */
  by(pages: number, history: readonly Row[], height: number): void {
    const step = Math.max(1, height - 1);
    this.#anchor = scrolled(history, this.#anchor, pages * step, height);
    if (pages > 0 || endOf(history, this.#anchor) > height + step) return;
    const { hasOlder, loadingOlder } = this.#conversation.snapshot;
    if (!hasOlder) this.#say('This is the beginning.');
    else if (!loadingOlder)
      this.#conversation.loadOlder().catch((error: unknown) => this.#say(sentence(error)));
  }
}
