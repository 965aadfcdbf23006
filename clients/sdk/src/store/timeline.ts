/** The messages of one conversation, merged from pages, syncs and events. */
import type { Message } from '../types.ts';
import { isSameUser } from '../username.ts';

/** @returns the index of the first message whose Seq is not below */
function lowerBound(messages: readonly Message[], seq: number): number {
  let [low, high] = [0, messages.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((messages[middle] as Message).Seq < seq) low = middle + 1;
    else high = middle;
  }
  return low;
}

const bySeq = (one: Message, other: Message) => one.Seq - other.Seq;

export class Timeline {
  readonly #own: string;
  /** the latest known state of each, shown or not */
  readonly #known = new Map<string, Message>();
  /** changes of messages whose page is not loaded yet: a page that was read before must not undo them */
  readonly #older = new Map<string, Message>();
  readonly #clientIds = new Set<string>();
  /** all messages from this Seq on are here; older ones wait for their page */
  #floor = Number.POSITIVE_INFINITY;
  #shown: Message[] = [];
  #isShared = false;

  /** @param own username */
  constructor(own: string) {
    this.#own = own;
  }

  /** In the order of Seq. The same array until something changes. */
  get messages(): readonly Message[] {
    this.#isShared = true;
    return this.#shown;
  }

  get hasOlder(): boolean {
    return this.#floor > 0;
  }

  get last(): Message | undefined {
    return this.#shown.at(-1);
  }

  find(id: string): Message | undefined {
    return this.#known.get(id);
  }

  /** Whether a message of the user with this ClientId is here. */
  hasClientId(clientId: string): boolean {
    return this.#clientIds.has(clientId);
  }

  isShown({ Seq }: Message): boolean {
    return Seq >= this.#floor;
  }

  /** Keeps the state with the higher Version. @returns whether the message changed */
  apply(message: Message): boolean {
    const known = this.#known.get(message.Id);
    if (known && known.Version >= message.Version) return false;
    this.#keep(message);
    if (message.Seq < this.#floor) this.#older.set(message.Id, message);
    else this.#place(message);
    return true;
  }

  #keep(message: Message): void {
    this.#known.set(message.Id, message);
    if (message.ClientId !== null && isSameUser(message.From, this.#own)) {
      this.#clientIds.add(message.ClientId);
    }
  }

  #place(message: Message): void {
    if (this.#isShared) this.#shown = this.#shown.slice();
    this.#isShared = false;
    const at = lowerBound(this.#shown, message.Seq);
    const isKnown = this.#shown[at]?.Id === message.Id;
    this.#shown.splice(at, isKnown ? 1 : 0, message);
  }

  /**
   * A page that ends where the loaded part begins, or the newest page.
   * @param page oldest first
   * @returns the messages that changed
   */
  addPage(page: readonly Message[], hasOlder: boolean): Message[] {
    const floor = hasOlder ? Math.min(page[0]?.Seq ?? this.#floor, this.#floor) : 0;
    const news = page.filter((message) => this.apply(message));
    const uncovered = [...this.#older.values()].filter(({ Seq }) => Seq >= floor).sort(bySeq);
    for (const { Id } of uncovered) this.#older.delete(Id);
    this.#shown = uncovered.concat(this.#shown);
    this.#isShared = false;
    this.#floor = floor;
    return news;
  }

  /** Takes over the messages of an older timeline that belong to the part that is shown. */
  adopt(before: Timeline): void {
    for (const message of before.#known.values()) if (message.Seq >= this.#floor) this.apply(message);
    for (const id of before.#clientIds) this.#clientIds.add(id);
  }
}
