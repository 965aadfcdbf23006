/** What of a conversation was on the screen. */
import { type Conversation, type CoreChat, isSameUser } from '../sdk.ts';

export class Seen {
  readonly #chat: CoreChat;
  readonly #conversation: Conversation;
  /** fixed while the view is open: the divider stays where it was */
  #unreadAfter: number | undefined;

  constructor(chat: CoreChat, conversation: Conversation) {
    this.#chat = chat;
    this.#conversation = conversation;
  }

  /** a Seq: the divider is behind it */
  get unreadAfter(): number {
    return this.#unreadAfter ?? Number.POSITIVE_INFINITY;
  }

  /** The newest messages are on the screen. */
  mark(): void {
    const { snapshot } = this.#conversation;
    if (snapshot.status !== 'ready') return;
    // The watermark comes with the inbox.
    if (this.#chat.inbox.snapshot.status === 'ready') this.#unreadAfter ??= snapshot.readSeq;
    const me = this.#chat.session?.username ?? '';
    const newest = snapshot.messages.findLast(({ From }) => !isSameUser(From, me));
    if (newest && newest.Seq > snapshot.readSeq) this.#conversation.markRead(newest.Seq);
  }
}
