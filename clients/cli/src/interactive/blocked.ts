/** The list of blocked people, and unblocking. */
import { styleText } from 'node:util';
import { type CoreChat, sentence } from '../sdk.ts';
import type { Key } from '../terminal/keys.ts';
import type { Frame, Size } from '../terminal/screen.ts';
import { fit, truncate } from '../text/layout.ts';
import { printable } from '../text/printable.ts';
import type { Symbols } from '../text/symbols.ts';
import { dayAndTime } from '../text/time.ts';
import { setBlocked } from './blocking.ts';
import { windowOf } from './people-view.ts';
import type { Stage, View } from './show.ts';

const BACK = 'Back';
const NAME_COLUMNS = 34;

interface Blocked {
  username: string;
  /** RFC 3339 */
  at: string;
}

interface Options {
  chat: CoreChat;
  symbols: Symbols;
}

/** Ends with Esc or "Back". */
export const blockedView =
  (options: Options) =>
  (stage: Stage<void>): View =>
    new BlockedView(options, stage);

class BlockedView implements View {
  readonly #chat: CoreChat;
  readonly #symbols: Symbols;
  readonly #stage: Stage<void>;
  /** undefined while it is loaded */
  #people: readonly Blocked[] | undefined;
  #selected = 0;
  #notice = '';

  constructor({ chat, symbols }: Options, stage: Stage<void>) {
    this.#chat = chat;
    this.#symbols = symbols;
    this.#stage = stage;
    this.#do(() => this.#load());
  }

  close(): void {}

  #do(action: () => Promise<void>): void {
    action()
      .catch((error: unknown) => {
        this.#notice = sentence(error);
      })
      .finally(this.#stage.redraw);
  }

  async #load(): Promise<void> {
    const people: Blocked[] = [];
    for await (const { Username: username, BlockedAt: at } of this.#chat.blocks.list())
      people.push({ username, at });
    this.#people = people;
  }

  async #unblock({ username }: Blocked): Promise<void> {
    this.#notice = await setBlocked(this.#chat, username, false);
    await this.#load();
  }

  get #choices(): (Blocked | typeof BACK)[] {
    return [...(this.#people ?? []), BACK];
  }

  onKey(key: Key): void {
    this.#notice = '';
    const choices = this.#choices;
    const selected = Math.min(this.#selected, choices.length - 1);
    const step = { up: -1, down: 1, 'shift+tab': -1, tab: 1 }[key.name];
    const choice = choices[selected];
    if (step !== undefined) this.#selected = (selected + step + choices.length) % choices.length;
    else if (key.name === 'escape' || (key.name === 'return' && choice === BACK)) this.#stage.done();
    else if (key.name === 'return' && choice && choice !== BACK) this.#do(() => this.#unblock(choice));
    else if (key.name === 'ctrl+r') this.#do(() => this.#load());
  }

  frame({ columns, rows }: Size): Frame {
    const { pointer, separator, ellipsis } = this.#symbols;
    const cut = (text: string) => truncate(text, columns, ellipsis);
    const me = printable(this.#chat.session?.username ?? '');
    const title = fit(` CoreChat ${separator} ${me} ${separator} blocked`, columns, ellipsis);
    const choices = this.#choices;
    const selected = Math.min(this.#selected, choices.length - 1);
    const empty = this.#people ? 'You block nobody.' : this.#notice ? '' : `Loading ${ellipsis}`;
    const top = [
      styleText('inverse', title),
      '',
      ...(choices.length === 1 && empty ? [styleText('dim', cut(empty))] : []),
    ];
    const bottom = [
      ...(this.#notice ? [styleText('yellow', cut(printable(this.#notice)))] : []),
      styleText('dim', cut(`Enter: unblock ${separator} Esc: back`)),
    ];
    const height = Math.max(1, rows - top.length - bottom.length);
    const { from, to } = windowOf(choices.length, selected, height);
    const list = choices.slice(from, to).map((choice, index) => {
      const chosen = from + index === selected;
      const label =
        choice === BACK
          ? BACK
          : `${fit(printable(choice.username), NAME_COLUMNS, ellipsis)} since ${dayAndTime(choice.at)}`;
      const row = cut(`${chosen ? pointer : ' '} ${label}`);
      return chosen ? styleText(['bold', 'cyan'], row) : row;
    });
    const blank = Array<string>(Math.max(0, height - list.length)).fill('');
    return { rows: [...top, ...list, ...blank, ...bottom] };
  }
}
