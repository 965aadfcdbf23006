/**
 * How the state changes. Everything that arrives is a `Change`: answers, pushed events, syncs and the outbox. Pure: a change makes
 * a new state, or returns the same one when it brings nothing new. Messages, rows and read marks carry versions, so that neither
 * their order nor a repetition matters.
 */
import { addressKey } from '../address.ts';
import type { ConversationSummary, Message } from '../types.ts';
import { foldUsername, isSameUser, isUsername } from '../username.ts';
import type { Change, MessagePage } from './change.ts';
import { withoutGroup, withReturned } from './leaving.ts';
import { mergeRow, type RowChange, withLastMessage, withOwnState, withRead } from './rows.ts';
import { idOf, isBlocked, peerOf, type State, typingIn } from './state.ts';
import {
  EMPTY,
  type Timeline,
  withMessage,
  withNewerPage,
  withNewest,
  withOutcome,
  withPage,
  withPart,
  withUpdate,
} from './timeline.ts';

export function apply(state: State, change: Change): State {
  switch (change.type) {
    case 'socket':
      return { ...state, socket: change.number };
    case 'rows':
      return applyRows(state, change);
    case 'own-state':
      return onRow(applyRows(state, { type: 'rows', rows: [change.row] }), change.row.Conversation, (known) =>
        withOwnState(known, change.row),
      );
    case 'inbox-sync':
      return { ...state, unsure: new Set(), rows: change.fromScratch ? new Map() : state.rows };
    case 'follow':
      return state.followed.has(addressKey(change.to)) ? state : follow(state, change.to, EMPTY.floor);
    case 'message':
      return applyMessage(state, change.message);
    case 'page':
      return applyPage(state, change);
    case 'left':
      return withoutGroup(state, change.conversation);
    case 'read':
      return applyRead(state, change);
    case 'request':
      return onRow(state, change.conversation, (row) => ({
        row: row.Request === change.request ? row : { ...row, Request: change.request },
        isUnsure: false,
      }));
    case 'typing':
      return applyTyping(state, change);
    case 'presence':
      return applyPresence(state, change);
    case 'block':
      return applyBlock(state, change);
    case 'pending':
      return { ...state, pending: Map.groupBy(change.entries, ({ user }) => addressKey(user)) };
    case 'update':
      return onTimeline(state, change.conversation, (timeline) => withUpdate(timeline, change.update));
    case 'update-outcome':
      return onTimeline(state, change.conversation, (timeline) =>
        withOutcome(timeline, change.update, change.isConfirmed),
      );
  }
}

/** @returns the map itself when the value is there already */
function withEntry<Value>(map: ReadonlyMap<string, Value>, key: string, value: Value) {
  return map.get(key) === value ? map : new Map(map).set(key, value);
}

/** The server's answers and events relate ids to people: nothing here computes an id. */
function identify(state: State, conversation: string, peer: string): State {
  if (!isUsername(peer) || state.peers.has(conversation)) return state;
  return {
    ...state,
    peers: withEntry(state.peers, conversation, peer),
    direct: withEntry(state.direct, foldUsername(peer), conversation),
  };
}

/** Changes the row of a conversation. Without a row, only the server knows it. */
function onRow(state: State, id: string, change: (row: ConversationSummary) => RowChange): State {
  const known = state.rows.get(id);
  const { row, isUnsure } = known ? change(known) : { row: undefined, isUnsure: true };
  const rows = row ? withEntry(state.rows, id, row) : state.rows;
  const unsure = isUnsure && !state.unsure.has(id) ? new Set(state.unsure).add(id) : state.unsure;
  return rows === state.rows && unsure === state.unsure ? state : { ...state, rows, unsure };
}

/** Copies each map once, because a page has many rows. */
function applyRows(state: State, { rows: all }: Change & { type: 'rows' }): State {
  const listed = all.filter(({ Left }) => !Left);
  const [rows, versions] = [new Map(state.rows), new Map(state.listed)];
  const blocks = new Map(state.blocks);
  const relations = { peers: new Map(state.peers), direct: new Map(state.direct) };
  for (const row of listed) {
    const [id, user] = [row.Conversation, foldUsername(row.User)];
    const block = blocks.get(user);
    // A row that still has the value of before may have been read before the change.
    const isOlder = block !== undefined && block.before === row.Blocked;
    if (!isOlder) blocks.delete(user);
    versions.set(id, Math.max(row.Version, versions.get(id) ?? 0));
    rows.set(id, mergeRow(rows.get(id), isOlder ? { ...row, Blocked: block.blocked } : row));
    if (!isUsername(row.User) || relations.peers.has(id)) continue;
    relations.peers.set(id, row.User);
    relations.direct.set(user, id);
  }
  const isSame = listed.every(({ Conversation: id }) => rows.get(id) === state.rows.get(id));
  const known = relations.peers.size === state.peers.size ? {} : relations;
  const left = withReturned(
    state.left,
    listed.map(({ Conversation }) => Conversation),
  );
  const next: State = {
    ...state,
    ...known,
    blocks,
    left,
    listed: versions,
    rows: isSame ? state.rows : rows,
  };
  return all.reduce<State>(
    (each, { Left, Conversation }) => (Left ? withoutGroup(each, Conversation) : each),
    next,
  );
}

