/** One conversation, live: the seed's Send, Refresh and Exit, with what arrives meanwhile. */
import { type CoreChat, sentence } from '../sdk.ts';
import { type Draft, EMPTY_DRAFT, edit } from '../terminal/editor.ts';
import type { Key } from '../terminal/keys.ts';
import { printable } from '../text/printable.ts';
import type { Symbols } from '../text/symbols.ts';
import { watchConnection } from './connection-notice.ts';
import { placeholderOf, titleOf } from './conversation-labels.ts';
import {
  type Anchor,
  type ConversationViewState,
  conversationFrame,
  endOf,
  historyHeight,
  scrolled,
} from './conversation-view.ts';
import { tooLong } from './message-limit.ts';
import { historyRows } from './message-rows.ts';
import type { Stage, View } from './show.ts';

const MENU_HINT = 'Arrows and Enter, or just type a message · PageUp: older · Esc: exit';
const DRAFT_HINT = 'Enter: send · Alt+Enter: new line · Esc: menu';

export interface ConversationOptions {
  chat: CoreChat;
  username: string;
  symbols: Symbols;
  /** unsent text of an earlier visit */
  draft: string;
}

/** Answers with the text that was not sent. */
export function conversationView(options: ConversationOptions): (stage: Stage<string>) => View {
  return (stage) => new ConversationView(options, stage);
}

class ConversationView implements View {
  readonly #chat: CoreChat;
  readonly #conversation;
  readonly #username: string;
  readonly #symbols: Symbols;
  readonly #stage: Stage<string>;
  readonly #connection;
  readonly #stops: (() => void)[];
  #draft: Draft;
  #writing: boolean;
  #selected = 0;
  #anchor: Anchor = null;
  #notice = '';
  /** fixed while the view is open: the divider stays where it was */
  #unreadAfter: number | undefined;

