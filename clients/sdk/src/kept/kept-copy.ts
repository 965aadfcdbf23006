import { addressed } from '../address.ts';
import type { CoreChat } from '../client.ts';
import { InTurn } from '../in-turn.ts';
import type { Timer } from '../platform.ts';
import type { MessagePage } from '../store/change.ts';
import { withQuery } from '../transport/paged.ts';
import type { ConversationSummary } from '../types.ts';
import { isSameUser } from '../username.ts';
import { type Copy, copyIn, nextCopy, PAGES_MAX, pageOf, textOf } from './copy.ts';
import type { CopyStore } from './copy-store.ts';

/** Changes come in bursts. */
const SETTLED_MS = 2_000;
const OLDER_PAGE = 50;

/**
 * Keeps a copy of the inbox's first page and of the newest messages of the conversations that were opened last, so that an application
 * starts without a network: `resume` goes on as the user of the copy, and shows what it has until the server can be reached. The server's
 * answers then replace it. A log-out and the log-in of another user remove it.
 */
export class KeptCopy {
  readonly #chat: CoreChat;
  readonly #store: CopyStore;
  readonly #storing = new InTurn();
  readonly #reading: Promise<void>;
  #copy: Copy | undefined;
  /** ids, the one that was opened last first */
  #opened: readonly string[] = [];
  #timer: Timer | undefined;
  #isOver = false;

  /** One for each client. @param store such as `browserCopy()` */
  constructor(chat: CoreChat, store: CopyStore) {
    this.#chat = chat;
    this.#store = store;
    this.#reading = this.#read();
    chat.live.kept = this;
    chat.on('session', ({ state }) => {
      if (state === 'logged-out') void this.remove();
      else this.#keepOwn();
    });
  }

  async #read(): Promise<void> {
    this.#copy = copyIn(await this.#store.get().catch(() => undefined));
    this.#keepOwn();
    this.changed();
  }

  /** Removes the copy of another user. */
  #keepOwn(): void {
    const { session } = this.#chat;
    if (session && this.#copy && !isSameUser(session.username, this.#copy.login.username)) void this.remove();
  }

  /**
   * Call it when `chat.resume` has failed because the server cannot be reached.
   * @returns false when there is no copy, or nobody was logged in here
   */
  async resume(): Promise<boolean> {
    await this.#reading;
    return this.#copy !== undefined && this.#chat.assume(this.#copy.login);
  }

  /** Removes the copy. It is made again while a user is logged in. */
  async remove(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#copy = undefined;
    this.#opened = [];
    await this.#storing.run('', () => this.#store.delete()).catch(() => {});
  }

  /** The copy, if it is of the user who is logged in: others hear of a log-in before `#keepOwn` does. */
  get #own(): Copy | undefined {
    const { session } = this.#chat;
    const isOwn = session && this.#copy && isSameUser(session.username, this.#copy.login.username);
    return isOwn ? this.#copy : undefined;
  }

  /** @internal */
  rows(): readonly ConversationSummary[] | undefined {
    return this.#own?.rows;
  }

  /** @internal */
  page(to: string): MessagePage | undefined {
    const { inbox, store } = this.#chat.live;
    const own = this.#own;
    const kept = own && pageOf(own, store.state, to, inbox.isLoaded);
    if (!kept) return undefined;
    const { conversation, messages, hasOlder } = kept;
    // The page before it has no address: it begins at the end, and what is known of it is not shown twice.
    const next = hasOlder
      ? withQuery('/messages', { ...addressed(conversation), limit: OLDER_PAGE })
      : undefined;
    return { to, messages, next, part: 'newest', isKept: true };
  }

  /** @internal */
  changed(): void {
    const { opened } = this.#chat.live;
    if (opened.some((id) => !this.#opened.includes(id)) || this.#opened[0] !== (opened[0] ?? this.#opened[0]))
      this.#opened = [...new Set([...opened, ...this.#opened])].slice(0, PAGES_MAX);
    if (this.#isOver) return;
    this.#timer ??= setTimeout(() => void this.#settled(), SETTLED_MS);
  }

  /** @internal */
  end(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
  }

  /** One write at a time. A copy that cannot be stored is not missed until there is no network. */
  async #settled(): Promise<void> {
    await this.#storing.run('', () => this.#write()).catch(() => {});
  }

  async #write(): Promise<void> {
    this.#timer = undefined;
    await this.#reading;
    const { session, live, inbox } = this.#chat;
    if (!session) return;
    const listed = live.inbox.isLoaded ? inbox.snapshot.conversations : undefined;
    const { state } = live.store;
    const copy = nextCopy({ login: session, state, listed, opened: this.#opened }, this.#copy);
    if (copy.rows.length === 0 && copy.pages.length === 0) return;
    this.#copy = copy;
    await this.#store.set(textOf(copy));
  }
}
