import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { Virtualizer } from 'virtua';
import { type Conversation, isSameUser, type Message, type OutboxEntry } from '#sdk';
import { watched } from '../../state/attention.ts';
import { nameOf, personOf } from '../../state/people.ts';
import { buildRows, countBehind } from '../../state/rows.ts';
import { self } from '../../state/session.ts';
import { JumpToLatest } from './JumpToLatest.tsx';
import { MessageRow } from './MessageRow.tsx';
import { HEAD_PX, TimelineHead } from './TimelineHead.tsx';
import { useMessageKeys } from './use-message-keys.ts';
import { useTimelineScroll } from './use-timeline-scroll.ts';
import { useUnreadDivider } from './use-unread-divider.ts';

/** Rows this far out of view exist already: measured before they are seen, they do not move when they are. */
const BUFFER_PX = 400;

interface TimelineProps {
  conversation: Conversation;
  snapshot: Conversation['snapshot'];
  editing: Message | undefined;
  onEdit: (message: Message) => void;
}

/** The messages. Only those in view exist as elements, however many there are. */
export function Timeline({ conversation, snapshot, editing, onEdit }: TimelineProps) {
  const { messages, pending, hasOlder, loadingOlder, peerReadSeq, readSeq, peer } = snapshot;
  const [end, setEnd] = useState({ atEnd: false, away: false });
  const [olderFailed, setOlderFailed] = useState<unknown>();
  /** as `olderFailed`, also before the next drawing */
  const hasFailed = useRef(false);
  const seen = useRef(0);

  const unreadAfter = useUnreadDivider(snapshot, end.atEnd);
  const rows = useMemo(
    () => buildRows<Message, OutboxEntry>({ messages, pending, self: self(), unreadAfter }),
    [messages, pending, unreadAfter],
  );

  const loadOlder = () => {
    setOlderFailed(undefined);
    hasFailed.current = false;
    conversation.loadOlder().catch((error: unknown) => {
      hasFailed.current = true;
      setOlderFailed(error);
    });
  };
  const scroll = useTimelineScroll({
    rows,
    onNearStart: () => {
      if (hasOlder && !loadingOlder && !hasFailed.current) loadOlder();
    },
    onEnd: (atEnd, away) => {
      if (atEnd !== end.atEnd || away !== end.away) setEnd({ atEnd, away });
    },
  });
  // Whoever waits at the very top scrolls no further: nothing else would ask for the page before this one.
  useEffect(() => {
    if (!loadingOlder) scroll.look();
  }, [loadingOlder]);
  const keys = useMessageKeys(rows, scroll);

  const lastSeq = messages.at(-1)?.Seq ?? 0;
  if (end.atEnd && scroll.placed) seen.current = lastSeq;
  const missed = end.away ? countBehind(messages, self(), seen.current) : 0;

  const isWatched = watched.value;
  useEffect(() => {
    if (scroll.placed && end.atEnd && isWatched && countBehind(messages, self(), readSeq) > 0) {
      conversation.markRead();
    }
  }, [conversation, messages, readSeq, end.atEnd, isWatched, scroll.placed]);

  const toSelf = isSameUser(peer.username, self());
  const peerName = nameOf(personOf(peer.username, { ask: !peer.deleted }).value);
  return (
    <div class="timeline-place">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the messages inside are what is operated */}
      <div
        class="timeline"
        ref={scroll.scroller}
        data-placed={scroll.placed || undefined}
        onKeyDown={keys.onKeyDown}
      >
        <TimelineHead
          hasOlder={hasOlder}
          loading={loadingOlder}
          failed={olderFailed}
          onRetry={loadOlder}
          name={toSelf ? undefined : peerName}
        />
        <section aria-label="Messages" ref={scroll.content}>
          <Virtualizer
            ref={scroll.handle}
            scrollRef={scroll.scroller}
            shift={scroll.shift}
            bufferSize={BUFFER_PX}
            startMargin={HEAD_PX}
            data={rows}
            as="ul"
            item="li"
            keepMounted={keys.mounted}
            onScroll={scroll.look}
          >
            {(row, index) => (
              <MessageRow
                key={row.key}
                conversation={conversation}
                row={row}
                index={index}
                sender={row.own ? 'You' : peerName}
                tick={
                  !row.own || toSelf || !row.message
                    ? undefined
                    : row.message.Seq <= peerReadSeq
                      ? 'read'
                      : 'sent'
                }
                tickEnds={endsTick(rows[index + 1], peerReadSeq, row)}
                tabIndex={index === keys.active ? 0 : -1}
                editing={editing !== undefined && editing.Id === row.message?.Id}
                onEdit={onEdit}
                onFocus={keys.onFocus}
              />
            )}
          </Virtualizer>
        </section>
      </div>
      {end.away && <JumpToLatest missed={missed} onJump={scroll.toEnd} />}
    </div>
  );
}

type Placed = { own: boolean; message?: { Seq: number } };

/** The last message that was read shows its ticks, also in the middle of a run. */
const endsTick = (next: Placed | undefined, peerReadSeq: number, row: Placed): boolean =>
  row.own &&
  next?.own === true &&
  (row.message?.Seq ?? 0) <= peerReadSeq &&
  !((next.message?.Seq ?? Infinity) <= peerReadSeq);
