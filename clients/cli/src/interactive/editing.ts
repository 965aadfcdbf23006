/** Which of one's own messages is being changed. */
import { type Conversation, isSameUser, type Message } from '../sdk.ts';
import { type Draft, draftOf } from '../terminal/editor.ts';

export class Editing {
  readonly #conversation: Conversation;
  readonly #me: string;
  #id: string | undefined;
  /** what was in the line when it was turned to */
  #begunWith = '';
  /** by message: what could not be saved, and is there again when it is turned to */
  readonly #unsaved = new Map<string, string>();

  constructor(conversation: Conversation, me: string) {
    this.#conversation = conversation;
    this.#me = me;
  }

  /** The message's; undefined while none is edited. */
  get id(): string | undefined {
    return this.#id;
  }

  get isOn(): boolean {
    return this.#id !== undefined;
  }

  get #own(): Message[] {
    return this.#conversation.snapshot.messages.filter(
      ({ From, DeletedAt }) => DeletedAt === null && isSameUser(From, this.#me),
    );
  }

  get isPossible(): boolean {
    return this.#own.length > 0;
  }

  #turnTo(message: Message | undefined): Draft | undefined {
    return message && this.#begin(message.Id, this.#unsaved.get(message.Id) ?? message.Message);
  }

  #begin(id: string, text: string): Draft {
    this.#id = id;
    this.#begunWith = text;
    return draftOf(text);
  }

  /** With the newest. @returns its text */
  begin(): Draft | undefined {
    return this.#turnTo(this.#own.at(-1));
  }

  /** What could not be saved, once more. @returns its text */
  resume(id: string): Draft {
    return this.#begin(id, this.#unsaved.get(id) ?? '');
  }

  /** To an older (-1) or newer (1) message. @returns its text; undefined where there is none, or something was changed already */
  step(draft: Draft, direction: -1 | 1): Draft | undefined {
    if (draft.text !== this.#begunWith) return undefined;
    const own = this.#own;
    const at = own.findIndex(({ Id }) => Id === this.#id);
    return at === -1 ? undefined : this.#turnTo(own[at + direction]);
  }

  /** The message stays as it is. */
  end(): void {
    if (this.#id !== undefined) this.#unsaved.delete(this.#id);
    this.#id = undefined;
  }

  /** Ends it; the message shows the new text at once. @throws CoreChatError; the old text is back by then */
  async save(text: string): Promise<void> {
    const id = this.#id;
    const message = this.#conversation.snapshot.messages.find(({ Id }) => Id === id);
    this.end();
    if (id === undefined || text === message?.Message) return;
    try {
      await this.#conversation.edit(id, text);
    } catch (error) {
      this.#unsaved.set(id, text);
      throw error;
    }
  }
}
