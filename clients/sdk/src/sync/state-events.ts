/** The events that follow from a change of the state. */
import type { Emitter } from '../emitter.ts';
import { isBlocked, presenceOf, type State, typingIn } from '../store/state.ts';
import type { CoreChatEvents } from '../types.ts';
import { foldUsername } from '../username.ts';

/** @returns the keys whose values differ */
function changedKeys<Value>(before: ReadonlyMap<string, Value>, after: ReadonlyMap<string, Value>): string[] {
  if (before === after) return [];
  return [...after.keys()].filter((key) => before.get(key) !== after.get(key));
}

export function emitDifferences(before: State, after: State, events: Emitter<CoreChatEvents>): void {
  const rows = changedKeys(before.rows, after.rows).flatMap((id) => after.rows.get(id) ?? []);
  for (const row of rows) events.emit('conversation', row);
  emitPresences(before, after, events);
  for (const conversation of changedKeys(before.typing, after.typing)) {
    const [was, is] = [typingIn(before, conversation), typingIn(after, conversation)];
    for (const username of was)
      if (!is.includes(username)) events.emit('typing', { username, conversation, typing: false });
    for (const username of is)
      if (!was.includes(username)) events.emit('typing', { username, conversation, typing: true });
  }
  const people = rows.map(({ User }) => foldUsername(User));
  for (const username of new Set([...people, ...changedKeys(before.blocks, after.blocks)])) {
    const blocked = isBlocked(after, username);
    if (blocked !== isBlocked(before, username)) events.emit('block', { username, blocked });
  }
}

/** An answer without a connection is an event, too, although it may be out of date. */
function emitPresences(before: State, after: State, events: Emitter<CoreChatEvents>): void {
  for (const key of changedKeys(before.presences, after.presences)) {
    const [was, is] = [presenceOf(before, key), after.presences.get(key)];
    if (!is || (was && was.online === is.online && was.lastSeen === is.lastSeen)) continue;
    events.emit('presence', { username: is.username, online: is.online, lastSeen: is.lastSeen });
  }
}
