/** The store's one function: neither the order of versioned changes nor a repetition matters. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Message, OutboxEntry } from '#sdk';
import { apply } from '../../../../clients/sdk/src/store/apply.ts';
import type { Change } from '../../../../clients/sdk/src/store/change.ts';
import {
  conversationOf,
  initialState,
  isBlocked,
  presenceOf,
  type State,
} from '../../../../clients/sdk/src/store/state.ts';
import { message } from '../../../support/clients/message.ts';
import { row } from '../../../support/sockets/fake-socket.ts';

const ID = 'alice:bob';
const all = (changes: readonly Change[], state = initialState('alice', 1)): State =>
  changes.reduce(apply, state);
const arrives = (each: Message): Change => ({ type: 'message', message: each });

/** The visible state, without the logical clock and pending syncs. */
const visible = (state: State) => ({
  messages: state.timelines.get(ID)?.messages,
  row: state.rows.get(ID),
  peers: [...state.peers],
  direct: [...state.direct],
  pending: [...state.pending.values()].flat(),
  typing: state.typing.get(ID) ?? [],
  bob: presenceOf(state, 'bob')?.online,
  blocked: isBlocked(state, 'bob'),
});

const empty = row('bob', { LastMessage: null, ReadSeq: 0, PeerReadSeq: 0, Version: 0, ActiveAt: '' });
const opened: Change[] = [
  { type: 'rows', rows: [empty] },
  { type: 'follow', to: 'bob' },
  { type: 'page', to: 'bob', messages: [], next: undefined, part: 'newest' },
];

type Step = { by: 'alice' | 'bob'; kind: 'send' | 'edit' | 'delete'; which: number };

const steps = fc.array(
  fc.record({
    by: fc.constantFrom('alice' as const, 'bob' as const),
    kind: fc.constantFrom('send' as const, 'send' as const, 'edit' as const, 'delete' as const),
    which: fc.nat(20),
  }),
  { minLength: 1, maxLength: 12 },
);

/** @returns every state of every message, in the order of the versions */
function historyOf(list: Step[]): Message[] {
  const sent: Message[] = [];
  return list.map(({ by, kind, which }, index) => {
    const Version = index + 1;
    const at = which % Math.max(sent.length, 1);
    const known = sent[at];
    if (kind === 'send' || !known) {
      const Seq = sent.length + 1;
      const To = by === 'alice' ? 'bob' : 'alice';
      const born = message(Seq, { From: by, To, Version, Timestamp: new Date(Seq * 1_000).toISOString() });
      sent.push(born);
      return born;
    }
    const isEdit = kind === 'edit' && known.DeletedAt === null;
    const change = isEdit
      ? { Message: `edit ${Version}`, EditedAt: 'then' }
      : { Message: '', DeletedAt: 'then' };
    const changed = { ...known, ...change, Version };
    sent[at] = changed;
    return changed;
  });
}

const read = (username: string, seq: number): Change => ({ type: 'read', conversation: ID, username, seq });

/** Changes that carry a version or a Seq, and a second order of them with some repeated. */
const stories = steps.chain((list) => {
  const states = historyOf(list);
  const last = Math.max(...states.map(({ Seq }) => Seq));
  const marks = fc.array(fc.record({ by: fc.constantFrom('alice', 'Bob'), seq: fc.nat(last) }), {
    maxLength: 4,
  });
  return marks.chain((found) => {
    const changes = [...states.map(arrives), ...found.map(({ by, seq }) => read(by, seq))];
    const orders = fc.subarray(changes).chain((repeated) => {
      const list = [...changes, ...repeated];
      return fc.shuffledSubarray(list, { minLength: list.length });
    });
    return fc.record({ changes: fc.constant(changes), states: fc.constant(states), order: orders });
  });
});

test('the order of messages and read marks does not matter, and the unread number is right or known to be unsure', () => {
  fc.assert(
    fc.property(stories, ({ changes, states, order }) => {
      const [one, other] = [all(changes, all(opened)), all(order, all(opened))];
      const { row: shown, ...rest } = visible(one);
      const { row: otherRow, ...otherRest } = visible(other);
      expect(otherRest).toEqual(rest);
      const fixed = { Unread: 0, UnreadMore: false };
      expect({ ...otherRow, ...fixed }).toEqual({ ...shown, ...fixed });

      const latest = new Map(states.map((each) => [each.Id, each]));
      const ordered = [...latest.values()].sort((a, b) => a.Seq - b.Seq);
      expect(rest.messages).toEqual(ordered);
      const unread = ordered.filter(
        ({ From, Seq, DeletedAt }) => From === 'bob' && DeletedAt === null && Seq > (shown?.ReadSeq ?? 0),
      );
      for (const state of [one, other]) {
        if (!state.unsure.has(ID)) expect(state.rows.get(ID)?.Unread).toBe(unread.length);
      }
    }),
    { numRuns: 2_000 },
  );
});

test('applying a change twice changes nothing', () => {
  const entry = { clientId: 'c1', user: 'bob' } as OutboxEntry;
  const change: fc.Arbitrary<Change> = fc.oneof(
    stories.chain(({ changes }) => fc.constantFrom(...changes)),
    fc.constantFrom<Change>(
      { type: 'rows', rows: [row('bob', { Version: 3 })] },
      { type: 'rows', rows: [row('bob', { Blocked: true })] },
      { type: 'page', to: 'bob', messages: [message(1), message(2)], next: 'next', part: 'older' },
      { type: 'page', to: 'bob', messages: [message(2)], next: 'next', part: 'newest' },
      { type: 'typing', conversation: ID, username: 'bob', typing: true },
      { type: 'typing', conversation: ID, username: 'Bob', typing: false },
      { type: 'presence', event: { username: 'Bob', online: true, lastSeen: null } },
      { type: 'presence', event: { username: 'bob', online: false, lastSeen: null }, asOf: 1 },
      { type: 'block', username: 'BOB', blocked: true },
      { type: 'block', username: 'bob', blocked: false },
      { type: 'pending', entries: [entry] },
      { type: 'socket', number: undefined },
      { type: 'inbox-sync', fromScratch: false },
    ),
  );
  fc.assert(
    fc.property(fc.array(change, { maxLength: 12 }), change, (before, each) => {
      const once = apply(all(before, all(opened)), each);
      expect(visible(apply(once, each))).toEqual(visible(once));
    }),
    { numRuns: 2_000 },
  );
});

