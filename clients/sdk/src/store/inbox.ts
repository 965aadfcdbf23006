import { asCoreChatError, type CoreChatError, hasCode } from '../errors.ts';
import { InFlight } from '../in-flight.ts';
import { Observable } from '../observable.ts';
import { serial } from '../serial.ts';
import type { ListPage, Requests } from '../session/requests.ts';
import { withQuery } from '../transport/paged.ts';
import type { ConversationSummary, InboxSnapshot, LoadStatus } from '../types.ts';
import { inOrder } from './rows.ts';
import type { Store } from './store.ts';

const PAGE = 50;

export interface InboxParts {
  requests: Requests;
  store: Store;
  /** rows as they were, see Kept */
  kept(): readonly ConversationSummary[] | undefined;
  /** the server listed these rows, which are not applied yet @param isSync because they changed */
  listed(rows: readonly ConversationSummary[], isSync: boolean): void;
}

/** A page that adds nothing to the list is followed by the next one. */
const isAllArchived = ({ items }: ListPage<ConversationSummary>): boolean =>
  items.every(({ Archived }) => Archived);

/** The conversations of the user who is logged in. */
export class Inbox extends Observable<InboxSnapshot> {
  readonly #parts: InboxParts;
  readonly #catchUp = serial(() => (this.#token === undefined ? this.#loadFirst() : this.#loadChanges()));
  /** how far the loaded pages reach; less active rows wait for their page */
  #reach = '';
  #status: LoadStatus = 'idle';
  /** shows rows as they were: the server has sent none */
  #isKept = false;
  #error: CoreChatError | undefined;
  #next: string | undefined;
  #nextRequests: string | undefined;
  #token: string | undefined;
  readonly #loadingMore = new InFlight<boolean>();
  #loadingFirst: Promise<void> | undefined;

  /** @internal */
  constructor(parts: InboxParts) {
    super();
    this.#parts = parts;
  }

