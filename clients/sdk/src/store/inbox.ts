import { asCoreChatError, type CoreChatError, hasCode } from '../errors.ts';
import { InFlight } from '../in-flight.ts';
import { Observable } from '../observable.ts';
import { serial } from '../serial.ts';
import type { Requests } from '../session/requests.ts';
import { withQuery } from '../transport/paged.ts';
import type { ConversationSummary, InboxSnapshot, LoadStatus, Message } from '../types.ts';
import { byActivity, mergeRow, type RowChange, withMessage, withRead } from './inbox-rows.ts';

const PAGE = 50;

export interface InboxParts {
  requests: Requests;
  changed(row: ConversationSummary): void;
  /** the server listed it: everything up to the row's version is known */
  listed(row: ConversationSummary): void;
  /** a sync found this row; before it is taken. @param afterSeq the last message that was known */
  synced(row: ConversationSummary, afterSeq: number): void;
}

/** The conversations of the person who is logged in. */
export class Inbox extends Observable<InboxSnapshot> {
  readonly #parts: InboxParts;
  readonly #catchUp = serial(() => (this.#token === undefined ? this.#loadFirst() : this.#loadChanges()));
  #rows = new Map<string, ConversationSummary>();
  /** how far the loaded pages reach; less active rows wait for their page */
  #reach = '';
  #status: LoadStatus = 'idle';
  #error: CoreChatError | undefined;
  #next: string | undefined;
  #token: string | undefined;
  readonly #loadingMore = new InFlight<boolean>();
  #loadingFirst: Promise<void> | undefined;
  /** changes when another user logs in: answers to the previous one are dropped */
  #era = 0;

  /** @internal */
  constructor(parts: InboxParts) {
    super();
    this.#parts = parts;
  }

  /** @internal */
  protected take(): InboxSnapshot {
    const rows = [...this.#rows.values()].filter(({ ActiveAt }) => ActiveAt >= this.#reach);
    return {
      status: this.#status,
      ...(this.#error && { error: this.#error }),
      conversations: rows.sort(byActivity),
      hasMore: this.#next !== undefined,
      unread: rows.reduce((sum, { Unread }) => sum + Unread, 0),
    };
  }

  /** Loads the most active conversations, or what has changed since they were. @throws CoreChatError */
  async load(): Promise<void> {
    await this.#catchUp();
  }

  /** @returns whether there are more still @throws CoreChatError */
  async loadMore(): Promise<boolean> {
    return this.#loadingMore.run(this.#era, () => this.#loadNext());
  }

  /** Loads until this conversation is among the rows, or there are no more. @throws CoreChatError @internal */
  async reach(conversation: string): Promise<void> {
    if (!this.isLoaded) await (this.#loadingFirst ?? this.load());
    while (!this.#rows.has(conversation) && (await this.loadMore()));
  }

  async #loadNext(): Promise<boolean> {
    if (this.#next === undefined) return false;
    const [era, first] = [this.#era, this.#next];
    const { items, next } = await this.#parts.requests.page<ConversationSummary>(first);
    if (era !== this.#era || first !== this.#next) return this.#next !== undefined;
    this.#addPage(items, next);
    return next !== undefined;
  }

  #addPage(items: ConversationSummary[], next: string | undefined): void {
    this.#next = next;
    this.#reach = next === undefined ? '' : (items.at(-1)?.ActiveAt ?? this.#reach);
    for (const row of items) {
      this.takeRow(row);
      this.#parts.listed(row);
    }
    this.changed();
  }

  #loadFirst(): Promise<void> {
    const loading = this.#readFirst().finally(() => {
      if (this.#loadingFirst === loading) this.#loadingFirst = undefined;
    });
    this.#loadingFirst = loading;
    return loading;
  }

  async #readFirst(): Promise<void> {
    const era = this.#era;
    if (this.#status !== 'ready') this.#status = 'loading';
    this.#error = undefined;
    this.changed();
    try {
      const path = withQuery('/conversations', { limit: PAGE });
      const { items, next, syncToken } = await this.#parts.requests.page<ConversationSummary>(path);
      if (era !== this.#era) return;
      this.#status = 'ready';
      this.#token = syncToken;
      this.#addPage(items, next);
    } catch (error) {
      if (era === this.#era) this.#fail(asCoreChatError(error));
      throw error;
    }
  }

  #fail(error: CoreChatError): void {
    this.#error = error;
    if (this.#status === 'loading') this.#status = 'failed';
    this.changed();
  }

  async #loadChanges(): Promise<void> {
    const era = this.#era;
    try {
      const path = withQuery('/conversations', { since: this.#token });
      for await (const page of this.#parts.requests.walk<ConversationSummary>(path)) {
        if (era !== this.#era) return;
        for (const row of page.items) this.#takeChange(row);
        this.#token = page.syncToken ?? this.#token;
      }
      this.#error = undefined;
    } catch (error) {
      if (!hasCode(error, 'resync_required', 'invalid_sync_token')) throw error;
      if (era !== this.#era) return;
      this.#token = undefined;
      this.#rows = new Map();
      await this.#loadFirst();
    }
  }

  #takeChange(row: ConversationSummary): void {
    const known = this.#rows.get(row.Conversation);
    this.#parts.synced(row, known?.LastMessage?.Seq ?? row.ReadSeq);
    this.takeRow(row);
    this.#parts.listed(row);
  }

  /** @internal */
  get isLoaded(): boolean {
    return this.#token !== undefined;
  }

  /** @internal */
  find(conversation: string): ConversationSummary | undefined {
    return this.#rows.get(conversation);
  }

  #put(row: ConversationSummary): void {
    if (this.#rows.get(row.Conversation) === row) return;
    this.#rows.set(row.Conversation, row);
    this.changed();
    this.#parts.changed(row);
  }

  /** A row as the server has it. @internal */
  takeRow(row: ConversationSummary): void {
    this.#put(mergeRow(this.#rows.get(row.Conversation), row));
  }

  /** @returns whether the inbox must be synced to be right @internal */
  takeMessage(conversation: string, message: Message, own: string): boolean {
    return this.#change(conversation, (row) => withMessage(row, message, own));
  }

  /** @returns whether the inbox must be synced to be right @internal */
  takeRead(conversation: string, seq: number, isOwn: boolean): boolean {
    return this.#change(conversation, (row) => withRead(row, seq, isOwn));
  }

  #change(conversation: string, change: (row: ConversationSummary) => RowChange): boolean {
    const known = this.#rows.get(conversation);
    if (!known) return true;
    const { row, isInDoubt } = change(known);
    this.#put(row);
    return isInDoubt;
  }

  /** Forgets everything: another user may log in. @internal */
  reset(): void {
    this.#era++;
    this.#loadingFirst = undefined;
    this.#rows = new Map();
    this.#reach = '';
    this.#status = 'idle';
    this.#error = undefined;
    this.#next = undefined;
    this.#token = undefined;
    this.changed();
  }
}
