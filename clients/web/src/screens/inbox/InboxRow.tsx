import { Ban, BellOff, type LucideIcon, Pin } from 'lucide-preact';
import { type ConversationSummary, isSameUser } from '#sdk';
import { href } from '../../app/router.ts';
import { Avatar } from '../../components/avatar/Avatar.tsx';
import { Name, OwnWords } from '../../components/name/Name.tsx';
import { Tick } from '../../components/tick/Tick.tsx';
import { UnsentMark } from '../../components/tick/UnsentMark.tsx';
import { isAmbiguous } from '../../state/ambiguous.ts';
import { isBlocked } from '../../state/blocks.ts';
import { now } from '../../state/clock.ts';
import { excerptOf } from '../../state/excerpt.ts';
import { calledOf, shownAs, systemText } from '../../state/groups.ts';
import { inboxSearch } from '../../state/inbox-search.ts';
import { isMuted } from '../../state/mutes.ts';
import { lastUnsent } from '../../state/outbox.ts';
import { self } from '../../state/session.ts';
import { isRightToLeft, isVisible, oneLine } from '../../state/text.ts';
import { fullTime, inboxTime } from '../../state/times.ts';
import { draftsChanged, readDraft } from '../../state/user-drafts.ts';

interface InboxRowProps {
  summary: ConversationSummary;
  current: boolean;
  tabIndex: 0 | -1;
}

export function InboxRow({ summary, current, tabIndex }: InboxRowProps) {
  const { User, Group, Deleted, Unread, UnreadMore, ActiveAt } = summary;
  const isMarked = (summary.UnreadFrom ?? null) !== null;
  const person = shownAs(summary);
  const toSelf = isSameUser(User, self());
  const at = Date.parse(ActiveAt);
  return (
    <a
      class="list-row inbox-row"
      href={href({ name: 'chat', peer: User })}
      aria-current={current ? 'page' : undefined}
      tabIndex={tabIndex}
      data-unread={Unread > 0 || isMarked || undefined}
    >
      <Avatar person={person} presence={!toSelf} deleted={Deleted} notes={toSelf} group={Group !== null} />
      <span class="list-row-body">
        <span class="list-row-line">
          <span class="list-row-name">
            {Deleted ? (
              <OwnWords>Deleted account</OwnWords>
            ) : toSelf ? (
              <OwnWords>Notes to yourself</OwnWords>
            ) : (
              <Name
                person={person}
                showUsername={!Group && (isAmbiguous(User) || inboxSearch.value.trim() !== '')}
              />
            )}
          </span>
          <Marks summary={summary} />
          <time class="list-row-time" dateTime={ActiveAt} title={fullTime(at)}>
            {inboxTime(at, now.value)}
          </time>
        </span>
        <span class="list-row-line">
          <Preview summary={summary} />
          {Unread > 0 && (
            <span class="badge">
              {(summary.Mentions ?? 0) > 0 && (
                <>
                  <span aria-hidden="true">@ </span>
                  <span class="hidden-text">mentions you, </span>
                </>
              )}
              {UnreadMore ? `${Unread}+` : Unread}
              <span class="hidden-text"> unread</span>
            </span>
          )}
          {Unread === 0 && isMarked && (
            <span class="badge">
              <span class="hidden-text">marked as unread</span>
            </span>
          )}
        </span>
      </span>
    </a>
  );
}

/** A person who is blocked, a conversation that is muted or pinned. */
const Marks = ({ summary }: { summary: ConversationSummary }) => (
  <>
    {isBlocked(summary.User) && <Mark Icon={Ban} label="Blocked" />}
    {isMuted(summary, now.value) && <Mark Icon={BellOff} label="Muted" />}
    {summary.Pinned && <Mark Icon={Pin} label="Pinned" />}
  </>
);

const Mark = ({ Icon, label }: { Icon: LucideIcon; label: string }) => (
  <span class="inbox-mark" title={label}>
    <Icon size={14} aria-hidden="true" />
    <span class="hidden-text">{label}</span>
  </span>
);

function Preview({ summary }: { summary: ConversationSummary }) {
  const { User, LastMessage: last, PeerReadSeq } = summary;
  draftsChanged.value; // draws again when a draft changes
  const draft = readDraft(User);
  if (isVisible(draft)) {
    return (
      <span class="list-row-note">
        <span class="inbox-draft">Draft: </span>
        <bdi>{oneLine(draft)}</bdi>
      </span>
    );
  }
  const unsent = lastUnsent(summary);
  if (unsent) {
    return (
      <>
        <UnsentMark state={unsent.state} suffix=":" />
        <Excerpt text={unsent.text || (unsent.files ? '📎' : '')} />
      </>
    );
  }
  if (!last) return <span class="list-row-note">No messages yet</span>;
  if (last.DeletedAt) return <span class="list-row-note inbox-tombstone">Message deleted</span>;
  if (last.System) return <Excerpt text={systemText(last)} />;
  const own = isSameUser(last.From, self()) && !isSameUser(User, self());
  return (
    <>
      {own && <Tick tick={PeerReadSeq >= last.Seq ? 'read' : 'sent'} suffix=":" />}
      <Excerpt
        text={summary.Group && isBlocked(last.From) ? 'Message of a blocked person' : excerptOf(last)}
        from={summary.Group && !own ? last.From : undefined}
      />
    </>
  );
}

/** @param from the sender, where a name says who it is */
function Excerpt({ text, from }: { text: string; from?: string | undefined }) {
  const line = isVisible(text) ? oneLine(text) : 'Blank message';
  return (
    <span class="list-row-note">
      {from !== undefined && (
        <>
          <bdi>{calledOf(from)}</bdi>:{' '}
        </>
      )}
      <bdi data-rtl={isRightToLeft(line) || undefined}>{line}</bdi>
    </span>
  );
}
