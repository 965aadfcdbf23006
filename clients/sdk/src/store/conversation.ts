import { asCoreChatError, CoreChatError, hasCode, isTransient } from '../errors.ts';
import { InFlight } from '../in-flight.ts';
import { Observable } from '../observable.ts';
import { serial } from '../serial.ts';
import { withQuery } from '../transport/paged.ts';
import type { ConversationSnapshot, LoadStatus, Message, OutboxEntry } from '../types.ts';
import { spelling } from '../username.ts';
import type { ConversationContext } from './conversation-context.ts';
import { OptimisticUpdates } from './optimistic-updates.ts';
import { ReadMark } from './read-mark.ts';
import { Timeline } from './timeline.ts';
import { TypingSignal } from './typing-signal.ts';

const PAGE = 100;
const SYNC_PAGE = 200;

/** The conversation with one person: what a screen shows, kept up to date while it is open. */
export class Conversation extends Observable<ConversationSnapshot> {
  readonly #context: ConversationContext;
  readonly #peer: string;
  readonly #optimistic = new OptimisticUpdates(() => this.changed());
  readonly #readMark: ReadMark;
  readonly #typing: TypingSignal;
  readonly #catchUp = serial(() => (this.#token === undefined ? this.#loadNewest() : this.#loadChanges()));
  #timeline: Timeline | undefined;
  #status: LoadStatus = 'idle';
  #error: CoreChatError | undefined;
  /** address of the next older page */
  #older: string | undefined;
  readonly #loadingOlder = new InFlight<boolean>();
  #token: string | undefined;
  #isOpen = false;
  /** the socket since whose opening no event can have been missed */
  #currentSince: number | undefined;

  /** @internal */
  constructor(context: ConversationContext, peer: string) {
    super();
    this.#context = context;
    this.#peer = peer;
    this.#typing = new TypingSignal((Typing) => context.send({ type: 'typing', User: peer, Typing }));
    this.#readMark = new ReadMark((seq) => context.markRead(peer, seq));
  }