test('the state before a change stays as it was', () => {
  fc.assert(
    fc.property(stories, ({ changes }) => {
      const before = all(opened);
      const copy = structuredClone(before);
      all(changes, before);
      expect(before).toEqual(copy);
    }),
    { numRuns: 200 },
  );
});

test('the first message of an empty conversation shows, and relates its id to the person', () => {
  const state = all([...opened.slice(1), arrives(message(1))]);
  expect(conversationOf(state, 'BOB')).toMatchObject({
    id: ID,
    peer: 'bob',
    timeline: { messages: [{ Id: 'm1' }] },
  });
  expect([...state.unsure]).toEqual([ID]);
});

test('messages of conversations that no screen has opened are not kept', () => {
  expect(all([arrives(message(1))]).timelines.size).toBe(0);
});

test('an acknowledged message is pending no more, in the same step', () => {
  const entry = (clientId: string) => ({ clientId, user: 'Bob' }) as OutboxEntry;
  const state = all([...opened, { type: 'pending', entries: [entry('c1'), entry('c2')] }]);
  expect(conversationOf(state, 'BOB').pending).toHaveLength(2);
  const own = { From: 'alice', To: 'bob', ClientId: 'c1' };
  const after = apply(state, arrives(message(1, own)));
  expect(conversationOf(after, 'bob').pending).toEqual([entry('c2')]);
  // The same ClientId of another person is another message.
  expect(conversationOf(apply(state, arrives(message(1, { ClientId: 'c2' }))), 'bob').pending).toHaveLength(
    2,
  );
});

test('a row that still has the value of before does not undo a block', () => {
  const listed = (Blocked: boolean): Change => ({ type: 'rows', rows: [row('bob', { Blocked })] });
  const blocked = all([...opened, { type: 'block', username: 'bob', blocked: true }]);
  expect(blocked.rows.get(ID)?.Blocked).toBe(true);
  const stale = apply(blocked, listed(false));
  expect([isBlocked(stale, 'Bob'), stale.rows.get(ID)?.Blocked]).toEqual([true, true]);
  const caughtUp = apply(stale, listed(true));
  expect([isBlocked(caughtUp, 'bob'), isBlocked(apply(caughtUp, listed(false)), 'bob')]).toEqual([
    true,
    false,
  ]);
  const stranger: Change = { type: 'block', username: 'carol', blocked: true };
  expect(isBlocked(all([stranger]), 'Carol')).toBe(true);
});

test('an answer about a presence does not undo an event that came after the request', () => {
  const online: Change = { type: 'presence', event: { username: 'bob', online: true, lastSeen: null } };
  const answer: Change = {
    type: 'presence',
    event: { username: 'bob', online: false, lastSeen: null },
    asOf: 0,
  };
  expect(presenceOf(all([online, answer]), 'Bob')?.online).toBe(true);
  expect(presenceOf(all([answer, online, { type: 'socket', number: undefined }]), 'bob')).toBeUndefined();
});

test('a group has no other member, and several people type in it', () => {
  const inGroup = { Conversation: '~g', To: '' };
  const group = row('~g', { Conversation: '~g', LastMessage: null });
  const typing = (username: string): Change => ({
    type: 'typing',
    conversation: '~g',
    username,
    typing: true,
  });
  const state = all([
    { type: 'rows', rows: [group] },
    { type: 'follow', to: '~g' },
    { type: 'page', to: '~g', messages: [], next: undefined, part: 'newest' },
    arrives(message(3, inGroup)),
    typing('bob'),
    typing('carol'),
    { type: 'read', conversation: '~g', username: 'carol', seq: 3 },
  ]);
  expect(conversationOf(state, '~g')).toMatchObject({
    peer: undefined,
    row: { Unread: 1, PeerReadSeq: 1, LastMessage: { Id: 'm3' } },
    timeline: { messages: [{ Id: 'm3' }] },
    typing: ['bob', 'carol'],
  });
  expect([state.peers.size, conversationOf(state, 'bob').id]).toEqual([0, undefined]);
  const next = apply(state, arrives(message(4, { ...inGroup, From: 'Bob' })));
  expect(conversationOf(next, '~g').typing).toEqual(['carol']);
});

test('an erased account has no name, and its conversation opens by its id', () => {
  const erased = 'deleted account';
  const gone = { Conversation: '~d', User: '~d', Deleted: true, LastMessage: null };
  const state = all([
    { type: 'rows', rows: [row('~d', gone)] },
    { type: 'follow', to: '~d' },
    { type: 'page', to: '~d', messages: [], next: undefined, part: 'newest' },
    arrives(message(1, { Conversation: '~d', From: erased, DeletedAt: 'then', Message: '' })),
    arrives(message(2, { Conversation: '~d', From: 'alice', To: erased })),
  ]);
  const { peer, row: shown, timeline } = conversationOf(state, '~d');
  expect([peer, shown?.Deleted, timeline?.messages.length]).toEqual([undefined, true, 2]);
  expect([...state.peers, ...state.direct]).toEqual([]);
});
