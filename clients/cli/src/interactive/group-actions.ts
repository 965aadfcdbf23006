/** What a member can do to a group from its conversation. Each action resolves with a sentence about the outcome. */
import { type CoreChat, type Member, sentence } from '../sdk.ts';
import { printable } from '../text/printable.ts';

/** More names do not fit into a line. */
const NAMED = 50;

const nameOf = ({ username, role }: Member): string =>
  role === 'member' ? printable(username) : `${printable(username)} (${role})`;

export class GroupActions {
  readonly #chat: CoreChat;
  readonly #id: string;

  constructor(chat: CoreChat, id: string) {
    this.#chat = chat;
    this.#id = id;
  }

  members(): Promise<string> {
    return this.#answer(async () => {
      const names: string[] = [];
      for await (const member of this.#chat.groups.members(this.#id, { limit: NAMED })) {
        if (names.length === NAMED) return `${names.join(', ')} and others`;
        names.push(nameOf(member));
      }
      return names.join(', ');
    });
  }

  add(username: string): Promise<string> {
    return this.#answer(async () => {
      await this.#chat.groups.add(this.#id, username);
      return `Added ${printable(username)}.`;
    });
  }

  remove(username: string): Promise<string> {
    return this.#answer(async () => {
      await this.#chat.groups.remove(this.#id, username);
      return `Removed ${printable(username)}.`;
    });
  }

  invite(): Promise<string> {
    return this.#answer(async () => {
      const { Code } = await this.#chat.groups.invite(this.#id);
      return `Join with: corechat join ${Code}`;
    });
  }

  /** The group's screen closes by itself when it is left. */
  leave(): Promise<string> {
    return this.#answer(async () => {
      await this.#chat.groups.leave(this.#id);
      return '';
    });
  }

  #answer(act: () => Promise<string>): Promise<string> {
    return act().catch(sentence);
  }
}
