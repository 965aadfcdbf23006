import { addressed } from '../address.ts';
import { asCoreChatError, CoreChatError, hasCode } from '../errors.ts';
import { InFlight } from '../in-flight.ts';
import { serial } from '../serial.ts';
import { withQuery } from '../transport/paged.ts';
import type { LoadStatus, Message } from '../types.ts';
import type { ConversationContext } from './conversation-context.ts';
import { conversationOf } from './state.ts';
import { messageAt } from './timeline.ts';

const PAGE = 100;
const SYNC_PAGE = 200;

/**
 * What is loaded of a conversation: its newest messages, or those around one far back; further pages on demand, then the changes. One part
 * without gaps: another part replaces it.
 */
export class ConversationLoading {
  readonly #context: ConversationContext;
  /** username or conversation id */
  readonly #to: string;
  readonly #changed: () => void;
  readonly #caughtUp: () => void;
  /** One at a time. @throws CoreChatError */
  readonly catchUp = serial(() => (this.#token === undefined ? this.#loadNewest() : this.#loadChanges()));
  readonly #loadingOlder = new InFlight<boolean>();
  readonly #loadingNewer = new InFlight<boolean>();
  status: LoadStatus = 'idle';
  error: CoreChatError | undefined;
  /** shows messages as they were: the server has sent none */
  #isKept = false;
  #token: string | undefined;
  /** the socket since whose opening no event can have been missed */
  #currentSince: number | undefined;

  /** @param changed what is shown has changed @param caughtUp all changes are applied */
  constructor(context: ConversationContext, to: string, changed: () => void, caughtUp: () => void) {
    this.#context = context;
    this.#to = to;
    this.#changed = changed;
    this.#caughtUp = caughtUp;
  }

  get #timeline() {
    return conversationOf(this.#context.store.state, this.#to).timeline;
  }

  /** Whether no event can have been missed since the last load. */
  get isCurrent(): boolean {
    return this.#currentSince !== undefined && this.#currentSince === this.#context.store.state.socket;
  }

  get isLoadingOlder(): boolean {
    return this.#loadingOlder.isRunning;
  }

  get isLoadingNewer(): boolean {
    return this.#loadingNewer.isRunning;
  }

  /** An event was missed: the next load catches up. */
  outdate(): void {
    this.#currentSince = undefined;
  }

  /** One page towards the beginning. One at a time. @returns false at the beginning @throws CoreChatError */
  async loadOlder(): Promise<boolean> {
    try {
      const next = this.#timeline?.next;
      const loading = this.#loadingOlder.run(next, () => this.#loadPage(next));
      this.#changed();
      return await loading;
    } finally {
      this.#changed();
    }
  }

  /** @returns whether there are older messages still */
  async #loadPage(path: string | undefined): Promise<boolean> {
    if (path === undefined) return false;
    const { items, next } = await this.#context.requests.page<Message>(path);
    const expected = this.#timeline?.next;
    if (path !== expected) return expected !== undefined;
    this.#context.intake.page({ to: this.#to, messages: items, next, part: 'older' });
    return next !== undefined;
  }

  /** One page towards the end. One at a time. @returns false at the end @throws CoreChatError */
  async loadNewer(): Promise<boolean> {
    try {
      const prev = this.#timeline?.prev;
      const loading = this.#loadingNewer.run(prev, () => this.#loadNewerPage(prev));
      this.#changed();
      return await loading;
    } finally {
      this.#changed();
    }
  }

  /** @returns whether there are newer messages still */
  async #loadNewerPage(path: string | undefined): Promise<boolean> {
    if (path === undefined) return false;
    const { items, prev } = await this.#context.requests.page<Message>(path);
    const expected = this.#timeline?.prev;
    if (path !== expected) return expected !== undefined;
    this.#context.intake.page({ to: this.#to, messages: items, prev, part: 'newer' });
    return prev !== undefined;
  }

  /** Loads the part around a message, wherever it is. Call when the newest messages are loaded. @throws CoreChatError message_not_found */
  async loadAround(id: string): Promise<void> {
    await this.#loadMiddle({ around: id });
  }

  /**
   * Loads the part around the first message sent at or after a time, unless it is loaded. Call when the newest messages are loaded.
   * @returns that message, or the newest one; undefined without messages @throws CoreChatError
   */
  async loadAt(at: Date): Promise<Message | undefined> {
    const loaded = this.#timeline && messageAt(this.#timeline, at.getTime());
    if (loaded) return loaded;
    const items = await this.#loadMiddle({ at: at.toISOString() });
    return items.find(({ Timestamp }) => Date.parse(Timestamp) >= at.getTime()) ?? items.at(-1);
  }

  async #loadMiddle(place: { around: string } | { at: string }): Promise<readonly Message[]> {
    const { store, requests, intake } = this.#context;
    const { era } = store;
    const path = withQuery('/messages', { ...addressed(this.#to), ...place, limit: PAGE });
    const { items, next, prev } = await requests.page<Message>(path);
    if (era !== store.era) return [];
    intake.page({ to: this.#to, messages: items, next, prev, part: 'middle' });
    this.#changed();
    return items;
  }

  /** Returns to the newest messages, where another part is loaded. @throws CoreChatError */
  async loadLatest(): Promise<void> {
    if (this.#timeline?.prev === undefined) return;
    this.#token = undefined;
    await this.catchUp();
  }

  async #loadNewest(): Promise<void> {
    const { own, store, requests, inbox, intake } = this.#context;
    const { era } = store;
    const { socket } = store.state;
    if (own === undefined) throw new CoreChatError('not_logged_in');
    this.error = undefined;
    store.apply({ type: 'follow', to: this.#to });
    if (this.status !== 'ready') this.#begin();
    this.#changed();
    try {
      const path = withQuery('/messages', { ...addressed(this.#to), limit: PAGE });
      const { items, next, syncToken } = await requests.page<Message>(path);
      // The inbox holds the read marks, perhaps in a page that is not loaded yet.
      const [first] = items;
      if (first) await inbox.reach(first.Conversation).catch(() => {});
      if (era !== store.era) return;
      [this.#token, this.status] = [syncToken ?? '', 'ready'];
      this.#currentSince = socket;
      this.#isKept = false;
      intake.page({ to: this.#to, messages: items, next, part: 'newest' });
      this.#changed();
    } catch (error) {
      if (era === store.era) this.#fail(asCoreChatError(error));
      throw error;
    }
  }

  #begin(): void {
    const page = this.#context.kept?.page(this.#to);
    this.#isKept = page !== undefined;
    this.status = page ? 'ready' : 'loading';
    if (page) this.#context.store.apply({ type: 'page', ...page });
  }

  #fail(error: CoreChatError): void {
    this.error = error;
    // The user may no longer see what is kept.
    if (this.status === 'loading' || (this.#isKept && !error.transient)) this.status = 'failed';
    this.#changed();
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
      this.#caughtUp();
    } catch (error) {
      if (era !== store.era || !hasCode(error, 'resync_required', 'invalid_sync_token')) throw error;
      this.#token = undefined;
      await this.#loadNewest();
    }
  }

  /** Forgets everything. */
  reset(): void {
    this.#isKept = false;
    this.status = 'idle';
    this.error = undefined;
    this.#token = undefined;
    this.#currentSince = undefined;
  }
}
