import { ArrowLeft } from 'lucide-preact';
import { useState } from 'preact/hooks';
import { type Conversation, isSameUser } from '#sdk';
import { href } from '../../app/router.ts';
import { Avatar } from '../../components/avatar/Avatar.tsx';
import { isBlocked } from '../../state/blocks.ts';
import { now } from '../../state/clock.ts';
import { nameOf, personOf, presenceLabel } from '../../state/people.ts';
import { self } from '../../state/session.ts';
import { ProfilePeek } from './ProfilePeek.tsx';

/** On a phone, where a conversation covers the list. */
export const BackToInbox = () => (
  <a class="icon-button conversation-back" href={href({ name: 'inbox' })} aria-label="Back to conversations">
    <ArrowLeft size={20} />
  </a>
);

export function ConversationHeader({ snapshot }: { snapshot: Conversation['snapshot'] }) {
  const { username, deleted } = snapshot.peer;
  const person = personOf(username, { ask: !deleted }).value;
  const [peeking, setPeeking] = useState(false);
  const toSelf = isSameUser(username, self());
  const name = deleted ? 'Deleted account' : toSelf ? 'Notes to yourself' : nameOf(person);
  const status = () => {
    if (deleted) return username === '' ? 'No longer on CoreChat' : `was @${username}`;
    if (toSelf) return 'Only you see them';
    if (isBlocked(username)) return 'Blocked';
    if (snapshot.typing) return 'Typing…';
    return presenceLabel(person, now.value) ?? `@${username}`;
  };
  return (
    <header class="pane-bar conversation-bar">
      <BackToInbox />
      <button
        type="button"
        class="conversation-who"
        disabled={deleted}
        aria-haspopup="dialog"
        onClick={() => setPeeking(true)}
      >
        <Avatar person={person} size="small" presence={!toSelf} deleted={deleted} />
        <span class="conversation-title">
          <h1 class="conversation-name">
            <bdi>{name}</bdi>
          </h1>
          <span class="conversation-status" data-lively={snapshot.typing || undefined}>
            {status()}
          </span>
        </span>
      </button>
      {peeking && <ProfilePeek username={username} onClose={() => setPeeking(false)} />}
    </header>
  );
}
