import { MessageCirclePlus, NotebookPen } from 'lucide-preact';
import { isSameUser } from '#sdk';
import { chat } from '../../app/client.ts';
import { href } from '../../app/router.ts';
import { Avatar } from '../../components/avatar/Avatar.tsx';
import { Name } from '../../components/name/Name.tsx';
import { Shortcuts } from '../../components/shortcuts/Shortcuts.tsx';
import { Mark } from '../../components/wordmark/Wordmark.tsx';
import { isAmbiguous } from '../../state/ambiguous.ts';
import { personOf } from '../../state/people.ts';
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
              {recent.map(({ User }) => (
                <li key={User.toLowerCase()}>
                  <RecentPerson username={User} />
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

function RecentPerson({ username }: { username: string }) {
  const person = personOf(username).value;
  return (
    <a class="home-person" href={href({ name: 'chat', peer: username })}>
      <Avatar person={person} presence />
      <span class="home-name">
        <Name person={person} showUsername={isAmbiguous(username)} />
      </span>
    </a>
  );
}
