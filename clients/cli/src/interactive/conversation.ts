/** One conversation, live: Send, Refresh, Exit and more, with new messages as they arrive. */
import { conversationOf } from '../commands/target.ts';
import { type CoreChat, isConversationId, isSameUser, sentence } from '../sdk.ts';
import type { Key } from '../terminal/keys.ts';
import type { Symbols } from '../text/symbols.ts';
import { setBlocked } from './blocking.ts';
import { Composer } from './composer.ts';
import { watchConnection } from './connection-notice.ts';
import { placeholderOf, silenceOf, titleOf, typingOf } from './conversation-labels.ts';
import { type ConversationViewState, conversationFrame, historyHeight } from './conversation-view.ts';
import { GroupActions } from './group-actions.ts';
import { HistoryScroll } from './history-scroll.ts';
import { type MenuEntry, MenuSelection } from './menu-selection.ts';
import { historyRows, type Row } from './message-rows.ts';
import { RequestAnswers } from './request-answers.ts';
import { Seen } from './seen.ts';
import type { Stage, View } from './show.ts';
import type { Written } from './written.ts';

export interface ConversationOptions {
  chat: CoreChat;
  /** the other member, or the id of a group */
  username: string;
  symbols: Symbols;
  written: Written;
}

/** What was not sent when the view closes is kept in `written`. */
export function conversationView(options: ConversationOptions): (stage: Stage<void>) => View {
  return (stage) => new ConversationView(options, stage);
}

class ConversationView implements View {
  readonly #chat: CoreChat;
  readonly #conversation;
  readonly #username: string;
  readonly #symbols: Symbols;
  readonly #stage: Stage<void>;
  readonly #written: Written;
  readonly #connection;
  readonly #stops: (() => void)[];
  readonly #selection = new MenuSelection();
  #notice = '';
  #isLeft = false;
  readonly #composer: Composer;
  readonly #scroll: HistoryScroll;
  readonly #seen: Seen;
  readonly #answers: RequestAnswers;

