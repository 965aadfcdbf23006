import { Check, CheckCheck } from 'lucide-preact';
import { type ConversationSummary, isSameUser } from '#sdk';
import { href } from '../../app/router.ts';
import { Avatar } from '../../components/avatar/Avatar.tsx';
import { now } from '../../state/clock.ts';
import { nameOf, personOf } from '../../state/people.ts';
import { self } from '../../state/session.ts';
import { isVisible, oneLine } from '../../state/text.ts';
import { fullTime, inboxTime } from '../../state/times.ts';
import { draftsChanged, readDraft } from '../../state/user-drafts.ts';

interface InboxRowProps {
  summary: ConversationSummary;
  current: boolean;
  tabIndex: 0 | -1;
}

export function InboxRow({ summary, current, tabIndex }: InboxRowProps) {
  const { User, Deleted, Unread, UnreadMore, ActiveAt } = summary;
  const person = personOf(User, { ask: !Deleted }).value;
  const toSelf = isSameUser(User, self());
  const at = Date.parse(ActiveAt);
  const name = Deleted ? 'Deleted account' : toSelf ? 'Notes to yourself' : nameOf(person);
  return (
    <a
      class="list-row inbox-row"
      href={href({ name: 'chat', peer: User })}
      aria-current={current ? 'page' : undefined}
      tabIndex={tabIndex}
      data-unread={Unread > 0 || undefined}
    >
      <Avatar person={person} presence={!toSelf} deleted={Deleted} />
      <span class="list-row-body">
        <span class="list-row-line">
          <span class="list-row-name">
            <bdi>{name}</bdi>
          </span>
          <time class="list-row-time" dateTime={ActiveAt} title={fullTime(at)}>
            {inboxTime(at, now.value)}
          </time>
        </span>
        <span class="list-row-line">
          <Preview summary={summary} />
          {Unread > 0 && (
            <span class="badge">
              {UnreadMore ? `${Unread}+` : Unread}
              <span class="hidden-text"> unread</span>
            </span>
          )}
        </span>
      </span>
    </a>
  );
}

function Preview({ summary: { User, LastMessage: last, PeerReadSeq } }: { summary: ConversationSummary }) {
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
  if (!last) return <span class="list-row-note">No messages yet</span>;
  if (last.DeletedAt) return <span class="list-row-note inbox-tombstone">Message deleted</span>;
  const own = isSameUser(last.From, self()) && !isSameUser(User, self());
  const text = isVisible(last.Message) ? oneLine(last.Message) : 'Blank message';
  return (
    <>
      {own && (
        <span class="inbox-tick" data-read={PeerReadSeq >= last.Seq || undefined}>
          {PeerReadSeq >= last.Seq ? <CheckCheck size={16} /> : <Check size={16} />}
          <span class="hidden-text">{PeerReadSeq >= last.Seq ? 'Read:' : 'Sent:'}</span>
        </span>
      )}
      <span class="list-row-note">
        <bdi>{text}</bdi>
      </span>
    </>
  );
}
