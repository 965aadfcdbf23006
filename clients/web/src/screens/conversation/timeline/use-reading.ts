import { useEffect, useRef } from 'preact/hooks';
import type { Conversation } from '#sdk';
import { watched } from '../../../state/attention.ts';
import { countBehind } from '../../../state/rows.ts';
import { self } from '../../../state/session.ts';

/**
 * Marks messages as read while the user looks at the end of the timeline.
 * @param isAtEnd the end is in view
 * @returns the number of messages that came since the end was in view
 */
export function useReading(
  conversation: Conversation,
  snapshot: Conversation['snapshot'],
  isAtEnd: boolean,
): number {
  const { messages, readSeq } = snapshot;
  const seen = useRef(0);
  if (isAtEnd) seen.current = messages.at(-1)?.Seq ?? 0;
  const isWatched = watched.value;
  useEffect(() => {
    if (isAtEnd && isWatched && countBehind(messages, self(), readSeq) > 0) conversation.markRead();
  }, [conversation, messages, readSeq, isAtEnd, isWatched]);
  return isAtEnd ? 0 : countBehind(messages, self(), seen.current);
}