  constructor({ chat, username, symbols, written }: ConversationOptions, stage: Stage<void>) {
    this.#chat = chat;
    this.#username = username;
    this.#symbols = symbols;
    this.#stage = stage;
    this.#written = written;
    this.#conversation = chat.conversation(username);
    this.#composer = new Composer({
      conversation: this.#conversation,
      me: this.#me,
      text: written.drafts.get(username) ?? '',
      changes: written.changes,
      symbols,
      say: (notice) => this.#say(notice),
      sent: () => this.#toNewest(),
      group: this.#isGroup ? new GroupActions(chat, username) : undefined,
      find: (name) => conversationOf(chat, name),
    });
    this.#scroll = new HistoryScroll(this.#conversation, (notice) => this.#say(notice));
    this.#seen = new Seen(chat, this.#conversation);
    this.#answers = new RequestAnswers(chat, username, (notice) => this.#say(notice));
    this.#connection = watchConnection(chat, stage.redraw);
    const changed = () => {
      // The user has left the group on another device, or was removed.
      if (this.#conversation.snapshot.left) return stage.done();
      if (this.#scroll.anchor === null) this.#markRead();
      stage.redraw();
    };
    this.#stops = [
      this.#conversation.subscribe(changed),
      chat.inbox.subscribe(stage.redraw),
      chat.on('presence', stage.redraw),
      chat.on('block', stage.redraw),
      () => this.#connection.stop(),
    ];
    this.#load();
  }

  close(): void {
    this.#isLeft = true;
    for (const stop of this.#stops) stop();
    this.#written.drafts.set(this.#username, this.#composer.close());
    this.#conversation.close();
  }

  #load(done = ''): void {
    this.#conversation.open().then(
      () => {
        // Messages that came while it was closed are there already, and cause no change.
        this.#markRead();
        // The answer to a command that was faster than the messages stays.
        if (done) this.#say(done);
        this.#composer.begin();
      },
      (error: unknown) => this.#say(sentence(error)),
    );
    if (!this.#isGroup) this.#chat.fetchPresence(this.#username).catch(() => {});
  }

  #say(notice: string): void {
    this.#notice = notice;
    this.#stage.redraw();
  }

  /** Messages on the screen count as read; those below it do not. */
  #markRead(): void {
    if (this.#isLeft) return;
    this.#seen.mark(this.#scroll.shownIn(this.#history));
  }

  get #me(): string {
    return this.#chat.session?.username ?? '';
  }

  /** Messages that were refused, or could not be sent so far. */
  get #stuck() {
    return this.#conversation.snapshot.pending.filter(({ error }) => error !== undefined);
  }

  get #menu(): MenuEntry[] {
    const { outbox } = this.#chat;
    const stuck = this.#stuck;
    const optional = (isThere: boolean, ...entries: MenuEntry[]) => (isThere ? entries : []);
    const isOther = !this.#isGroup && !isSameUser(this.#username, this.#me);
    return [
      ...optional(this.#silence === '', ['Send', () => this.#composer.write()]),
      ...optional(this.#answers.canAccept, ['Accept', () => this.#answers.accept()]),
      ['Refresh', () => this.#refresh()],
      ['Older', () => this.#page(-1)],
      ...optional(this.#composer.canEdit, ['Edit', () => this.#composer.edit()]),
      ...optional(this.#answers.canIgnore, ['Ignore', () => this.#answers.ignore()]),
      ...optional(isOther, [this.#isBlocked ? 'Unblock' : 'Block', () => this.#toggleBlock()]),
      ...optional(this.#scroll.anchor !== null, ['Newest', () => this.#toNewest()]),
      ...optional(
        stuck.length > 0,
        ['Try again', () => stuck.forEach(({ clientId }) => void outbox.retry(clientId))],
        ['Discard', () => stuck.forEach(({ clientId }) => void outbox.discard(clientId))],
      ),
      ['Exit', () => this.#leave()],
    ];
  }

  get #isGroup(): boolean {
    return isConversationId(this.#username);
  }

  get #silence(): string {
    return silenceOf(this.#conversation.snapshot);
  }

  #leave(): void {
    this.#composer.leave();
    this.#stage.done();
  }

  #toggleBlock(): void {
    void setBlocked(this.#chat, this.#username, !this.#isBlocked)
      .catch(sentence)
      .then((notice) => this.#say(notice));
  }

  #refresh(): void {
    this.#say(`Refreshing ${this.#symbols.ellipsis}`);
    this.#chat.retryNow();
    this.#load('Up to date.');
  }

  #toNewest(): void {
    this.#scroll.toNewest();
    this.#selection.first();
    this.#markRead();
  }

  get #isBlocked(): boolean {
    return this.#chat.isBlocked(this.#username);
  }

  get #status() {
    if (this.#isGroup) return undefined;
    return this.#isBlocked ? 'blocked' : this.#chat.presenceOf(this.#username);
  }

  get #history(): Row[] {
    const { columns } = this.#stage.size();
    const { unreadAfter } = this.#seen;
    return historyRows(this.#conversation.snapshot, {
      me: this.#me,
      columns,
      symbols: this.#symbols,
      unreadAfter,
    });
  }

  get #state(): ConversationViewState {
    const { snapshot } = this.#conversation;
    const history = this.#history;
    const elsewhere = this.#chat.inbox.snapshot.conversations.filter(
      ({ User, Unread }) => Unread > 0 && !isSameUser(User, this.#username),
    );
    const menu = this.#menu;
    return {
      title: titleOf(snapshot, this.#status, this.#symbols),
      aside: elsewhere.length > 0 ? `${elsewhere.length} unread elsewhere` : '',
      history,
      anchor: this.#scroll.anchor,
      placeholder: history.length > 0 ? '' : placeholderOf(snapshot, this.#symbols),
      typing: typingOf(snapshot, this.#username, this.#symbols),
      notice: this.#connection.text || this.#notice || this.#answers.notice || this.#silence,
      menu: menu.map(([label]) => label),
      selected: this.#selection.indexIn(menu),
      draft: this.#composer.shown,
      hint: this.#composer.hint,
    };
  }

  frame(size: { columns: number; rows: number }) {
    return conversationFrame(this.#state, size, this.#symbols);
  }

  #page(pages: number): void {
    const state = this.#state;
    this.#scroll.by(pages, state.history, historyHeight(state, this.#stage.size(), this.#symbols));
    this.#markRead();
  }

  onKey(key: Key): void {
    this.#notice = '';
    this.#connection.acknowledge();
    if (key.name === 'pageup') this.#page(-1);
    else if (key.name === 'pagedown') this.#page(1);
    else if (key.name === 'ctrl+r') this.#refresh();
    else if (this.#composer.shown) this.#composer.onKey(key);
    else this.#onMenuKey(key);
  }

  #onMenuKey(key: Key): void {
    if (this.#selection.onKey(key, this.#menu)) return;
    if (key.name === 'escape') this.#leave();
    else if (key.text && this.#silence === '') {
      this.#composer.write();
      this.#composer.onKey(key);
    }
  }
}