  /** @internal */
  protected take(): ConversationSnapshot {
    const { outbox, inbox } = this.#context;
    const id = this.#id;
    const row = id === undefined ? undefined : inbox.find(id);
    const timeline = this.#timeline;
    const pending = this.#context.own === undefined ? [] : outbox.entries(this.#peer);
    return {
      status: this.#status,
      ...(this.#error && { error: this.#error }),
      messages: timeline && this.#status === 'ready' ? this.#optimistic.over(timeline.messages) : [],
      pending: pending.filter(({ clientId }) => !timeline?.hasClientId(clientId)),
      hasOlder: this.#older !== undefined,
      loadingOlder: this.#loadingOlder.isRunning,
      readSeq: Math.max(row?.ReadSeq ?? 0, this.#readMark.wanted),
      peerReadSeq: row?.PeerReadSeq ?? 0,
      typing: id !== undefined && this.#context.typing.has(id),
      peer: {
        username: spelling(this.#peer, row?.User, timeline?.last?.From, timeline?.last?.To),
        deleted: row?.Deleted ?? false,
      },
    };
  }

  get #id(): string | undefined {
    return this.#context.idOf(this.#peer);
  }

  /** Shows the newest messages, and follows the conversation until `close`. @throws CoreChatError user_not_found … */
  async open(): Promise<void> {
    this.#isOpen = true;
    if (this.#currentSince !== undefined && this.#currentSince === this.#context.socketNumber) return;
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
      const loading = this.#loadingOlder.run(this.#timeline, () => this.#loadPageBefore());
      this.changed();
      return await loading;
    } finally {
      this.changed();
    }
  }

  async #loadPageBefore(): Promise<boolean> {
    const [timeline, path] = [this.#timeline, this.#older];
    if (!timeline || path === undefined) return false;
    const { items, next } = await this.#context.requests.page<Message>(path);
    if (timeline !== this.#timeline) return this.#older !== undefined;
    this.#older = next;
    const news = timeline.addPage(items, next !== undefined);
    this.changed();
    this.#context.intake.history(this.#peer, news);
    return next !== undefined;
  }

  async #loadNewest(): Promise<void> {
    const { own, era, socketNumber, requests } = this.#context;
    if (own === undefined) throw new CoreChatError('not_logged_in');
    if (this.#status !== 'ready') this.#status = 'loading';
    this.#error = undefined;
    this.changed();
    try {
      const path = withQuery('/messages', { User: this.#peer, limit: PAGE });
      const { items, next, syncToken } = await requests.page<Message>(path);
      // The inbox holds the read marks, perhaps in a page that is not loaded yet.
      const [first] = items;
      if (first) await this.#context.inbox.reach(first.Conversation).catch(() => {});
      if (era !== this.#context.era) return;
      const timeline = new Timeline(own);
      const news = timeline.addPage(items, next !== undefined);
      // Messages that arrived during the request.
      if (this.#timeline) timeline.adopt(this.#timeline);
      this.#timeline = timeline;
      [this.#older, this.#token, this.#status] = [next, syncToken ?? '', 'ready'];
      this.#currentSince = socketNumber;
      this.changed();
      this.#context.intake.history(this.#peer, news);
    } catch (error) {
      if (era === this.#context.era) this.#fail(asCoreChatError(error));
      throw error;
    }
  }

  #fail(error: CoreChatError): void {
    this.#error = error;
    if (this.#status === 'loading') this.#status = 'failed';
    this.changed();
  }

  async #loadChanges(): Promise<void> {
    const { era, socketNumber, requests } = this.#context;
    const query = { User: this.#peer, since: this.#token, limit: SYNC_PAGE };
    try {
      for await (const page of requests.walk<Message>(withQuery('/messages', query))) {
        if (era !== this.#context.era) return;
        for (const message of page.items) this.#context.intake.synced(this.#peer, message);
        this.#token = page.syncToken ?? this.#token;
      }
      this.#currentSince = socketNumber;
      this.#readMark.retry();
    } catch (error) {
      if (era !== this.#context.era || !hasCode(error, 'resync_required', 'invalid_sync_token')) throw error;
      this.#token = undefined;
      await this.#loadNewest();
    }
  }

  /** Waits in the outbox until the server has acknowledged it. @throws CoreChatError not_logged_in */
  send(text: string): OutboxEntry {
    this.#typing.forget();
    return this.#context.outbox.add(this.#peer, text);
  }

  /** Shown at once, and reverted when the server refuses. @throws CoreChatError */
  async edit(id: string, text: string): Promise<void> {
    const EditedAt = new Date().toISOString();
    await this.#optimistic.during(this.#timeline?.find(id), { Message: text, EditedAt }, async () => {
      this.#context.intake.answer(await this.#context.messages.edit(id, text));
    });
  }

  /** Shown at once, and reverted when the server refuses. @throws CoreChatError */
  async delete(id: string): Promise<void> {
    const DeletedAt = new Date().toISOString();
    const deletion = () => this.#context.messages.delete(id);
    await this.#optimistic.during(this.#timeline?.find(id), { Message: '', DeletedAt }, deletion);
  }

  /** Marks everything up to a message as read; up to the last one unless given. The server is updated in the background. */
  markRead(seq: number | undefined = this.#timeline?.last?.Seq): void {
    const id = this.#id;
    if (seq === undefined || id === undefined || seq <= this.snapshot.readSeq) return;
    this.#readMark.moveTo(seq);
    this.#context.inbox.takeRead(id, seq, true);
    this.changed();
  }

  /** Call at each key press: sent at most every two seconds, and ended when the calls stop. */
  setTyping(typing: boolean): void {
    if (typing && this.#timeline?.last === undefined) return;
    this.#typing.set(typing);
  }

  /** The state of one message, whether it is shown or not. @internal */
  find(id: string): Message | undefined {
    return this.#timeline?.find(id);
  }

  /** @internal */
  isShown(message: Message): boolean {
    return this.#timeline?.isShown(message) ?? false;
  }

  /** @internal */
  apply(message: Message): void {
    // Not loaded: the first page will contain the message.
    if (!this.#timeline && this.#status !== 'loading') return;
    this.#timeline ??= new Timeline(this.#context.own ?? '');
    if (!this.#timeline.apply(message)) return;
    this.#optimistic.settle(message);
    this.changed();
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

  /** Forgets everything: another user may log in. @internal */
  reset(): void {
    this.#timeline = undefined;
    this.#status = 'idle';
    this.#error = undefined;
    this.#older = undefined;
    this.#token = undefined;
    this.#isOpen = false;
    this.#currentSince = undefined;
    this.#optimistic.clear();
    this.#readMark.reset();
    this.#typing.forget();
    this.changed();
  }
}
