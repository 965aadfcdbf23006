/**
 * Finds missed events by their versions: each change of a conversation takes the next one, so that a gap hints at a missed event.
 * Versions can arrive in another order, and a few are never used.
 */
export class VersionGaps {
  readonly #conversations = new Map<string, { upTo: number; beyond: Set<number> }>();

  /** Everything up to this version is known. @returns whether some of it did not arrive here */
  settle(conversation: string, version: number): boolean {
    const known = this.#conversations.get(conversation);
    if (!known) {
      this.#conversations.set(conversation, { upTo: version, beyond: new Set() });
      return true;
    }
    if (version <= known.upTo) return false;
    const arrived = [...known.beyond].filter((each) => each <= version);
    const isComplete = arrived.length === version - known.upTo;
    known.upTo = version;
    for (const each of arrived) known.beyond.delete(each);
    this.#close(known);
    return !isComplete;
  }

  #close(known: { upTo: number; beyond: Set<number> }): void {
    while (known.beyond.delete(known.upTo + 1)) known.upTo++;
  }

  /** Whether everything up to this version arrived. */
  covers(conversation: string, version: number): boolean {
    return (this.#conversations.get(conversation)?.upTo ?? 0) >= version;
  }

  /** This version arrived. @returns whether one before it is missing */
  note(conversation: string, version: number): boolean {
    const known = this.#conversations.get(conversation);
    if (!known) {
      this.settle(conversation, version);
      return false;
    }
    if (version > known.upTo) known.beyond.add(version);
    this.#close(known);
    return known.beyond.size > 0;
  }

  /** Conversations in which a version is missing, with the highest one that arrived. */
  get open(): Map<string, number> {
    const open = [...this.#conversations].filter(([, { beyond }]) => beyond.size > 0);
    return new Map(open.map(([id, { beyond }]) => [id, Math.max(...beyond)]));
  }

  clear(): void {
    this.#conversations.clear();
  }
}
