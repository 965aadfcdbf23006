import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { type Conversation, isSameUser } from '#sdk';
import { watched } from '../../../state/attention.ts';
import { countBehind } from '../../../state/rows.ts';
import { self } from '../../../state/session.ts';

/** Messages in view are marked this often: one that scrolls past in between is not read. */
const LOOK_MS = 500;

/**
 * Marks messages as read that were in view while the user looked, also when the user leaves before the end.
 * @param isAtEnd the end is in view
 * @returns `missed`: the number of messages that came since the end was in view; `see`: takes the Seq of the last message in view
 */
export function useReading(
  conversation: Conversation,
  { messages, readSeq }: Conversation['snapshot'],
  isAtEnd: boolean,
) {
  const lastSeq = messages.at(-1)?.Seq ?? 0;
  const endSeq = useRef(readSeq);
  if (isAtEnd) endSeq.current = lastSeq;
  /** Seq of the last message in view, and of the last one that the user has seen */
  const inView = useRef(0);
  const seen = useRef(0);
  const pause = useRef<ReturnType<typeof setTimeout>>();
  const isWatched = watched.value;

  const mark = () => {
    if (watched.peek()) seen.current = Math.max(seen.current, inView.current);
    const { messages: known, readSeq: read } = conversation.snapshot;
    const last = known.findLast(({ Seq, From }) => Seq <= seen.current && !isSameUser(From, self()));
    if (last && last.Seq > read) conversation.markRead(seen.current);
  };
  const markSoon = () => {
    pause.current ??= setTimeout(() => {
      pause.current = undefined;
      mark();
    }, LOOK_MS);
  };

  useEffect(() => {
    if (isAtEnd) {
      inView.current = lastSeq;
      mark();
    } else if (isWatched) markSoon();
    // Their number, because a message can arrive before others.
  }, [conversation, messages.length, lastSeq, readSeq, isAtEnd, isWatched]);
  useLayoutEffect(
    () => () => {
      clearTimeout(pause.current);
      pause.current = undefined;
      mark();
    },
    [conversation],
  );
  return {
    missed: isAtEnd ? 0 : countBehind(messages, self(), endSeq.current),
    see(seq: number) {
      inView.current = seq;
      if (seq > seen.current) markSoon();
    },
  };
}
