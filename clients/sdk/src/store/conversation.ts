import { addressed } from '../address.ts';
import { asCoreChatError, CoreChatError, hasCode, isTransient } from '../errors.ts';
import { InFlight } from '../in-flight.ts';
import { Observable } from '../observable.ts';
import { isSameText } from '../same-text.ts';
import { serial } from '../serial.ts';
import { withQuery } from '../transport/paged.ts';
import type { ConversationSnapshot, LoadStatus, Message, OutboxEntry, SendOptions } from '../types.ts';
import type { ConversationContext } from './conversation-context.ts';
import { deleteOptimistically, editOptimistically, reactOptimistically } from './optimistic.ts';
import { ReadMark } from './read-mark.ts';
import { conversationOf } from './state.ts';
import { shownMessages } from './timeline.ts';
import { TypingSignal } from './typing-signal.ts';

const PAGE = 100;
const SYNC_PAGE = 200;

/** A conversation: what a screen shows, kept up to date while it is open. */
export class Conversation extends Observable<ConversationSnapshot> {
  readonly #context: ConversationContext;
  /** username or conversation id */
  readonly #to: string;
  /** replaced with each login: a request under way for one user does not concern the next */
  #readMark: ReadMark;
  readonly #typing: TypingSignal;
  readonly #catchUp = serial(() => (this.#token === undefined ? this.#loadNewest() : this.#loadChanges()));
  #status: LoadStatus = 'idle';
  #error: CoreChatError | undefined;
  readonly #loadingOlder = new InFlight<boolean>();
  #token: string | undefined;
  #isOpen = false;
  /** the socket since whose opening no event can have been missed */
  #currentSince: number | undefined;

  /** @internal */
  constructor(context: ConversationContext, to: string) {
    super();
    this.#context = context;
    this.#to = to;
    this.#typing = new TypingSignal((Typing) => context.send({ type: 'typing', ...addressed(to), Typing }));
    this.#readMark = this.#newReadMark();
  }

