import { useEffect, useMemo, useState } from 'preact/hooks';
import { Virtualizer } from 'virtua';
import { type Conversation, isSameUser, type Message, type OutboxEntry, sentence } from '#sdk';
import { keyHandler } from '../../../app/keys.ts';
import { rest } from '../../../app/rest-loader.ts';
import { fullNameOf } from '../../../state/names.ts';
import { personOf } from '../../../state/people.ts';
import { buildRows, type TimelineRow } from '../../../state/rows.ts';
import { self } from '../../../state/session.ts';
import { notify } from '../../../state/toasts.ts';
import { timeZone } from '../../../state/zone.ts';
import { MessageRow } from '../message/MessageRow.tsx';
import { SystemRow } from '../message/SystemRow.tsx';
import { isLastRead, tickOf } from './delivery.ts';
import { JumpToLatest } from './JumpToLatest.tsx';
import { NewerFailed } from './NewerFailed.tsx';
import { HEAD_PX, TimelineHead } from './TimelineHead.tsx';
import { useJump } from './use-jump.ts';
import { useMessageKeys } from './use-message-keys.ts';
import { useNewerMessages, useOlderMessages } from './use-older-messages.ts';
import { usePrinting } from './use-printing.ts';
import { useReading } from './use-reading.ts';
import { useTimelineScroll } from './use-timeline-scroll.ts';
import { useUnreadDivider } from './use-unread-divider.ts';

/** Rows this far out of view exist already: measured before they are seen, they do not move when they are. */
const BUFFER_PX = 400;

interface TimelineProps {
  conversation: Conversation;
  snapshot: Conversation['snapshot'];
  /** id of the message that the composer is about */
  marked: string | undefined;
  onEdit: (message: Message) => void;
  /** absent where the user cannot write */
  onReply: ((message: Message) => void) | undefined;
  /** id of the message to begin at */
  target?: string | undefined;
  /** goes to a message that is not loaded */
  onGoTo: (id: string) => void;
  /** the address names no message any more */
  onLatest: () => void;
}

/** The messages. Only those in view exist as elements, however many there are. */
export function Timeline(props: TimelineProps) {
  const { conversation, snapshot, marked, onEdit, onReply, target, onGoTo, onLatest } = props;
  const { messages, pending, hasOlder, loadingOlder, hasNewer, peer, group } = snapshot;
  const [end, setEnd] = useState({ atEnd: false, away: false });
  const unreadAfter = useUnreadDivider(snapshot, end.atEnd);
  const zone = timeZone();
  const rows = useMemo(
    () => buildRows<Message, OutboxEntry>({ messages, pending, self: self(), unreadAfter }),
    [messages, pending, unreadAfter, zone],
  );
  const older = useOlderMessages(conversation);
  const newer = useNewerMessages(conversation);
  const reading = useReading(conversation, snapshot, end.atEnd);
  const scroll = useTimelineScroll({
    rows,
    target: target === undefined ? -1 : rows.findIndex(({ message }) => message?.Id === target),
    hasMore: hasNewer,
    onNearStart: older.onNearStart,
    onNearEnd: newer.onNearEnd,
    onEnd: (atEnd, away) => {
      if (atEnd !== end.atEnd || away !== end.away) setEnd({ atEnd, away });
    },
    // Rows without a Seq, which wait to be sent, come last.
    onView: (last) => reading.see(rows[last]?.message?.Seq ?? 0),
  });
  // At the very top no further scrolling asks for the page before this one.
  useEffect(() => {
    if (!loadingOlder) scroll.look();
  }, [loadingOlder]);
  // What is in view is drawn first.
  const [buffer, setBuffer] = useState(0);
  useEffect(() => {
    if (!scroll.placed) return;
    const timer = setTimeout(() => setBuffer(BUFFER_PX));
    return () => clearTimeout(timer);
  }, [scroll.placed]);
  const keys = useMessageKeys(rows, scroll);
  const jump = useJump(rows, { target, turnTo: keys.turnTo, goTo: onGoTo });
  const toLatest = () => {
    onLatest();
    if (!hasNewer) return scroll.toEnd();
    // The newest messages are another list, which begins at its end.
    void conversation.loadLatest().catch((error: unknown) => notify(sentence(error), 'error'));
  };
  const printing = usePrinting();
  const { JumpToMention, FloatingDate, LongPress, HitMarks } = rest.value ?? {};

  const toSelf = isSameUser(peer.username, self());
  // A group shows no read marks: one's own messages count as sent.
  const readSeq = toSelf ? undefined : group ? -1 : snapshot.peerReadSeq;
  const peerName = peer.deleted ? 'a deleted account' : fullNameOf(personOf(peer.username).value);
  const draw = (row: TimelineRow, index: number) =>
    row.message?.System ? (
      <SystemRow
        key={row.key}
        row={row}
        index={index}
        tabIndex={index === keys.active ? 0 : -1}
        onFocus={keys.onFocus}
      />
    ) : (
      <MessageRow
        key={row.key}
        conversation={conversation}
        row={row}
        index={index}
        tick={tickOf(row, readSeq)}
        tickEnds={isLastRead(row, rows[index + 1], readSeq)}
        tabIndex={index === keys.active ? 0 : -1}
        marked={marked !== undefined && marked === row.message?.Id}
        flashed={jump.flashed !== undefined && jump.flashed === row.message?.Id}
        onEdit={onEdit}
        onReply={onReply}
        onTurnTo={jump.jumpTo}
        onFocus={keys.onFocus}
      />
    );
  return (
    <div class="timeline-place">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the messages inside are what is operated */}
      <div
        class="timeline"
        ref={scroll.scroller}
        data-placed={scroll.placed || undefined}
        onKeyDown={keyHandler(keys.onKeyDown)}
      >
        <TimelineHead
          hasOlder={hasOlder}
          loading={loadingOlder}
          failed={older.error}
          onRetry={older.load}
          begins={
            toSelf
              ? 'Your notes begin'
              : group
                ? `What you see of “${group.name}” begins`
                : `Your conversation with ${peerName} begins`
          }
        />
        <section aria-label="Messages" ref={scroll.content}>
          {printing && (
            <ul class="printed">
              {rows.map((row, index) => (
                <li key={row.key}>{draw(row, index)}</li>
              ))}
            </ul>
          )}
          <Virtualizer
            ref={scroll.handle}
            scrollRef={scroll.scroller}
            shift={scroll.shift}
            bufferSize={buffer}
            startMargin={HEAD_PX}
            data={rows}
            as="ul"
            item="li"
            keepMounted={keys.mounted}
            onScroll={scroll.look}
          >
            {draw}
          </Virtualizer>
        </section>
      </div>
      {FloatingDate && <FloatingDate rows={rows} scroller={scroll.scroller} />}
      {LongPress && <LongPress {...props} rows={rows} scroller={scroll.scroller} />}
      {HitMarks && <HitMarks rows={rows} scroller={scroll.scroller} />}
      {newer.error !== undefined && <NewerFailed error={newer.error} onRetry={newer.load} />}
      {JumpToMention && (
        <JumpToMention conversation={conversation} snapshot={snapshot} onTurnTo={jump.jumpTo} />
      )}
      {(end.away || hasNewer) && <JumpToLatest missed={reading.missed} onJump={toLatest} />}
    </div>
  );
}