function applyMessage(state: State, message: Message): State {
  const { Conversation: id, From } = message;
  const known = identify(state, id, peerOf(message, state.own));
  const listed = onRow(known, id, (row) =>
    withLastMessage(row, message, state.own, state.listed.get(id) ?? 0, isBlocked(state, From)),
  );
  const kept = keep(listed, message);
  if (isSameUser(From, state.own)) return acknowledge(kept, message);
  return applyTyping(kept, { conversation: id, username: From, typing: false });
}

/** The server has stored this message: the unacknowledged one goes, so that it is never shown twice. */
function acknowledge(state: State, { From, ClientId }: Message): State {
  if (ClientId === null || !isSameUser(From, state.own)) return state;
  const pending = [...state.pending.values()].flat();
  const entries = pending.filter(({ clientId }) => clientId !== ClientId);
  return entries.length === pending.length ? state : apply(state, { type: 'pending', entries });
}

function follow(state: State, to: string, floor: number): State {
  return { ...state, followed: withEntry(state.followed, addressKey(to), floor) };
}

function keep(state: State, message: Message): State {
  const { Conversation: id } = message;
  const peer = state.peers.get(id);
  const floor =
    state.followed.get(id) ?? (peer === undefined ? undefined : state.followed.get(foldUsername(peer)));
  const timeline = state.timelines.get(id) ?? (floor === undefined ? undefined : { ...EMPTY, floor });
  if (!timeline) return state;
  const timelines = withEntry(state.timelines, id, withMessage(timeline, message));
  return timelines === state.timelines ? state : { ...state, timelines };
}

const MERGES: Record<MessagePage['part'], (timeline: Timeline, page: MessagePage) => Timeline> = {
  newest: (timeline, { messages, next, isKept }) => withNewest(timeline, messages, next, isKept),
  older: (timeline, { messages, next }) => withPage(timeline, messages, next),
  newer: (timeline, { messages, prev }) => withNewerPage(timeline, messages, prev),
  middle: (timeline, { messages, ...links }) => withPart(timeline, messages, links),
};

function applyPage(state: State, page: MessagePage): State {
  const { to, messages, part } = page;
  const [first] = messages;
  const next = first ? identify(state, first.Conversation, peerOf(first, state.own)) : state;
  const id = first?.Conversation ?? idOf(next, to);
  // A conversation without messages has no id yet: its first message begins the timeline.
  if (id === undefined) return follow(next, to, 0);
  const timeline = MERGES[part](next.timelines.get(id) ?? EMPTY, page);
  const placed = { ...next, timelines: withEntry(next.timelines, id, timeline) };
  return messages.reduce(acknowledge, placed);
}

function applyRead(state: State, { conversation, username, seq }: Change & { type: 'read' }): State {
  return onRow(state, conversation, (row) => {
    const isOwn = isSameUser(username, state.own);
    // The row of a group shows no read marks of others.
    return isOwn || isSameUser(username, row.User) ? withRead(row, seq, isOwn) : { row, isUnsure: false };
  });
}

interface Typing {
  conversation: string;
  username: string;
  typing: boolean;
}

function applyTyping(state: State, { conversation, username, typing }: Typing): State {
  const others = typingIn(state, conversation).filter((name) => !isSameUser(name, username));
  const isKnown = others.length < typingIn(state, conversation).length;
  if (isKnown === typing) return state;
  const names = typing ? [...others, username] : others;
  return { ...state, typing: withEntry(state.typing, conversation, names) };
}

function applyPresence(state: State, { event, asOf }: Change & { type: 'presence' }): State {
  const key = foldUsername(event.username);
  const known = state.presences.get(key);
  if (asOf !== undefined && known && known.at > asOf) return state;
  const clock = asOf === undefined ? state.clock + 1 : state.clock;
  const presences = new Map(state.presences);
  presences.delete(key);
  presences.set(key, { ...event, socket: state.socket, at: asOf ?? clock });
  return { ...state, clock, presences };
}

function applyBlock(state: State, { username, blocked }: Change & { type: 'block' }): State {
  const key = foldUsername(username);
  const id = state.direct.get(key);
  const row = id === undefined ? undefined : state.rows.get(id);
  const known = state.blocks.get(key);
  const blocks = new Map(state.blocks).set(key, { blocked, before: known ? known.before : row?.Blocked });
  if (id === undefined || !row || row.Blocked === blocked) return { ...state, blocks };
  return { ...state, blocks, rows: withEntry(state.rows, id, { ...row, Blocked: blocked }) };
}

function onTimeline(state: State, id: string, change: (timeline: Timeline) => Timeline): State {
  const timeline = state.timelines.get(id);
  return timeline ? { ...state, timelines: withEntry(state.timelines, id, change(timeline)) } : state;
}
