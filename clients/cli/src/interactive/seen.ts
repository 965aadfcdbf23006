/** Which messages of a conversation were on the screen. */
import { type Conversation, type CoreChat, isSameUser } from '../sdk.ts';

export class Seen {
  readonly #chat: CoreChat;
  readonly #conversation: Conversation;
  /** fixed while the view is open, so that the divider does not move */
  #unreadAfter: number | undefined;

  constructor(chat: CoreChat, conversation: Conversation) {
    this.#chat = chat;
    this.#conversation = conversation;
  }

  /** Seq of the message before the divider */
  get unreadAfter(): number {
    return this.#unreadAfter ?? Number.POSITIVE_INFINITY;
  }

  /** Messages are on the screen, or were above it. @param isShown by id */
  mark(isShown: (id: string) => boolean): void {
    const { snapshot } = this.#conversation;
    if (snapshot.status !== 'ready') return;
    // The inbox brings the read mark.
    if (this.#chat.inbox.snapshot.status === 'ready') this.#unreadAfter ??= snapshot.readSeq;
    const me = this.#chat.session?.username ?? '';
    const newest = snapshot.messages.findLast(({ Id, From }) => !isSameUser(From, me) && isShown(Id));
    if (newest && newest.Seq > snapshot.readSeq) this.#conversation.markRead(newest.Seq);
  }
}
