import { MessageCirclePlus, NotebookPen, Users } from 'lucide-preact';
import { type ConversationSummary, isSameUser } from '#sdk';
import { chat } from '../../app/client.ts';
import { href } from '../../app/router.ts';
import { Avatar } from '../../components/avatar/Avatar.tsx';
import { Name } from '../../components/name/Name.tsx';
import { Shortcuts } from '../../components/shortcuts/Shortcuts.tsx';
import { Mark } from '../../components/wordmark/Wordmark.tsx';
import { isAmbiguous } from '../../state/ambiguous.ts';
import { shownAs } from '../../state/groups.ts';
import { self } from '../../state/session.ts';
import { useSnapshot } from '../../state/snapshot.ts';
import './home.css';

const RECENT_MAX = 6;

/** Beside the list while no conversation is open: ways into one. */
export function Home() {
  const { conversations, status } = useSnapshot(chat.inbox);
  const isNew = status === 'ready' && conversations.length === 0;
  const recent = conversations
    .filter(({ User, Deleted, Blocked }) => !Deleted && !Blocked && !isSameUser(User, self()))
    .slice(0, RECENT_MAX);
  return (
    <div class="home">
      <div class="home-sheet">
        <header class="home-head">
          <Mark />
          <h2 class="home-title">{isNew ? 'Welcome to CoreChat' : 'Pick a conversation'}</h2>
        </header>
        {recent.length > 0 && (
          <section aria-labelledby="home-recent">
            <h3 class="home-heading" id="home-recent">
              Recent
            </h3>
            <ul class="home-people">
              {recent.map((summary) => (
                <li key={summary.User.toLowerCase()}>
                  <Recent summary={summary} />
                </li>
              ))}
            </ul>
          </section>
        )}
        {/* A new user finds these in the empty list. */}
        {!isNew && (
          <section aria-labelledby="home-start">
            <h3 class="home-heading" id="home-start">
              Start a conversation
            </h3>
            <p class="home-actions">
              <a class="button button-primary" href={href({ name: 'people' })}>
                <MessageCirclePlus size={18} aria-hidden="true" /> Find people
              </a>
              <a class="button button-plain" href={href({ name: 'new-group' })}>
                <Users size={18} aria-hidden="true" /> New group
              </a>
              <a class="button button-plain" href={href({ name: 'chat', peer: self() })}>
                <NotebookPen size={18} aria-hidden="true" /> Write yourself a note
              </a>
            </p>
          </section>
        )}
        <section aria-labelledby="home-keys">
          <h3 class="home-heading" id="home-keys">
            Keyboard
          </h3>
          <Shortcuts />
        </section>
      </div>
    </div>
  );
}

function Recent({ summary }: { summary: ConversationSummary }) {
  const person = shownAs(summary);
  const isGroup = summary.Group !== null;
  return (
    <a class="home-person" href={href({ name: 'chat', peer: summary.User })}>
      <Avatar person={person} presence={!isGroup} group={isGroup} />
      <span class="home-name">
        <Name person={person} showUsername={!isGroup && isAmbiguous(summary.User)} />
      </span>
    </a>
  );
}
