/** The list of people, live: unread marks, presence, search. */
import { type CoreChat, limits, sentence } from '../sdk.ts';
import { edit } from '../terminal/editor.ts';
import type { Key } from '../terminal/keys.ts';
import { printable } from '../text/printable.ts';
import type { Symbols } from '../text/symbols.ts';
import { watchConnection } from './connection-notice.ts';
import { type Found, isAll, peopleRows } from './people-list.ts';
import { type Choice, type PersonRow, peopleFrame } from './people-view.ts';
import type { Stage, View } from './show.ts';
import { isUsername } from './username.ts';

export type PeopleAnswer =
  | { kind: 'open'; username: string }
  | { kind: 'blocked' }
  | { kind: 'new-group' }
  | { kind: 'log-out' }
  | { kind: 'exit' };

/** The number of names that are shown without a search. */
const NAMES_SHOWN = 200;
const SEARCH_AFTER_MS = 150;
const PRESENCE_AT_ONCE = 20;

export function peopleView(options: {
  chat: CoreChat;
  symbols: Symbols;
}): (stage: Stage<PeopleAnswer>) => View {
  return (stage) => new PeopleView(options, stage);
}

class PeopleView implements View {
  readonly #chat: CoreChat;
  readonly #symbols: Symbols;
  readonly #stage: Stage<PeopleAnswer>;
  readonly #connection;
  readonly #stops: (() => void)[];
  readonly #presenceAsked = new Set<string>();
  #found: readonly Found[] = [];
  /** the filter that `#found` belongs to */
  #foundFor: string | undefined;
  #filter = '';
  /** the chosen entry, which stays chosen while the list changes; undefined is the first one */
  #chosen: string | undefined;
  #notice = '';
  #searching: NodeJS.Timeout | undefined;

  constructor({ chat, symbols }: { chat: CoreChat; symbols: Symbols }, stage: Stage<PeopleAnswer>) {
    this.#chat = chat;
    this.#symbols = symbols;
    this.#stage = stage;
    this.#connection = watchConnection(chat, stage.redraw);
    this.#stops = [
      chat.inbox.subscribe(stage.redraw),
      chat.on('presence', stage.redraw),
      // Loads what failed while the server was down.
      chat.on('connection', ({ state }) => {
        if (state === 'online' && this.#foundFor === undefined) this.#load();
      }),
      () => this.#connection.stop(),
    ];
    this.#load();
  }

  close(): void {
    clearTimeout(this.#searching);
    for (const stop of this.#stops) stop();
  }

  #load(): void {
    const failed = (error: unknown) => {
      this.#notice = sentence(error);
      this.#stage.redraw();
    };
    this.#chat.inbox.load().then(() => this.#askPresence(), failed);
    this.#loadNames().catch(failed);
  }

  async #loadNames(): Promise<void> {
    const filter = this.#filter;
    const found = await this.#find(filter);
    if (filter !== this.#filter) return;
    this.#found = found;
    this.#foundFor = filter;
    this.#stage.redraw();
  }

  async #find(filter: string): Promise<Found[]> {
    const { users } = this.#chat;
    if (isAll(filter)) {
      const names = await firstOf(users.list({ limit: NAMES_SHOWN }).pages());
      return names.map((username) => ({ username, displayName: null }));
    }
    const name = filter.trim().slice(0, limits.nameSearchCharacters);
    const people = await firstOf(users.search({ name }).pages());
    return people.map(({ username, display_name: displayName }) => ({ username, displayName }));
  }

  /** Changes of presence are pushed; the present state must be fetched once. */
  #askPresence(): void {
    const unasked = this.#conversations
      .filter(({ User, Deleted, Group }) => !Group && !Deleted && !this.#presenceAsked.has(User))
      .slice(0, PRESENCE_AT_ONCE);
    for (const { User } of unasked) {
      this.#presenceAsked.add(User);
      this.#chat.fetchPresence(User).catch(() => {});
    }
  }

