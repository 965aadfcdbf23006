import { type Conversation, type CoreChat, sentence } from '../sdk.ts';

/** What the user can do about the first messages of a stranger. */
export class RequestAnswers {
  readonly #chat: CoreChat;
  readonly #conversation: Conversation;
  readonly #username: string;
  readonly #say: (notice: string) => void;

  constructor(chat: CoreChat, username: string, say: (notice: string) => void) {
    this.#chat = chat;
    this.#conversation = chat.conversation(username);
    this.#username = username;
    this.#say = say;
  }

  /** Nothing to answer while the user blocks the other. */
  get #request() {
    return this.#chat.isBlocked(this.#username) ? null : this.#conversation.snapshot.request;
  }

  get canAccept(): boolean {
    return this.#request !== null;
  }

  get canIgnore(): boolean {
    return this.#request === 'pending';
  }

  get notice(): string {
    if (this.#request === null) return '';
    return this.#request === 'ignored'
      ? 'You ignore this request. Writing accepts it.'
      : 'A request: they do not see when you are online or read this until you answer. Esc: Accept, Ignore, Block';
  }

  accept(): void {
    this.#answer('accept', 'Accepted.');
  }

  ignore(): void {
    this.#answer('ignore', 'Ignored. They are not notified.');
  }

  #answer(answer: 'accept' | 'ignore', done: string): void {
    void this.#chat.conversations
      .answer(this.#username, answer)
      .then(() => done, sentence)
      .then(this.#say);
  }
}