  get #store(): Store {
    return this.#parts.store;
  }

  /** @internal */
  protected override inputs(): readonly unknown[] {
    return [this.#store.state.rows];
  }

  /** @internal */
  protected take(): InboxSnapshot {
    const all = [...this.#store.state.rows.values()].sort(inOrder);
    // A server of an earlier release knows no requests, pins and archive.
    const listed = all.filter(
      ({ ActiveAt, Request, Pinned }) => (Request ?? null) === null && (Pinned || ActiveAt >= this.#reach),
    );
    const rows = listed.filter(({ Archived }) => !Archived);
    return {
      status: this.#status,
      ...(this.#error && { error: this.#error }),
      conversations: rows,
      archived: listed.filter(({ Archived }) => Archived),
      hasMore: this.#next !== undefined,
      requests: all.filter(({ Request }) => Request === 'pending'),
      hasMoreRequests: this.#nextRequests !== undefined,
      unread: rows.reduce((sum, { Unread }) => sum + Unread, 0),
    };
  }

  /** Loads the pinned and the most active conversations, or what has changed since they were. @throws CoreChatError */
  async load(): Promise<void> {
    await this.#catchUp();
  }

  /** @returns whether there are more still @throws CoreChatError */
  async loadMore(): Promise<boolean> {
    return this.#loadingMore.run(this.#store.era, () => this.#loadNext());
  }

  /** @returns whether there are more requests still @throws CoreChatError */
  async loadMoreRequests(): Promise<boolean> {
    const next = this.#nextRequests;
    const page = next === undefined ? undefined : await this.#read(next);
    if (page && next === this.#nextRequests) this.#addRequests(page);
    return this.#nextRequests !== undefined;
  }

  /** Loads until this conversation is among the rows, or there are no more. @throws CoreChatError @internal */
  async reach(conversation: string): Promise<void> {
    if (!this.isLoaded) await (this.#loadingFirst ?? this.load());
    while (!this.#store.state.rows.has(conversation) && (await this.loadMore()));
  }

  /** @returns undefined when another user has logged in meanwhile */
  async #read(path: string): Promise<ListPage<ConversationSummary> | undefined> {
    const { era } = this.#store;
    const page = await this.#parts.requests.page<ConversationSummary>(path);
    return era === this.#store.era ? page : undefined;
  }

  async #loadNext(): Promise<boolean> {
    const next = this.#next;
    if (next === undefined) return false;
    const page = await this.#read(next);
    if (!page || next !== this.#next) return this.#next !== undefined;
    this.#addPage(page);
    return page.next === undefined ? false : isAllArchived(page) ? this.#loadNext() : true;
  }

  #addPage({ items, next }: ListPage<ConversationSummary>): void {
    this.#next = next;
    this.#reach = next === undefined ? '' : (items.at(-1)?.ActiveAt ?? this.#reach);
    this.#take(items, false);
    this.changed();
  }

  #addRequests({ items, next }: ListPage<ConversationSummary>): void {
    this.#nextRequests = next;
    this.#take(items, false);
    this.changed();
  }

  #take(rows: readonly ConversationSummary[], isSync: boolean): void {
    this.#parts.listed(rows, isSync);
    this.#store.apply({ type: 'rows', rows });
  }

  #loadFirst(): Promise<void> {
    const loading = this.#readFirst().finally(() => {
      if (this.#loadingFirst === loading) this.#loadingFirst = undefined;
    });
    this.#loadingFirst = loading;
    return loading;
  }

  async #readFirst(): Promise<void> {
    const { era } = this.#store;
    if (!this.#isKept) this.#beginRows();
    this.#error = undefined;
    this.changed();
    try {
      const [page, requests] = await Promise.all([this.#readPage('without'), this.#readPage('only')]);
      if (!page) return;
      if (this.#isKept) this.#store.apply({ type: 'inbox-sync', fromScratch: true });
      this.#isKept = false;
      this.#status = 'ready';
      this.#token = page.syncToken;
      this.#addPage(page);
      if (requests) this.#addRequests(requests);
      if (isAllArchived(page)) await this.loadMore();
    } catch (error) {
      if (era === this.#store.era) this.#fail(asCoreChatError(error));
      throw error;
    }
  }

  #beginRows(): void {
    this.#store.apply({ type: 'inbox-sync', fromScratch: true });
    if (this.#status === 'ready') return;
    const rows = this.#parts.kept();
    this.#isKept = rows !== undefined;
    this.#status = rows ? 'ready' : 'loading';
    if (rows) this.#store.apply({ type: 'rows', rows });
  }

  #readPage(requests: 'without' | 'only'): Promise<ListPage<ConversationSummary> | undefined> {
    const pinned = requests === 'without' ? ({ pinned: 'first' } as const) : {};
    return this.#read(withQuery('/conversations', { limit: PAGE, requests, ...pinned }));
  }

  #fail(error: CoreChatError): void {
    this.#error = error;
    if (this.#status === 'loading') this.#status = 'failed';
    this.changed();
  }

  async #loadChanges(): Promise<void> {
    const { era } = this.#store;
    this.#store.apply({ type: 'inbox-sync', fromScratch: false });
    let path: string | undefined = withQuery('/conversations', { since: this.#token });
    try {
      while (path !== undefined) {
        const page = await this.#read(path);
        if (!page) return;
        this.#take(page.items, true);
        this.#token = page.syncToken ?? this.#token;
        path = page.next;
      }
      this.#error = undefined;
    } catch (error) {
      if (!hasCode(error, 'resync_required', 'invalid_sync_token')) throw error;
      if (era !== this.#store.era) return;
      this.#token = undefined;
      await this.#loadFirst();
    }
  }

  /** @internal */
  get isLoaded(): boolean {
    return this.#token !== undefined;
  }

  /** Forgets everything: another user may log in. @internal */
  reset(): void {
    this.#loadingFirst = undefined;
    this.#reach = '';
    this.#isKept = false;
    this.#status = 'idle';
    this.#error = undefined;
    this.#next = undefined;
    this.#nextRequests = undefined;
    this.#token = undefined;
    this.changed();
  }
}