  /** Requests come after those whom the user knows. */
  get #conversations() {
    const { conversations, archived, requests } = this.#chat.inbox.snapshot;
    return [...conversations, ...archived, ...requests];
  }

  get #people(): PersonRow[] {
    return peopleRows({
      conversations: this.#conversations,
      found: this.#found,
      filter: this.#filter,
      me: this.#chat.session?.username ?? '',
      presenceOf: (username) => this.#chat.presenceOf(username),
    });
  }

  get #choices(): Choice[] {
    const people = this.#people.map((person): Choice => ({ kind: 'person', person }));
    if (this.#filter === '') {
      return [...people, ...ACTIONS.map((label): Choice => ({ kind: 'action', label }))];
    }
    // Where the list could not be loaded, the user can type a name.
    const unreachable = this.#foundFor !== this.#filter && isUsername(this.#filter.trim());
    if (people.length > 0 || !unreachable) return people;
    return [{ kind: 'action', label: `Write to ${this.#filter.trim()}` }];
  }

  frame(size: { columns: number; rows: number }) {
    const choices = this.#choices;
    const me = printable(this.#chat.session?.username ?? '');
    const state = {
      me,
      filter: this.#filter,
      choices,
      selected: this.#indexIn(choices),
      placeholder: this.#placeholder(choices),
      notice: this.#connection.text || this.#notice,
    };
    return peopleFrame(state, size, this.#symbols);
  }

  #placeholder(choices: readonly Choice[]): string {
    if (choices.some(({ kind }) => kind === 'person')) return '';
    if (this.#foundFor !== this.#filter) return this.#notice ? '' : `Loading ${this.#symbols.ellipsis}`;
    return this.#filter ? `No name starts with "${this.#filter.trim()}".` : 'Nobody is here yet.';
  }

  onKey(key: Key): void {
    this.#notice = '';
    this.#connection.acknowledge();
    const step = { up: -1, down: 1, 'shift+tab': -1, tab: 1, pageup: -10, pagedown: 10 }[key.name];
    if (key.name === 'return') this.#choose();
    else if (key.name === 'ctrl+r') this.#refresh();
    else if (key.name === 'escape') this.#search('');
    else if (step !== undefined) {
      this.#move(step);
    } else {
      const draft = edit({ text: this.#filter, cursor: this.#filter.length }, key);
      if (draft && draft.text !== this.#filter) this.#search(draft.text);
    }
  }

  #indexIn(choices: readonly Choice[]): number {
    return Math.max(
      0,
      choices.findIndex((choice) => keyOf(choice) === this.#chosen),
    );
  }

  /** One step wraps around, a page does not. */
  #move(step: number): void {
    const choices = this.#choices;
    const count = choices.length;
    const next = this.#indexIn(choices) + step;
    const index = Math.abs(step) === 1 ? (next + count) % count : Math.max(0, Math.min(next, count - 1));
    const choice = choices[index];
    this.#chosen = choice && keyOf(choice);
  }

  #search(filter: string): void {
    this.#filter = printable(filter);
    this.#chosen = undefined;
    clearTimeout(this.#searching);
    this.#searching = setTimeout(() => {
      this.#loadNames().catch((error: unknown) => {
        this.#notice = sentence(error);
        this.#stage.redraw();
      });
    }, SEARCH_AFTER_MS);
  }

  #refresh(): void {
    this.#chat.retryNow();
    this.#presenceAsked.clear();
    this.#load();
  }

  #choose(): void {
    const choices = this.#choices;
    const choice = choices[this.#indexIn(choices)];
    if (!choice) return;
    if (choice.kind === 'person') {
      if (choice.person.deleted) this.#notice = 'This account was deleted.';
      else this.#stage.done({ kind: 'open', username: choice.person.username });
    } else if (choice.label === 'Refresh') this.#refresh();
    else if (choice.label === 'New group') this.#stage.done({ kind: 'new-group' });
    else if (choice.label === 'Blocked') this.#stage.done({ kind: 'blocked' });
    else if (choice.label === 'Log out') this.#stage.done({ kind: 'log-out' });
    else if (choice.label === 'Exit') this.#stage.done({ kind: 'exit' });
    else this.#stage.done({ kind: 'open', username: this.#filter.trim() });
  }
}

async function firstOf<Item>(pages: AsyncIterable<Item[]>): Promise<Item[]> {
  for await (const page of pages) return page;
  return [];
}

const keyOf = (choice: Choice): string =>
  choice.kind === 'person' ? `person ${choice.person.username.toLowerCase()}` : `action ${choice.label}`;

const ACTIONS = ['New group', 'Refresh', 'Blocked', 'Log out', 'Exit'] as const;
