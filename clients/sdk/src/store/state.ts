/** All that is known here of the user's conversations and of other people: one immutable value, which only `apply` changes. */
import { addressKey, idIn } from '../address.ts';
import type { ConversationSummary, Message, OutboxEntry, PresenceEvent } from '../types.ts';
import { foldUsername, isSameUser } from '../username.ts';
import { findMessage, type Timeline } from './timeline.ts';

export interface KnownPresence extends PresenceEvent {
  /** the socket that reports its changes; without one it may be out of date */
  readonly socket: number | undefined;
  /** see `State.clock` */
  readonly at: number;
}

export interface KnownBlock {
  readonly blocked: boolean;
  /** what the inbox said before the change; undefined without a row */
  readonly before: boolean | undefined;
}

/** Keyed by conversation id, or by folded username. */
export interface State {
  /** username of the user who is logged in */
  readonly own: string;
  /** number of the open socket */
  readonly socket: number | undefined;
  /** counts events of presence: an answer that was requested before an event is older than the event */
  readonly clock: number;
  readonly rows: ReadonlyMap<string, ConversationSummary>;
  /** the version of each row as the server sent it */
  readonly listed: ReadonlyMap<string, number>;
  /** conversations whose row only a sync of the inbox can set right */
  readonly unsure: ReadonlySet<string>;
  /** of each direct conversation, the other member; oneself in a conversation with oneself */
  readonly peers: ReadonlyMap<string, string>;
  /** the direct conversation with each username */
  readonly direct: ReadonlyMap<string, string>;
  /** addresses whose messages are kept, with the floor of the timeline that the first message begins */
  readonly followed: ReadonlyMap<string, number>;
  readonly timelines: ReadonlyMap<string, Timeline>;
  /** unacknowledged messages, by address */
  readonly pending: ReadonlyMap<string, readonly OutboxEntry[]>;
  /** groups that the user was in, and is no longer */
  readonly left: ReadonlySet<string>;
  /** who is typing */
  readonly typing: ReadonlyMap<string, readonly string[]>;
  /** the presence that changed last comes last */
  readonly presences: ReadonlyMap<string, KnownPresence>;
  /** changes of blocks that the inbox does not show yet */
  readonly blocks: ReadonlyMap<string, KnownBlock>;
}

export const initialState = (own = '', socket?: number): State => ({
  own,
  socket,
  clock: 0,
  rows: new Map(),
  listed: new Map(),
  unsure: new Set(),
  peers: new Map(),
  direct: new Map(),
  followed: new Map(),
  timelines: new Map(),
  pending: new Map(),
  left: new Set(),
  typing: new Map(),
  presences: new Map(),
  blocks: new Map(),
});

const NONE: readonly never[] = [];

/** The one place that derives the other member of a direct conversation. @returns '' in a group */
export const peerOf = ({ From, To }: Message, own: string): string =>
  To === '' || isSameUser(From, own) ? To : From;

/** @param to username or conversation id @returns undefined while the server has sent no id */
export const idOf = (state: State, to: string): string | undefined =>
  idIn(to) ?? state.direct.get(foldUsername(to));

/** The state of a message, if its conversation is followed. */
export function knownMessage(state: State, { Conversation, Seq }: Message): Message | undefined {
  const timeline = state.timelines.get(Conversation);
  return timeline && findMessage(timeline, Seq);
}

export const typingIn = (state: State, id: string): readonly string[] => state.typing.get(id) ?? NONE;

/** What is known of one conversation. @param to username or conversation id */
export function conversationOf(state: State, to: string) {
  const id = idOf(state, to);
  const peer = (id && state.peers.get(id)) ?? (idIn(to) === undefined ? to : undefined);
  const byId = (id && state.pending.get(id)) || NONE;
  const byName = (peer && state.pending.get(addressKey(peer))) || NONE;
  return {
    /** undefined while the server has sent none: no message was written yet, or none is loaded */
    id,
    /** the other member of a direct conversation, once known */
    peer,
    row: id ? state.rows.get(id) : undefined,
    timeline: id ? state.timelines.get(id) : undefined,
    /** however they are addressed */
    pending: byId.length > 0 && byName.length > 0 ? [...byId, ...byName] : byId.length > 0 ? byId : byName,
    typing: id ? typingIn(state, id) : NONE,
    left: id !== undefined && state.left.has(id),
  };
}

/** @returns undefined without a connection, which brings the changes */
export function presenceOf(state: State, username: string): KnownPresence | undefined {
  const known = state.presences.get(foldUsername(username));
  return known?.socket !== undefined && known.socket === state.socket ? known : undefined;
}

/** Whether the user has blocked this person, as far as known. */
export function isBlocked(state: State, username: string): boolean {
  const known = state.blocks.get(foldUsername(username));
  if (known) return known.blocked;
  const id = state.direct.get(foldUsername(username));
  return (id !== undefined && state.rows.get(id)?.Blocked) || false;
}
