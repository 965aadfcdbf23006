/** The list of people, as a pure function from its state to a frame: conversations first, then the other people. */
import { styleText } from 'node:util';
import type { Frame, Size } from '../terminal/screen.ts';
import { fit, justify, truncate, widthOf } from '../text/layout.ts';
import { printable } from '../text/printable.ts';
import type { Symbols } from '../text/symbols.ts';

export interface PersonRow {
  /** or the id of a group */
  username: string;
  /** of a group */
  name?: string;
  deleted: boolean;
  unread: number;
  unreadMore: boolean;
  /** undefined while it is unknown */
  online: boolean | undefined;
  /** of the last message, or empty */
  preview: string;
}

export type Choice = { kind: 'person'; person: PersonRow } | { kind: 'action'; label: string };

export interface PeopleViewState {
  me: string;
  filter: string;
  choices: readonly Choice[];
  selected: number;
  placeholder: string;
  notice: string;
}

const FILTER_LABEL = 'Search: ';
const NAME_COLUMNS = 20;

const unreadMark = ({ unread, unreadMore }: PersonRow) =>
  unread === 0 ? '' : `(${unread}${unreadMore ? '+' : ''})`;

function choiceRow(choice: Choice, chosen: boolean, columns: number, symbols: Symbols): string {
  const pointer = chosen ? styleText('cyan', symbols.pointer) : ' ';
  if (choice.kind === 'action') {
    return `${pointer} ${chosen ? styleText(['bold', 'cyan'], choice.label) : choice.label}`;
  }
  const { person } = choice;
  const dot =
    person.name !== undefined
      ? styleText('dim', '#')
      : person.online === undefined
        ? ' '
        : person.online
          ? styleText('green', symbols.online)
          : symbols.offline;
  const room = columns - 2 - widthOf(symbols.online) - 1;
  const label = person.deleted ? 'deleted account' : printable(person.name ?? person.username);
  const name = fit(label, Math.min(NAME_COLUMNS, room), symbols.ellipsis);
  const rest = room - widthOf(name) - 1;
  const preview = printable(person.preview);
  const tail = rest > 4 ? justify(preview, unreadMark(person), rest, symbols.ellipsis, columns) : '';
  const styled = chosen
    ? styleText(['bold', 'cyan'], name)
    : person.unread > 0
      ? styleText('bold', name)
      : name;
  return `${pointer} ${dot} ${styled} ${person.unread > 0 ? styleText('yellow', tail) : styleText('dim', tail)}`;
}

/** The part of a list that keeps the chosen entry in sight. */
export function windowOf(count: number, selected: number, height: number): { from: number; to: number } {
  const from = Math.max(0, Math.min(selected - Math.floor(height / 2), count - height));
  return { from, to: Math.min(count, from + height) };
}

export function peopleFrame(state: PeopleViewState, size: Size, symbols: Symbols): Frame {
  const { columns } = size;
  const { arrows, ellipsis, separator } = symbols;
  const title = styleText('inverse', fit(` CoreChat ${separator} ${state.me}`, columns, ellipsis));
  const search = `${FILTER_LABEL}${truncate(state.filter, columns - FILTER_LABEL.length - 1, symbols.ellipsis)}`;
  const hints = [`${arrows} choose`, 'Enter open', 'type to search', 'Esc clear', 'Ctrl-C quit'];
  const hint = truncate(hints.join(` ${separator} `), columns, ellipsis);
  const top = [title, search, ''];
  const bottom = [
    // It can contain the server's words.
    ...(state.notice
      ? [styleText('yellow', truncate(printable(state.notice), columns, symbols.ellipsis))]
      : []),
    styleText('dim', hint),
  ];
  const height = Math.max(1, size.rows - top.length - bottom.length);
  const { from, to } = windowOf(state.choices.length, state.selected, height);
  const list = state.choices
    .slice(from, to)
    .map((choice, index) => choiceRow(choice, from + index === state.selected, columns, symbols));
  if (state.placeholder && list.length < height) {
    list.unshift(styleText('dim', truncate(state.placeholder, columns, symbols.ellipsis)));
  }
  const blank = Array<string>(Math.max(0, height - list.length)).fill('');
  return {
    rows: [...top, ...list.slice(0, height), ...blank, ...bottom],
    cursor: { row: 1, column: widthOf(search) },
  };
}
