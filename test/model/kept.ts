/** What blocks keep from people: a text that was written while its reader blocked the writer must never reach the reader. */
import type { ModelClient } from './client.ts';

export class Kept {
  /** names of those who block the other */
  readonly #blockers = new Set<string>();
  /** texts by the person who must not see them */
  readonly #texts = new Map<string, Set<string>>();

  get hasBlocks(): boolean {
    return this.#blockers.size > 0;
  }

  noteBlock(by: string, blocks: boolean): void {
    if (blocks) this.#blockers.add(by);
    else this.#blockers.delete(by);
  }

  /** @returns the text that this client writes now */
  write({ peer, target }: ModelClient, text: string): string {
    // In a group a block hides nothing.
    if ('User' in target && this.#blockers.has(peer)) {
      const texts = this.#texts.get(peer) ?? new Set();
      this.#texts.set(peer, texts.add(text));
    }
    return text;
  }

  /** @returns every text that reached a client whose person must not see it */
  seenBy(clients: ModelClient[]): string[] {
    return clients.flatMap(({ person, everSeen }) =>
      [...(this.#texts.get(person.username) ?? [])].filter((text) => everSeen.has(text)),
    );
  }
}
