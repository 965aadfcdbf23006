/** Which of one's own messages is being changed. */
import type { Conversation, Message } from '../sdk.ts';
import type { Draft } from '../terminal/editor.ts';

const draftOf = ({ Message: text }: Message): Draft => ({ text, cursor: text.length });

export class Editing {
  readonly #conversation: Conversation;
  readonly #me: string;
  #id: string | undefined;
  #before = '';

  constructor(conversation: Conversation, me: string) {
    this.#conversation = conversation;
    this.#me = me.toLowerCase();
  }

  get isOn(): boolean {
    return this.#id !== undefined;
  }

  get #own(): Message[] {
    return this.#conversation.snapshot.messages.filter(
      ({ From, DeletedAt }) => DeletedAt === null && From.toLowerCase() === this.#me,
    );
  }

  get isPossible(): boolean {
    return this.#own.length > 0;
  }

  #turnTo(message: Message | undefined): Draft | undefined {
    if (!message) return undefined;
    this.#id = message.Id;
    this.#before = message.Message;
    return draftOf(message);
  }

  /** With the newest. @returns its text */
  begin(): Draft | undefined {
    return this.#turnTo(this.#own.at(-1));
  }

  /** To an older (-1) or newer (1) message. @returns its text; undefined where there is none, or something was changed already */
  step(draft: Draft, direction: -1 | 1): Draft | undefined {
    if (draft.text !== this.#before) return undefined;
    const own = this.#own;
    const at = own.findIndex(({ Id }) => Id === this.#id);
    return at === -1 ? undefined : this.#turnTo(own[at + direction]);
  }

  end(): void {
    this.#id = undefined;
  }

  /** Ends it; the message shows the new text at once. @throws CoreChatError; the old text is back by then, and it goes on */
  async save(text: string): Promise<void> {
    const [id, before] = [this.#id, this.#before];
    this.end();
    if (id === undefined || text === before) return;
    try {
      await this.#conversation.edit(id, text);
    } catch (error) {
      if (!this.isOn) [this.#id, this.#before] = [id, before];
      throw error;
    }
  }
}
