/** Whether one blocks somebody, and changing that. */
import { type CoreChat, isSameUser, sentence } from '../sdk.ts';
import { printable } from '../text/printable.ts';

/** @returns what to tell @throws CoreChatError when nothing has changed */
export async function setBlocked(chat: CoreChat, username: string, blocked: boolean): Promise<string> {
  if (blocked) await chat.blocks.add(username);
  else await chat.blocks.remove(username);
  // It is in force, whether the inbox can be asked for it now or later.
  chat.inbox.load().catch(() => {});
  const name = printable(username);
  return blocked ? `You have blocked ${name}, who does not learn of it.` : `${name} is not blocked any more.`;
}

/** Of one person, while their conversation is open. */
export class Blocking {
  readonly #chat: CoreChat;
  readonly #username: string;
  /** as the inbox has it, which has no row for strangers */
  #listed: boolean | undefined;
  /** what was chosen here and is acknowledged, and what the inbox said before: whatever else it says from then on is newer */
  #chosen: { blocked: boolean; before: boolean | undefined } | undefined;
  /** Ends the listening. */
  readonly close: () => void;

  constructor(chat: CoreChat, username: string) {
    this.#chat = chat;
    this.#username = username;
    const { conversations } = chat.inbox.snapshot;
    this.#listed = conversations.find(({ User }) => isSameUser(User, username))?.Blocked;
    this.close = chat.on('conversation', ({ User, Blocked }) => {
      if (!isSameUser(User, username)) return;
      this.#listed = Blocked;
      if (Blocked !== this.#chosen?.before) this.#chosen = undefined;
    });
  }

  get isBlocked(): boolean {
    return this.#chosen?.blocked ?? this.#listed ?? false;
  }

  /** @returns what to tell */
  async toggle(): Promise<string> {
    const blocked = !this.isBlocked;
    const before = this.#listed;
    try {
      const told = await setBlocked(this.#chat, this.#username, blocked);
      // The inbox may have learnt of it first.
      if (this.#listed === before) this.#chosen = { blocked, before };
      return told;
    } catch (error) {
      return sentence(error);
    }
  }
}
