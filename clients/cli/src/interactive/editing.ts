/** Which message of the user is being edited. */
import { type Conversation, isSameUser, type Message } from '../sdk.ts';
import { type Draft, draftOf } from '../terminal/editor.ts';

export class Editing {
  readonly #conversation: Conversation;
  readonly #me: string;
  #id: string | undefined;
  /** the text in the line when the edit began */
  #begunWith = '';
  /** by message: changes that are not saved, which return when the message is edited again */
  readonly #unsaved: Map<string, string>;

  constructor(conversation: Conversation, me: string, unsaved: Map<string, string>) {
    this.#conversation = conversation;
    this.#me = me;
    this.#unsaved = unsaved;
  }

  /** Id of the message; undefined while none is edited. */
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

  /** Begins with the newest message. @returns its text */
  begin(): Draft | undefined {
    return this.#turnTo(this.#own.at(-1));
  }

  /** Begins again with a change that could not be saved. @returns its text */
  resume(id: string): Draft {
    return this.#begin(id, this.#unsaved.get(id) ?? '');
  }

  /** Moves to an older (-1) or newer (1) message. @returns its text; undefined where there is none, or after a change */
  step(draft: Draft, direction: -1 | 1): Draft | undefined {
    if (draft.text !== this.#begunWith) return undefined;
    const own = this.#own;
    const at = own.findIndex(({ Id }) => Id === this.#id);
    return at === -1 ? undefined : this.#turnTo(own[at + direction]);
  }

  /** Ends the edit without a change. */
  end(): void {
    if (this.#id !== undefined) this.#unsaved.delete(this.#id);
    this.#id = undefined;
  }

  /** Ends the edit; the message shows the new text at once. @throws CoreChatError after reverting it */
  async save(text: string): Promise<void> {
    const id = this.#id;
    this.end();
    if (id === undefined) return;
    try {
      await this.#conversation.edit(id, text);
    } catch (error) {
      this.#unsaved.set(id, text);
      throw error;
    }
  }

  /** Ends the edit, and deletes the message. @throws CoreChatError after reverting it */
  async delete(): Promise<void> {
    const id = this.#id;
    this.end();
    if (id !== undefined) await this.#conversation.delete(id);
  }

  /** The view closes during the edit: a change returns when the message is edited again. @param text in the line */
  suspend(text: string): void {
    if (this.#id !== undefined && text !== this.#begunWith) this.#unsaved.set(this.#id, text);
    this.#id = undefined;
  }

  /** Whether a change to a message of this conversation is not saved. */
  get hasUnsaved(): boolean {
    return this.#own.some(({ Id }) => this.#unsaved.has(Id));
  }

  /** Whether the message has been deleted since its edit began. */
  get isOfDeleted(): boolean {
    return this.isOn && this.#deleted.includes(this.#id ?? '');
  }

  get #deleted(): string[] {
    const { messages } = this.#conversation.snapshot;
    return messages.filter(({ DeletedAt }) => DeletedAt !== null).map(({ Id }) => Id);
  }

  /** Ends the edit of a message that was deleted. @param text in the line @returns the change, if there is one */
  abandon(text: string): string | undefined {
    const id = this.#id;
    this.suspend(text);
    return id === undefined ? undefined : this.takeUnsaved(id);
  }

  /** Removes and returns the changes that could not be saved, of messages that have been deleted since. */
  takeUnsavedOfDeleted(): string[] {
    if (this.#unsaved.size === 0) return [];
    return this.#deleted.flatMap((id) => this.takeUnsaved(id) ?? []);
  }

  /** Removes and returns the change of a message that could not be saved. */
  takeUnsaved(id: string): string | undefined {
    const text = this.#unsaved.get(id);
    this.#unsaved.delete(id);
    return text;
  }
}
