/** Whether one blocks somebody, and changing that from their conversation. */
import { type CoreChat, sentence } from '../sdk.ts';
import { printable } from '../text/printable.ts';

export class Blocking {
  readonly #chat: CoreChat;
  readonly #username: string;
  /** what was chosen here and is acknowledged: the inbox follows a moment later, and has no row for strangers */
  #chosen: boolean | undefined;

  constructor(chat: CoreChat, username: string) {
    this.#chat = chat;
    this.#username = username;
  }

  get #inInbox(): boolean | undefined {
    const { conversations } = this.#chat.inbox.snapshot;
    return conversations.find(({ User }) => User.toLowerCase() === this.#username.toLowerCase())?.Blocked;
  }

  get isBlocked(): boolean {
    return this.#chosen ?? this.#inInbox ?? false;
  }

  /** @returns what to tell */
  async toggle(): Promise<string> {
    const blocked = !this.isBlocked;
    try {
      if (blocked) await this.#chat.blocks.add(this.#username);
      else await this.#chat.blocks.remove(this.#username);
      this.#chosen = blocked;
      await this.#chat.inbox.load();
    } catch (error) {
      return sentence(error);
    }
    // From here on the inbox knows best, also about what other devices do.
    if (this.#inInbox === blocked) this.#chosen = undefined;
    const name = printable(this.#username);
    return blocked
      ? `You have blocked ${name}, who does not learn of it.`
      : `${name} is not blocked any more.`;
  }
}
