/** The conversation as rows of a terminal, without one. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type Anchor,
  type ConversationViewState,
  conversationFrame,
  endOf,
  historyHeight,
  menuRows,
  scrolled,
} from '../../../../clients/cli/src/interactive/conversation-view.ts';
import { historyRows, type RowOptions } from '../../../../clients/cli/src/interactive/message-rows.ts';
import { peopleFrame } from '../../../../clients/cli/src/interactive/people-view.ts';
import type { Message, OutboxEntry } from '../../../../clients/cli/src/sdk.ts';
import { CoreChatError } from '../../../../clients/cli/src/sdk.ts';
import { widthOf } from '../../../../clients/cli/src/text/layout.ts';
import { symbolsFor } from '../../../../clients/cli/src/text/symbols.ts';
import { message as newMessage } from '../../../support/clients/message.ts';

const symbols = symbolsFor({ LANG: 'en_US.UTF-8' }, 'linux');
const ascii = symbolsFor({ LANG: 'C' }, 'linux');
const options: RowOptions = { me: 'alice', columns: 40, symbols, unreadAfter: 100 };

const message = (Seq: number, fields: Partial<Message> = {}): Message =>
  newMessage(Seq, {
    From: 'alice',
    To: 'bob',
    Timestamp: new Date(2026, 10, 22, 9, Seq).toISOString(),
    ...fields,
  });
const fromBob = (Seq: number, fields: Partial<Message> = {}) =>
  message(Seq, { From: 'bob', To: 'alice', ...fields });

const entry = (fields: Partial<OutboxEntry>): OutboxEntry => ({
  clientId: 'c1',
  user: 'bob',
  text: 'not there yet',
  queuedAt: new Date(2026, 10, 22, 9, 59).toISOString(),
  state: 'queued',
  settled: new Promise(() => {}),
  ...fields,
});

const history = (messages: Message[], more: { pending?: OutboxEntry[]; peerReadSeq?: number } = {}) => ({
  messages,
  pending: more.pending ?? [],
  peerReadSeq: more.peerReadSeq ?? 0,
  hasOlder: false,
});
const rowsOf = (...args: Parameters<typeof historyRows>) =>
  historyRows(...args).map(({ text }) => text.trimEnd());

test("shows days, the unread divider, and the state of the user's messages", () => {
  const now = history([message(1), message(2), fromBob(3), fromBob(4)], {
    pending: [entry({})],
    peerReadSeq: 1,
  });
  expect(rowsOf(now, { ...options, unreadAfter: 3 })).toEqual([
    '── Sunday 22 November 2026 ─────────────',
    '09:01 ✓✓ alice: text 1',
    '09:02 ✓  alice: text 2',
    '09:03    bob: text 3',
    '── unread ──────────────────────────────',
    '09:04    bob: text 4',
    '09:59 ⏳ alice: not there yet',
  ]);
});

test('shows the same in plain ASCII', () => {
  const now = history([message(1), message(2)], { pending: [entry({})], peerReadSeq: 1 });
  expect(rowsOf(now, { ...options, symbols: ascii }).slice(1)).toEqual([
    '09:01 >> alice: text 1',
    '09:02 >  alice: text 2',
    '09:59 .. alice: not there yet',
  ]);
});

test('edited, deleted and refused messages say so', () => {
  const pending = [entry({ state: 'failed', error: new CoreChatError('user_not_found', { status: 404 }) })];
  const changed = [
    message(1, { EditedAt: '2026-11-22T10:00:00.000Z' }),
    fromBob(2, { Message: '', DeletedAt: '2026-11-22T10:00:00.000Z' }),
  ];
  expect(rowsOf(history(changed, { pending }), options).slice(1)).toEqual([
    '09:01 ✓  alice: text 1 (edited)',
    '09:02    bob: (deleted)',
    '09:59 ✗  alice: not there yet',
    '         not sent: There is no user of',
    '         that name.',
  ]);
});

test('a message that is still retried says why it has not arrived', () => {
  const pending = [entry({ state: 'queued', error: new CoreChatError('network') })];
  expect(rowsOf(history([], { pending }), { ...options, columns: 90 })).toEqual([
    expect.stringMatching(/^──/),
    '09:59 ⏳ alice: not there yet',
    '         not sent yet: CoreChat cannot be reached. Check the connection and try again.',
  ]);
});

test('long and broken lines continue below the name', () => {
  const text = 'first line\nsecond line that is too long for it';
  expect(rowsOf(history([fromBob(1, { Message: text })]), options).slice(1)).toEqual([
    '09:01    bob: first line',
    '         second line that is too long',
    '         for it',
  ]);
});

test('a hostile message is a row like any other', () => {
  const [, row] = rowsOf(history([fromBob(1, { Message: '\x1b[2J\x1b]0;pwned\x07' })]), options);
  expect(row).toBe('09:01    bob: ␛[2J␛]0;pwned␇');
});

const state = (fields: Partial<ConversationViewState> = {}): ConversationViewState => ({
  title: 'bob ● online',
  aside: '',
  history: historyRows(history(Array.from({ length: 50 }, (_, index) => message(index + 1))), options),
  anchor: null,
  placeholder: '',
  typing: '',
  notice: '',
  menu: ['Send', 'Refresh', 'Older', 'Exit'],
  selected: 0,
  draft: undefined,
  hint: 'hint',
  ...fields,
});
const size = { columns: 40, rows: 12 };

test('the newest message is right above the menu, and the chosen entry is marked', () => {
  const { rows, cursor } = conversationFrame(state({ typing: 'bob is typing …' }), size, symbols);
  expect(rows).toHaveLength(size.rows);
  expect(rows[0]).toBe(' bob ● online'.padEnd(40));
  expect(rows.slice(-4).map((row) => row.trimEnd())).toEqual([
    '09:50 ✓  alice: text 50',
    'bob is typing …',
    '❯ Send     Refresh     Older     Exit',
    'hint',
  ]);
  expect(cursor).toBeUndefined();
});

test('shows the words of a hostile server as plain text', () => {
  const notice = 'no\x1b]0;pwned\x07';
  const people = { me: 'alice', filter: '', choices: [], selected: 0, placeholder: '', notice };
  for (const { rows } of [
    conversationFrame(state({ notice }), size, symbols),
    peopleFrame(people, size, symbols),
  ]) {
    expect(rows.map((row) => row.trimEnd())).toContain('no␛]0;pwned␇');
  }
});

test('the menu takes as many rows as it needs', () => {
  const rows = menuRows(['Send', 'Refresh', 'Older', 'Exit'], 3, 22, symbols);
  expect(rows.map((row) => row.trimEnd())).toEqual(['  Send     Refresh', '  Older   ❯ Exit']);
  for (const row of rows) expect(widthOf(row.trimEnd())).toBeLessThanOrEqual(22);
});

test('paging up and down again ends at the newest, and follows it', () => {
  const { history: rows } = state();
  const height = historyHeight(state(), size, symbols);
  const up = scrolled(rows, null, -height, height);
  expect(endOf(rows, up)).toBe(rows.length - height);
  expect(scrolled(rows, up, height, height)).toBeNull();
});

test('paging up stops where the beginning fills the screen', () => {
  const { history: rows } = state();
  expect(endOf(rows, scrolled(rows, null, -1_000, 8))).toBe(8);
});

test('a scrolled view stays where it is while messages arrive and older ones are loaded', () => {
  const fifty = Array.from({ length: 50 }, (_, index) => message(index + 1));
  const before = historyRows(history(fifty.slice(10)), options);
  const anchor = scrolled(before, null, -9, 8);
  const after = historyRows(history([...fifty, message(51)]), options);
  expect(after[endOf(after, anchor) - 1]?.text).toBe(before[endOf(before, anchor) - 1]?.text);
});

const anyMessage = fc
  .record({
    text: fc.string({ unit: 'grapheme', maxLength: 200 }),
    own: fc.boolean(),
    seq: fc.integer({ min: 1, max: 59 }),
  })
  .map(({ text, own, seq }) => (own ? message : fromBob)(seq, { Message: text }));

test('the frame fits the terminal with any content', () => {
  fc.assert(
    fc.property(
      fc.array(anyMessage, { maxLength: 12 }),
      fc.string({ unit: 'grapheme', maxLength: 100 }),
      fc.record({ columns: fc.integer({ min: 20, max: 100 }), rows: fc.integer({ min: 6, max: 30 }) }),
      fc.boolean(),
      (messages, text, terminal, writing) => {
        const shown = historyRows(history(messages), { ...options, columns: terminal.columns });
        const anchor: Anchor = shown[3] ? { key: shown[3].key, index: shown[3].index } : null;
        const draft = writing ? { text, cursor: text.length } : undefined;
        const now = state({
          history: shown,
          anchor,
          draft,
          typing: text,
          notice: text,
          title: 'b'.repeat(32),
        });
        const { rows, cursor } = conversationFrame(now, terminal, symbols);
        expect(rows.length).toBe(terminal.rows);
        for (const row of rows) expect(widthOf(row.trimEnd())).toBeLessThanOrEqual(terminal.columns);
        expect(cursor === undefined).toBe(!writing);
        if (cursor) {
          expect(cursor.row).toBeLessThan(terminal.rows);
          expect(cursor.column).toBeLessThan(terminal.columns);
        }
      },
    ),
  );
});

test('a reply shows what it answers on one line above it, also before it is sent', () => {
  const Quoted = {
    From: 'alice',
    Message: 'Shall we meet,\nor is it far too late for that?',
    Deleted: false,
  };
  const now = history(
    [
      message(1, { Message: 'Shall we?' }),
      fromBob(2, { Message: 'Yes', ReplyTo: 'm0', Quoted }),
      fromBob(3, { Message: 'No', ReplyTo: 'm0', Quoted: { ...Quoted, Message: '', Deleted: true } }),
      fromBob(4, { Message: 'Well', ReplyTo: 'm0' }),
    ],
    { pending: [entry({ replyTo: 'm2', text: 'Good' })] },
  );
  expect(rowsOf(now, options).slice(2)).toEqual([
    '09:02    > you: Shall we meet, or is it…',
    '         bob: Yes',
    '09:03    > you: Message deleted',
    '         bob: No',
    '09:04    > an earlier message',
    '         bob: Well',
    '09:59 ⏳ > bob: Yes',
    '         alice: Good',
  ]);
});

test('a forward names its first author, and a pinned or edited message says so', () => {
  const PinnedAt = '2026-11-22T09:30:00.000Z';
  const Forwarded = { From: 'carol\u001b[2J' };
  const now = history([
    message(1, { Message: 'The code is 4711', Forwarded, PinnedAt }),
    fromBob(2, { Message: 'Thanks', Forwarded: { From: 'alice' } }),
    fromBob(3, { Message: 'Noon', EditedAt: PinnedAt, PinnedAt }),
    fromBob(4, { Message: '', Forwarded, PinnedAt, DeletedAt: PinnedAt }),
  ]);
  expect(rowsOf(now, { ...options, columns: 50 }).slice(1)).toEqual([
    '09:01 ✓  forwarded from carol␛[2J',
    '         alice: The code is 4711 (pinned)',
    '09:02    forwarded from you',
    '         bob: Thanks',
    '09:03    bob: Noon (edited, pinned)',
    '09:04    bob: (deleted)',
  ]);
});
