/** Which states of which messages the application was told of. */
import type { Message, MessageChange } from '../types.ts';

/** How a message came. */
export interface Arrival {
  /** id */
  conversation: string;
  peer: string;
  live: boolean;
  /** what the server called it, when it came by the socket */
  frame?: MessageChange['change'];
}

/** More than any sync repeats. */
const REMEMBERED = 5_000;

export class News {
  readonly #versions = new Map<string, number>();

  /** @returns whether it was told of before, in whatever state */
  knows({ Id }: Message): boolean {
    return this.#versions.has(Id);
  }

  /** @returns whether it is to be told: once per Id and Version, and nothing older than what was told */
  note({ Id, Version }: Message): boolean {
    const told = this.#versions.get(Id);
    if (told !== undefined && told >= Version) return false;
    this.#versions.delete(Id);
    this.#versions.set(Id, Version);
    if (this.#versions.size > REMEMBERED) {
      const [oldest] = this.#versions.keys();
      if (oldest !== undefined) this.#versions.delete(oldest);
    }
    return true;
  }

  clear(): void {
    this.#versions.clear();
  }
}

/**
 * @param known whether an earlier state was here
 * @param isNewest behind all that was known of its conversation
 * @param frame what the server called it, when it came by the socket
 */
export function changeOf(
  message: Message,
  {
    known,
    isNewest,
    frame,
  }: { known: boolean; isNewest: boolean; frame: MessageChange['change'] | undefined },
): MessageChange['change'] {
  if (message.DeletedAt !== null) return 'deleted';
  if (known) return 'updated';
  // An edit of a message whose beginning was missed is, to whoever missed it, a new message.
  if (isNewest) return 'created';
  return frame ?? 'updated';
}
