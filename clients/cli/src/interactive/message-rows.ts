/** A conversation as styled rows: day dividers, the unread divider, messages and unsent messages. */
import { styleText } from 'node:util';
import { type ConversationSnapshot, isSameUser, type Message, type OutboxEntry, sentence } from '../sdk.ts';
import { fileLine, fileLines } from '../text/files.ts';
import { truncate, widthOf, wrapLine } from '../text/layout.ts';
import { previewLines } from '../text/link-preview.ts';
import { withMentions } from '../text/mentions.ts';
import { noteOf, shownText } from '../text/preview.ts';
import { printable, printableLines } from '../text/printable.ts';
import { leadOf, quotedIn, quoteOf } from '../text/quote.ts';
import { reactionsOf } from '../text/reactions.ts';
import type { Symbols } from '../text/symbols.ts';
import { systemText } from '../text/system.ts';
import { clockTime, dayName, localDay } from '../text/time.ts';

/** One row. Its key stays the same while history grows around it. */
export interface Row {
  key: string;
  /** index among the rows with the same key */
  index: number;
  text: string;
}

export interface RowOptions {
  me: string;
  columns: number;
  symbols: Symbols;
  /** the read mark when the conversation was opened: later messages of others are new */
  unreadAfter: number;
}

const TIME_COLUMNS = 5;
const MARK_COLUMNS = 2;
/** `09:14 ✓✓ ` */
const GUTTER = TIME_COLUMNS + 1 + MARK_COLUMNS + 1;

const rowsOf = (key: string, texts: readonly string[]): Row[] =>
  texts.map((text, index) => ({ key, index, text }));

function divider(label: string, { columns, symbols }: RowOptions): string {
  const { rule } = symbols;
  const start = `${rule}${rule} ${truncate(label, columns - 8, symbols.ellipsis)} `;
  return start + rule.repeat(Math.max(0, columns - widthOf(start)));
}

interface Body {
  from: string;
  text: string;
  /** the line above the text, see leadOf; '' without one */
  lead: string;
  note?: string;
  gutter: string;
  own: boolean;
  faint: boolean;
  /** changes how rows of the text look, not how wide they are */
  decorate?: (rows: string[]) => string[];
}

/** `09:14 ✓✓ alice: text`, further lines below the name. */
function block(body: Body, options: RowOptions): string[] {
  const { from, text, lead, note, gutter, own, faint, decorate = (rows) => rows } = body;
  const { columns, symbols } = options;
  const name = `${printable(from)}: `;
  const room = columns - GUTTER;
  const lines = printableLines(text);
  const plain = lines.flatMap((line, index) => wrapLine(index === 0 ? name + line : line, room));
  const wrapped = decorate(plain);
  if (note) wrapped.push(...wrapLine(note, room).map((row) => styleText('dim', row)));
  const indent = ' '.repeat(GUTTER);
  const named = (row: string) =>
    row.startsWith(name) ? styleText(own ? ['bold', 'cyan'] : 'bold', name) + row.slice(name.length) : row;
  const styled = wrapped.map((row, index) =>
    faint ? styleText('dim', row) : index === 0 ? named(row) : row,
  );
  if (lead) styled.unshift(styleText('dim', truncate(lead, room, symbols.ellipsis)));
  return styled.map((row, index) => (index === 0 ? gutter : indent) + row);
}

const mark = (symbol: string) => symbol + ' '.repeat(Math.max(0, MARK_COLUMNS - widthOf(symbol)));

/** `09:14    alice added bob` */
function systemBlock({ Timestamp }: Message, text: string, { columns }: RowOptions): string[] {
  const rows = wrapLine(printable(text), columns - GUTTER);
  const gutter = `${clockTime(Timestamp)}${' '.repeat(GUTTER - TIME_COLUMNS)}`;
  return rows.map((row, index) => styleText('dim', (index === 0 ? gutter : ' '.repeat(GUTTER)) + row));
}

/** Files stand below the text, or in its place. */
const withFiles = (text: string, files: readonly string[]): string =>
  (text === '' ? files : [text, ...files]).join('\n');

function messageBlock(message: Message, options: RowOptions, peerReadSeq: number): string[] {
  const system = systemText(message, options.me);
  if (system) return systemBlock(message, system, options);
  const { me, symbols } = options;
  const own = isSameUser(message.From, me);
  const state = !own ? '' : message.Seq <= peerReadSeq ? symbols.read : symbols.sent;
  const deleted = message.DeletedAt !== null;
  return block(
    {
      from: message.From,
      text: withFiles(shownText(message) + noteOf(message), [
        ...fileLines(message, symbols.clip),
        ...previewLines(message, symbols.link),
      ]),
      gutter: `${styleText('dim', clockTime(message.Timestamp))} ${styleText('green', mark(state))} `,
      own,
      faint: deleted,
      decorate: (rows) => withMentions(rows, message, me),
      lead: leadOf(message, me),
      note: reactionsOf(message, me),
    },
    options,
  );
}

function pendingBlock(entry: OutboxEntry, messages: readonly Message[], options: RowOptions): string[] {
  const { me, symbols } = options;
  const failed = entry.state === 'failed';
  const symbol = failed ? symbols.failed : symbols.pending;
  return block(
    {
      from: me,
      text: withFiles(
        entry.text,
        (entry.files ?? []).map(({ name, size }) => fileLine({ Name: name, Size: size }, symbols.clip)),
      ),
      lead: quoteOf({ ReplyTo: entry.replyTo ?? null, Quoted: quotedIn(messages, entry.replyTo) }, me),
      ...(entry.error && {
        note: `${failed ? 'not sent' : 'not sent yet'}: ${printable(sentence(entry.error))}`,
      }),
      gutter: `${styleText('dim', clockTime(entry.queuedAt))} ${styleText(failed ? 'red' : 'yellow', mark(symbol))} `,
      own: true,
      faint: false,
    },
    options,
  );
}

/** A message is wrapped once for each width and state: snapshots keep the same object while nothing changes. */
const wrappedBefore = new WeakMap<Message, { fits: string; rows: Row[] }>();

function messageRows(message: Message, options: RowOptions, peerReadSeq: number): Row[] {
  const fits = `${options.columns} ${options.me} ${message.Seq <= peerReadSeq} ${options.symbols.sent}`;
  const known = wrappedBefore.get(message);
  if (known?.fits === fits) return known.rows;
  const rows = rowsOf(message.Id, messageBlock(message, options, peerReadSeq));
  wrappedBefore.set(message, { fits, rows });
  return rows;
}

type History = Pick<ConversationSnapshot, 'messages' | 'pending' | 'peerReadSeq' | 'hasOlder'>;

/** Oldest first. */
export function historyRows(history: History, options: RowOptions): Row[] {
  const rows: Row[] = [];
  let day = '';
  let dividedUnread = false;
  const startDay = (time: string) => {
    if (localDay(time) === day) return;
    day = localDay(time);
    rows.push(...rowsOf(`day ${day}`, [styleText('dim', divider(dayName(time), options))]));
  };
  for (const message of history.messages) {
    startDay(message.Timestamp);
    const own = isSameUser(message.From, options.me);
    if (!dividedUnread && !own && !message.System && message.Seq > options.unreadAfter) {
      dividedUnread = true;
      rows.push(...rowsOf('unread', [styleText('yellow', divider('unread', options))]));
    }
    rows.push(...messageRows(message, options, history.peerReadSeq));
  }
  for (const entry of history.pending) {
    startDay(entry.queuedAt);
    rows.push(...rowsOf(entry.clientId, pendingBlock(entry, history.messages, options)));
  }
  return rows;
}
