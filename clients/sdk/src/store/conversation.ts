import { addressed } from '../address.ts';
import { isTransient } from '../errors.ts';
import { Observable } from '../observable.ts';
import { randomId } from '../platform.ts';
import { isSameText } from '../same-text.ts';
import { segment } from '../transport/path.ts';
import type { ConversationSnapshot, Message, OutboxEntry, SendOptions } from '../types.ts';
import type { ConversationContext } from './conversation-context.ts';
import { ConversationLoading } from './conversation-loading.ts';
import { snapshotOf } from './conversation-snapshot.ts';
import {
  deleteOptimistically,
  editOptimistically,
  pinOptimistically,
  reactOptimistically,
} from './optimistic.ts';
import { ReadMark } from './read-mark.ts';
import { conversationOf } from './state.ts';
import { TypingSignal } from './typing-signal.ts';

/** A conversation: what a screen shows, kept up to date while it is open. */
export class Conversation extends Observable<ConversationSnapshot> {
  readonly #context: ConversationContext;
  /** username or conversation id @internal */
  readonly to: string;
  /** replaced with each login: a request under way for one user does not concern the next */
  #readMark: ReadMark;
  readonly #typing: TypingSignal;
  readonly #loading: ConversationLoading;
  #isOpen = false;

  /** @internal */
  constructor(context: ConversationContext, to: string) {
    super();
    this.#context = context;
    this.to = to;
    this.#typing = new TypingSignal((Typing) => context.send({ type: 'typing', ...addressed(to), Typing }));
    this.#readMark = this.#newReadMark();
    const [changed, caughtUp] = [() => this.changed(), () => this.#readMark.retry()];
    this.#loading = new ConversationLoading(context, to, changed, caughtUp);
  }

  #newReadMark(): ReadMark {
    return new ReadMark({
      report: (seq) => this.#context.markRead(this.to, seq),
      known: () => ({ timeline: this.#known.timeline, readSeq: this.#readSeq }),
      moved: (seq) => {
        const [conversation, username] = [this.id, this.#context.own];
        if (conversation === undefined || username === undefined) return;
        this.#context.store.apply({ type: 'read', conversation, username, seq });
        this.changed();
      },
    });
  }

  get #known() {
    return conversationOf(this.#context.store.state, this.to);
  }

  /** Undefined while the server has sent none: no message was written yet, or none is loaded. */
  get id(): string | undefined {
    return this.#known.id;
  }

  /** @internal */
  protected override inputs(): readonly unknown[] {
    return Object.values(this.#known);
  }

  /** @internal */
  protected take(): ConversationSnapshot {
    return snapshotOf(this.#known, this.#loading, this.#readSeq);
  }

  /** The user's read mark, here or on the server. */
  get #readSeq(): number {
    return Math.max(this.#known.row?.ReadSeq ?? 0, this.#readMark.wanted);
  }

  /** Shows the newest messages, and follows the conversation until `close`. @throws CoreChatError user_not_found … */
  async open(): Promise<void> {
    this.#isOpen = true;
    if (!this.#loading.isCurrent) await this.#loading.catchUp();
  }

  /** No longer syncs after reconnects; `open` does so at once. */
  close(): void {
    this.#isOpen = false;
    this.#typing.set(false);
  }

  /** An event was missed while it was closed: `open` catches up. @internal */
  outdate(): void {
    this.#loading.outdate();
  }

  /** One page towards the beginning. One at a time. @returns false at the beginning @throws CoreChatError */
  async loadOlder(): Promise<boolean> {
    return this.#loading.loadOlder();
  }

  /** One page towards the end, where `hasNewer`. One at a time. @returns false at the end @throws CoreChatError */
  async loadNewer(): Promise<boolean> {
    return this.#loading.loadNewer();
  }

  /**
   * Opens the conversation at a message: one request more when it is not loaded, however far back it is. `snapshot.hasNewer` is true then,
   * and what was loaded before is not shown until `loadLatest`.
   * @throws CoreChatError message_not_found
   */
  async openAt(id: string): Promise<void> {
    await this.open();
    if (!this.#known.timeline?.messages.some(({ Id }) => Id === id)) await this.#loading.loadAround(id);
  }

  /**
   * Opens the conversation at the first message sent at or after a time, or at the newest one where there is none; as `openAt`.
   * @returns that message; undefined in a conversation without messages
   * @throws CoreChatError
   */
  async openAtTime(at: Date): Promise<Message | undefined> {
    await this.open();
    return this.#loading.loadAt(at);
  }

  /** Returns to the newest messages. @throws CoreChatError */
  async loadLatest(): Promise<void> {
    await this.#loading.loadLatest();
  }

  /** Waits in the outbox until the server has acknowledged it. @throws CoreChatError not_logged_in */
  send(text: string, options?: SendOptions): OutboxEntry {
    this.#typing.forget();
    this.loadLatest().catch(() => {
      // The message is sent anyway.
    });
    return this.#context.outbox.add(this.#known.peer ?? this.to, text, options);
  }

  /**
   * Shown at once, and reverted when the server refuses. The same text is no edit and is not sent, also when line ends or trailing space
   * differ.
   * @throws CoreChatError message_deleted, validation_failed …
   */
  async edit(id: string, text: string): Promise<void> {
    const message = this.snapshot.messages.find(({ Id }) => Id === id);
    if (message?.DeletedAt === null && isSameText(message.Message, text)) return;
    await editOptimistically(this.#context, this.id, id, text);
  }

  /** Shown at once, and reverted when the server refuses. @throws CoreChatError */
  async delete(id: string): Promise<void> {
    await deleteOptimistically(this.#context, this.id, id);
  }

  /**
   * Adds one's own reaction, or takes it back. Shown at once, and reverted when the server refuses.
   * @param emoji exactly one
   * @throws CoreChatError message_deleted, user_blocked, too_many_reactions, validation_failed
   */
  async react(id: string, emoji: string, isThere = true): Promise<void> {
    await reactOptimistically(this.#context, this.id, id, { emoji, isThere });
  }

  /**
   * Pins a message for all members, or unpins it. Shown at once, and reverted when the server refuses.
   * @throws CoreChatError message_deleted, user_blocked, not_group_admin, too_many_pinned_messages
   */
  async pin(id: string, isPinned = true): Promise<void> {
    await pinOptimistically(this.#context, this.id, id, isPinned);
  }

  /** Keeps a message for the user alone, or removes it from the saved ones. @throws CoreChatError message_deleted, too_many_saved_messages */
  async save(id: string, isSaved = true): Promise<void> {
    const { messages } = this.#context;
    await (isSaved ? messages.save(id) : messages.unsave(id));
  }

  /**
   * Sends the text of a message to another conversation, with the name of its first author. It is not kept while there is no connection.
   * @param to username or conversation id
   * @returns the new message
   * @throws CoreChatError message_not_found, message_deleted, user_not_found, user_blocked, too_many_contacts
   */
  async forward(id: string, to: string): Promise<Message> {
    const { messages, intake } = this.#context;
    const input = { ...addressed(to), ForwardOf: id, ClientId: randomId() };
    const message = await messages.send(input);
    intake.answer(message);
    return message;
  }

  /** The pinned messages, the one that was pinned last first. @throws CoreChatError */
  async pins(): Promise<readonly Message[]> {
    const to = this.to;
    return (await this.#context.requests.page<Message>(`/conversations/${segment(to)}/pins`)).items;
  }

  get #lastSeq(): number | undefined {
    return this.#known.timeline?.messages.at(-1)?.Seq;
  }

  /**
   * Marks everything up to a message as read; up to the last one unless given. The server is updated in the background. While a message
   * before it may still arrive, ten seconds at most, the mark waits before that.
   */
  markRead(seq: number | undefined = this.#lastSeq): void {
    if (seq === undefined || seq <= this.snapshot.readSeq) return;
    if (this.id === undefined || this.#context.own === undefined) return;
    if ((this.#known.row?.UnreadFrom ?? null) !== null) this.#readMark.again(this.#readSeq);
    if (seq > this.#readSeq) this.#readMark.moveTo(seq);
  }

  /** Call at each key press: sent at most every two seconds, and ended when the calls stop. */
  setTyping(typing: boolean): void {
    if (typing && this.#lastSeq === undefined) return;
    this.#typing.set(typing);
  }

  /** @internal */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Shows an error that concerns this conversation alone, so that the others are still synced. @internal */
  async sync(): Promise<void> {
    try {
      await this.#loading.catchUp();
    } catch (error) {
      if (isTransient(error)) throw error;
    }
  }

  /** Removes what is here of a group that the user is no longer in. @internal */
  forget(): void {
    this.#loading.reset();
    this.#readMark.stop();
    this.#readMark = this.#newReadMark();
    this.#typing.forget();
    this.changed();
  }

  /** The client ends. @internal */
  end(): void {
    this.close();
    this.#readMark.stopWaiting();
    this.stopNotifying();
  }

  /** Forgets everything: another user may log in. @internal */
  reset(): void {
    this.#isOpen = false;
    this.forget();
  }
}
