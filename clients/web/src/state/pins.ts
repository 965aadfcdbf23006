/** The pinned messages of a conversation, as changes of them arrive. */
import type { Message } from '#sdk';

/** The one that was pinned last comes first. */
const isBefore = (one: Message, other: Message): number =>
  Date.parse(other.PinnedAt ?? '') - Date.parse(one.PinnedAt ?? '') || (one.Id < other.Id ? 1 : -1);

/** @param message in any state: it may be pinned, edited, unpinned or deleted @returns `pins` itself where nothing changes */
export function withChange(pins: readonly Message[], message: Message): readonly Message[] {
  const known = pins.find(({ Id }) => Id === message.Id);
  const isPinned = message.PinnedAt !== null && message.DeletedAt === null;
  if (known ? known.Version >= message.Version : !isPinned) return pins;
  const others = pins.filter((each) => each !== known);
  return isPinned ? [...others, message].sort(isBefore) : others;
}