  #newReadMark(): ReadMark {
    return new ReadMark({
      report: (seq) => this.#context.markRead(this.#to, seq),
      known: () => ({ timeline: this.#known.timeline, readSeq: this.snapshot.readSeq }),
      moved: (seq) => {
        const [conversation, username] = [this.id, this.#context.own];
        if (conversation === undefined || username === undefined) return;
        this.#context.store.apply({ type: 'read', conversation, username, seq });
        this.changed();
      },
    });
  }

  get #known() {
    return conversationOf(this.#context.store.state, this.#to);
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
    const { peer, row, timeline, pending, typing } = this.#known;
    return {
      status: this.#status,
      ...(this.#error && { error: this.#error }),
      messages: timeline && this.#status === 'ready' ? shownMessages(timeline) : [],
      pending,
      hasOlder: timeline?.next !== undefined,
      loadingOlder: this.#loadingOlder.isRunning,
      readSeq: Math.max(row?.ReadSeq ?? 0, this.#readMark.wanted),
      peerReadSeq: row?.PeerReadSeq ?? 0,
      typing: typing.length > 0,
      request: row?.Request ?? null,
      peer: { username: peer ?? '', deleted: row?.Deleted ?? false },
    };
  }

  /** Shows the newest messages, and follows the conversation until `close`. @throws CoreChatError user_not_found … */
  async open(): Promise<void> {
    this.#isOpen = true;
    if (this.#currentSince !== undefined && this.#currentSince === this.#context.store.state.socket) return;
    await this.#catchUp();
  }

  /** No longer syncs after reconnects; `open` does so at once. */
  close(): void {
    this.#isOpen = false;
    this.#typing.set(false);
  }

  /** An event was missed while it was closed: `open` catches up. @internal */
  outdate(): void {
    this.#currentSince = undefined;
  }

  /** One page towards the beginning. One at a time. @returns false at the beginning @throws CoreChatError */
  async loadOlder(): Promise<boolean> {
    try {
      const { timeline } = this.#known;
      const loading = this.#loadingOlder.run(timeline?.next, () => this.#loadPage(timeline?.next));
      this.changed();
      return await loading;
    } finally {
      this.changed();
    }
  }

  /** @returns whether there are older messages still */
  async #loadPage(path: string | undefined): Promise<boolean> {
    if (path === undefined) return false;
    const { items, next } = await this.#context.requests.page<Message>(path);
    const expected = this.#known.timeline?.next;
    if (path !== expected) return expected !== undefined;
    this.#context.intake.page({ to: this.#to, messages: items, next, isNewest: false });
    return next !== undefined;
  }

  async #loadNewest(): Promise<void> {
    const { own, store, requests, inbox, intake } = this.#context;
    const { era } = store;
    const { socket } = store.state;
    if (own === undefined) throw new CoreChatError('not_logged_in');
    if (this.#status !== 'ready') this.#status = 'loading';
    this.#error = undefined;
    store.apply({ type: 'follow', to: this.#to });
    this.changed();
    try {
      const path = withQuery('/messages', { ...addressed(this.#to), limit: PAGE });
      const { items, next, syncToken } = await requests.page<Message>(path);
      // The inbox holds the read marks, perhaps in a page that is not loaded yet.
      const [first] = items;
      if (first) await inbox.reach(first.Conversation).catch(() => {});
      if (era !== store.era) return;
      [this.#token, this.#status] = [syncToken ?? '', 'ready'];
      this.#currentSince = socket;
      intake.page({ to: this.#to, messages: items, next, isNewest: true });
      this.changed();
    } catch (error) {
      if (era === store.era) this.#fail(asCoreChatError(error));
      throw error;
    }
  }

  #fail(error: CoreChatError): void {
    this.#error = error;
    if (this.#status === 'loading') this.#status = 'failed';
    this.changed();
  }

  async #loadChanges(): Promise<void> {
    const { store, requests, intake } = this.#context;
    const { era } = store;
    const { socket } = store.state;
    const query = { ...addressed(this.#to), since: this.#token, limit: SYNC_PAGE };
    try {
      for await (const page of requests.walk<Message>(withQuery('/messages', query))) {
        if (era !== store.era) return;
        for (const message of page.items) intake.synced(message);
        this.#token = page.syncToken ?? this.#token;
      }
      this.#currentSince = socket;
      this.#readMark.retry();
    } catch (error) {
      if (era !== store.era || !hasCode(error, 'resync_required', 'invalid_sync_token')) throw error;
      this.#token = undefined;
      await this.#loadNewest();
    }
  }

  /** Waits in the outbox until the server has acknowledged it. @throws CoreChatError not_logged_in */
  send(text: string, options?: SendOptions): OutboxEntry {
    this.#typing.forget();
    return this.#context.outbox.add(this.#known.peer ?? this.#to, text, options);
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

  get #lastSeq(): number | undefined {
    return this.#known.timeline?.messages.at(-1)?.Seq;
  }

  /**
   * Marks everything up to a message as read; up to the last one unless given. The server is updated in the background. While a message
   * before it may still arrive, ten seconds at most, the mark waits before that.
   */
  markRead(seq: number | undefined = this.#lastSeq): void {
    if (seq === undefined || seq <= this.snapshot.readSeq) return;
    if (this.id !== undefined && this.#context.own !== undefined) this.#readMark.moveTo(seq);
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
      await this.#catchUp();
    } catch (error) {
      if (isTransient(error)) throw error;
    }
  }

  /** For good: the client ends. @internal */
  end(): void {
    this.close();
    this.#readMark.stopWaiting();
    this.stopNotifying();
  }

  /** Forgets everything: another user may log in. @internal */
  reset(): void {
    this.#status = 'idle';
    this.#error = undefined;
    this.#token = undefined;
    this.#isOpen = false;
    this.#currentSince = undefined;
    this.#readMark.stop();
    this.#readMark = this.#newReadMark();
    this.#typing.forget();
    this.changed();
  }
}
