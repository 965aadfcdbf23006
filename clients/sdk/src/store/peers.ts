/** The other member of each direct conversation. Ids are opaque: only the server's answers and events relate the two. */
import { foldUsername } from '../username.ts';

export class Peers {
  readonly #ids = new Map<string, string>();
  readonly #peers = new Map<string, string>();

  note(conversation: string, peer: string): void {
    if (this.#peers.has(conversation)) return;
    this.#ids.set(foldUsername(peer), conversation);
    this.#peers.set(conversation, foldUsername(peer));
  }

  /** @returns the conversation's id, once one is known */
  idOf(peer: string): string | undefined {
    return this.#ids.get(foldUsername(peer));
  }

  /** @returns the folded name */
  peerIn(conversation: string): string | undefined {
    return this.#peers.get(conversation);
  }

  clear(): void {
    this.#ids.clear();
    this.#peers.clear();
  }
}
