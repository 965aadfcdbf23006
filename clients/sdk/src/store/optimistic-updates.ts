/** Optimistic updates: shows edits and deletions before the server has confirmed them. */
import type { Message } from '../types.ts';

type Change = Partial<Pick<Message, 'Message' | 'EditedAt' | 'DeletedAt'>>;

interface Overlay {
  change: Change;
  /** of the message that was changed */
  version: number;
  isConfirmed: boolean;
  /** a later version of the message is here, and replaces the overlay */
  isOvertaken: boolean;
}

export class OptimisticUpdates {
  readonly #overlays = new Map<string, Overlay>();
  readonly #changed: () => void;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** The messages as the screen shows them. Returns the same array when there is no update. */
  over(messages: readonly Message[]): readonly Message[] {
    if (this.#overlays.size === 0) return messages;
    return messages.map((message) => {
      const overlay = this.#overlays.get(message.Id);
      return overlay ? { ...message, ...overlay.change } : message;
    });
  }

  /** Shows the change while the action runs, and until the message's next version arrives. Reverts it when the action fails. */
  async during(message: Message | undefined, change: Change, action: () => Promise<void>): Promise<void> {
    if (!message) return action();
    const overlay = { change, version: message.Version, isConfirmed: false, isOvertaken: false };
    this.#overlays.set(message.Id, overlay);
    this.#changed();
    try {
      await action();
      overlay.isConfirmed = true;
      if (overlay.isOvertaken) this.#remove(message.Id, overlay);
    } catch (error) {
      this.#remove(message.Id, overlay);
      throw error;
    }
  }

  #remove(id: string, overlay: Overlay): void {
    if (this.#overlays.get(id) !== overlay) return;
    this.#overlays.delete(id);
    this.#changed();
  }

  /** A newer state of the message arrived. */
  settle({ Id, Version }: Message): void {
    const overlay = this.#overlays.get(Id);
    if (!overlay || Version <= overlay.version) return;
    overlay.isOvertaken = true;
    if (overlay.isConfirmed) this.#remove(Id, overlay);
  }

  clear(): void {
    this.#overlays.clear();
  }
}