  constructor({ chat, username, symbols, draft }: ConversationOptions, stage: Stage<string>) {
    this.#chat = chat;
    this.#username = username;
    this.#symbols = symbols;
    this.#stage = stage;
    this.#draft = { text: draft, cursor: draft.length };
    this.#writing = draft !== '';
    this.#conversation = chat.conversation(username);
    this.#connection = watchConnection(chat, stage.redraw);
    const changed = () => {
      this.#markRead();
      stage.redraw();
    };
    this.#stops = [
      this.#conversation.subscribe(changed),
      chat.inbox.subscribe(stage.redraw),
      chat.on('presence', stage.redraw),
      () => this.#connection.stop(),
    ];
    this.#load();
  }

  close(): void {
    this.#conversation.setTyping(false);
    for (const stop of this.#stops) stop();
    this.#conversation.close();
  }

  #load(done = ''): void {
    this.#conversation.open().then(
      () => this.#say(done),
      (error: unknown) => this.#say(sentence(error)),
    );
    this.#chat.fetchPresence(this.#username).catch(() => {});
  }

  #say(notice: string): void {
    this.#notice = notice;
    this.#stage.redraw();
  }

  /** What is on the screen has been seen; what is below it has not. */
  #markRead(): void {
    const { snapshot } = this.#conversation;
    if (snapshot.status !== 'ready' || this.#anchor !== null) return;
    // The watermark comes with the inbox.
    if (this.#chat.inbox.snapshot.status === 'ready') this.#unreadAfter ??= snapshot.readSeq;
    const newest = snapshot.messages.findLast(({ From }) => !this.#isMe(From));
    if (newest && newest.Seq > snapshot.readSeq) this.#conversation.markRead(newest.Seq);
  }

  #isMe(username: string): boolean {
    return username.toLowerCase() === this.#me.toLowerCase();
  }

  get #me(): string {
    return this.#chat.session?.username ?? '';
  }

  /** Refused, or tried in vain so far. */
  get #stuck() {
    return this.#conversation.snapshot.pending.filter(({ error }) => error !== undefined);
  }

  get #menu(): [label: string, act: () => void][] {
    const stuck = this.#stuck;
    return [
      ['Send', () => this.#write()],
      ['Refresh', () => this.#refresh()],
      ['Older', () => this.#scroll(-1)],
      ...(this.#anchor === null ? [] : ([['Newest', () => this.#toNewest()]] as [string, () => void][])),
      ...(stuck.length === 0
        ? []
        : ([
            ['Try again', () => stuck.forEach(({ clientId }) => void this.#chat.outbox.retry(clientId))],
            ['Discard', () => stuck.forEach(({ clientId }) => void this.#chat.outbox.discard(clientId))],
          ] as [string, () => void][])),
      ['Exit', () => this.#stage.done(this.#draft.text)],
    ];
  }

  #write(): void {
    this.#writing = true;
  }

  #refresh(): void {
    this.#say('Refreshing …');
    this.#chat.retryNow();
    this.#load('Up to date.');
  }

  #toNewest(): void {
    this.#anchor = null;
    this.#selected = 0;
    this.#markRead();
  }

  get #state(): ConversationViewState {
    const { snapshot } = this.#conversation;
    const { columns } = this.#stage.size();
    const history = historyRows(snapshot, {
      me: this.#me,
      columns,
      symbols: this.#symbols,
      unreadAfter: this.#unreadAfter ?? Number.POSITIVE_INFINITY,
    });
    const elsewhere = this.#chat.inbox.snapshot.conversations.filter(
      ({ User, Unread }) => Unread > 0 && User.toLowerCase() !== this.#username.toLowerCase(),
    );
    const menu = this.#menu.map(([label]) => label);
    return {
      title: titleOf(snapshot, this.#chat.presenceOf(this.#username), this.#symbols),
      aside: elsewhere.length > 0 ? `${elsewhere.length} unread elsewhere` : '',
      history,
      anchor: this.#anchor,
      placeholder: history.length > 0 ? '' : placeholderOf(snapshot, this.#symbols),
      typing: snapshot.typing ? `${printable(this.#username)} is typing ${this.#symbols.ellipsis}` : '',
      notice: this.#connection.text || this.#notice,
      menu,
      selected: Math.min(this.#selected, menu.length - 1),
      draft: this.#writing ? this.#draft : undefined,
      hint: this.#writing ? DRAFT_HINT : MENU_HINT,
    };
  }

  frame(size: { columns: number; rows: number }) {
    return conversationFrame(this.#state, size, this.#symbols);
  }

  #scroll(pages: number): void {
    const state = this.#state;
    const height = historyHeight(state, this.#stage.size(), this.#symbols);
    const step = Math.max(1, height - 1);
    this.#anchor = scrolled(state.history, this.#anchor, pages * step, height);
    const atTop = endOf(state.history, this.#anchor) <= height + step;
    const { hasOlder, loadingOlder } = this.#conversation.snapshot;
    if (pages < 0 && atTop && hasOlder && !loadingOlder) {
      this.#conversation.loadOlder().catch((error: unknown) => this.#say(sentence(error)));
    } else if (pages < 0 && atTop && !hasOlder) this.#notice = 'This is the beginning.';
    if (this.#anchor === null) this.#markRead();
  }

  onKey(key: Key): void {
    this.#notice = '';
    this.#connection.acknowledge();
    if (key.name === 'pageup') this.#scroll(-1);
    else if (key.name === 'pagedown') this.#scroll(1);
    else if (key.name === 'ctrl+r') this.#refresh();
    else if (this.#writing) this.#onDraftKey(key);
    else this.#onMenuKey(key);
  }

  #onMenuKey(key: Key): void {
    const menu = this.#menu;
    const selected = Math.min(this.#selected, menu.length - 1);
    if (key.name === 'left' || key.name === 'up' || key.name === 'shift+tab') {
      this.#selected = (selected + menu.length - 1) % menu.length;
    } else if (key.name === 'right' || key.name === 'down' || key.name === 'tab') {
      this.#selected = (selected + 1) % menu.length;
    } else if (key.name === 'return') menu[selected]?.[1]();
    else if (key.name === 'escape') this.#stage.done(this.#draft.text);
    else if (key.text) {
      this.#writing = true;
      this.#onDraftKey(key);
    }
  }

  #onDraftKey(key: Key): void {
    if (key.name === 'escape') {
      this.#writing = false;
      this.#conversation.setTyping(false);
    } else if (key.name === 'return') this.#send();
    else {
      const newLine = key.name === 'meta+return' || key.name === 'ctrl+j';
      const next = edit(this.#draft, newLine ? { name: 'newline', text: '\n' } : key);
      if (!next) return;
      if (next.text !== this.#draft.text) this.#conversation.setTyping(next.text !== '');
      this.#draft = next;
    }
  }

  #send(): void {
    const { text } = this.#draft;
    if (text.trim() === '') return;
    const fault = tooLong(text);
    if (fault) {
      this.#say(fault);
      return;
    }
    this.#conversation.setTyping(false);
    // Whatever becomes of it is shown beside the message.
    this.#conversation.send(text).settled.catch(() => {});
    this.#draft = EMPTY_DRAFT;
    this.#toNewest();
  }
}
