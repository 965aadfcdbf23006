import type { State } from './state.ts';

function without<Value>(map: ReadonlyMap<string, Value>, key: string): ReadonlyMap<string, Value> {
  if (!map.has(key)) return map;
  const rest = new Map(map);
  rest.delete(key);
  return rest;
}

/** The state without a group that the user is no longer in. */
export function withoutGroup(state: State, id: string): State {
  if (state.left.has(id) && !state.rows.has(id)) return state;
  const unsure = new Set(state.unsure);
  unsure.delete(id);
  return {
    ...state,
    rows: without(state.rows, id),
    listed: without(state.listed, id),
    followed: without(state.followed, id),
    timelines: without(state.timelines, id),
    typing: without(state.typing, id),
    left: new Set(state.left).add(id),
    unsure,
  };
}

/** The server lists these groups again: the user is back in them. */
export function withReturned(left: ReadonlySet<string>, ids: readonly string[]): ReadonlySet<string> {
  return ids.some((id) => left.has(id)) ? new Set([...left].filter((id) => !ids.includes(id))) : left;
}
