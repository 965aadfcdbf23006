import { useState } from 'preact/hooks';
import { type Conversation, isSameUser } from '#sdk';
import { Lazy } from '../../app/Lazy.tsx';
import { rest } from '../../app/rest-loader.ts';
import { Avatar } from '../../components/avatar/Avatar.tsx';
import { Name, OwnWords, Username } from '../../components/name/Name.tsx';
import { isBlocked } from '../../state/blocks.ts';
import { now } from '../../state/clock.ts';
import { personOf, presenceLabel } from '../../state/people.ts';
import { self } from '../../state/session.ts';
import { BackToInbox } from './BackToInbox.tsx';

export function ConversationHeader({ snapshot }: { snapshot: Conversation['snapshot'] }) {
  const { username, deleted } = snapshot.peer;
  const person = personOf(username, { ask: !deleted }).value;
  const ConversationMenu = rest.value?.ConversationMenu;
  const [peeking, setPeeking] = useState(false);
  const toSelf = isSameUser(username, self());
  /** a display name, which anyone can choose */
  const named = !deleted && !toSelf && person.displayName !== null;
  const status = () => {
    if (deleted) return username === '' ? 'No longer on CoreChat' : `was @${username}`;
    if (toSelf) return 'Only you see them';
    if (isBlocked(username)) return 'Blocked';
    if (snapshot.typing) return 'Typing…';
    return presenceLabel(person, now.value) ?? (named ? '' : `@${username}`);
  };
  const peek = () => setPeeking(true);
  return (
    <header class="pane-bar conversation-bar">
      <BackToInbox />
      <button type="button" class="conversation-who" disabled={deleted} aria-haspopup="dialog" onClick={peek}>
        <Avatar person={person} size="small" presence={!toSelf} deleted={deleted} notes={toSelf} />
        <span class="conversation-title">
          <h1 class="conversation-name">
            {deleted ? (
              <OwnWords>Deleted account</OwnWords>
            ) : toSelf ? (
              <OwnWords>Notes to yourself</OwnWords>
            ) : (
              <Name person={person} />
            )}
          </h1>
          <span class="conversation-status" data-lively={snapshot.typing || undefined}>
            {named && <Username of={person.username} />}
            {named && status() !== '' && ' · '}
            <span>{status()}</span>
          </span>
        </span>
      </button>
      {ConversationMenu && username !== '' && (
        <ConversationMenu peer={person} kind={deleted || toSelf ? 'alone' : 'direct'} onProfile={peek} />
      )}
      {peeking && (
        <Lazy
          screen={({ ProfilePeek }) => ProfilePeek}
          label="Opening the profile"
          props={{ username, onClose: () => setPeeking(false) }}
        />
      )}
    </header>
  );
}
