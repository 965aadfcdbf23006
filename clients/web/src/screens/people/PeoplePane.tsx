import { ArrowLeft, UserSearch, Users } from 'lucide-preact';
import { useEffect, useLayoutEffect, useState } from 'preact/hooks';
import { isSameUser, sentence } from '#sdk';
import { go, href } from '../../app/router.ts';
import { Avatar } from '../../components/avatar/Avatar.tsx';
import { Button } from '../../components/button/Button.tsx';
import { Empty, Skeleton } from '../../components/empty/Empty.tsx';
import { VirtualList } from '../../components/list/VirtualList.tsx';
import { Name, OwnWords, Username } from '../../components/name/Name.tsx';
import { SearchField } from '../../components/search/SearchField.tsx';
import { isBlocked } from '../../state/blocks.ts';
import { personOf } from '../../state/people.ts';
import { self } from '../../state/session.ts';
import { BrowseLink } from '../groups/BrowseLink.tsx';
import { createPeopleSearch } from './search-people.ts';

export function PeoplePane() {
  const [search] = useState(createPeopleSearch);
  const [typed, setTyped] = useState('');
  // Before anything can be typed, which it would replace.
  useLayoutEffect(() => {
    search.ask('');
    return search.stop;
  }, [search]);
  const { found } = search;
  /** the user has pressed Enter, perhaps before the answer */
  const [hurried, setHurried] = useState(false);
  const type = (text: string) => {
    setHurried(false);
    setTyped(text);
    search.ask(text);
  };
  const { status, items: names } = found.value;
  useEffect(() => {
    const [first] = names;
    if (!hurried || status === 'loading') return;
    setHurried(false);
    if (status === 'ready' && first) go({ name: 'chat', peer: first });
  }, [hurried, status, names]);
  return (
    <>
      <header class="pane-bar">
        <a class="icon-button" href={href({ name: 'inbox' })} aria-label="Back to conversations" title="Back">
          <ArrowLeft size={20} />
        </a>
        <h1 class="pane-title">New conversation</h1>
        <a class="button button-quiet button-with-icon" href={href({ name: 'new-group' })}>
          <Users size={18} aria-hidden="true" /> New group
        </a>
      </header>
      <SearchField
        label="Search people by name"
        value={typed}
        autofocus
        onInput={type}
        onEnter={() => setHurried(typed.trim() !== '')}
      />
      {typed === '' && <BrowseLink />}
      <p class="hidden-text" role="status">
        {found.value.status === 'ready' && typed !== ''
          ? countLabel(found.value.items.length, found.value.more)
          : ''}
      </p>
      <People search={search} typed={typed} retry={() => search.ask(typed)} />
    </>
  );
}

const countLabel = (count: number, more: boolean): string =>
  count === 0 ? 'Nobody found' : `${count}${more ? ' or more' : ''} found`;

interface PeopleProps {
  search: ReturnType<typeof createPeopleSearch>;
  typed: string;
  retry: () => void;
}

function People({ search, typed, retry }: PeopleProps) {
  const { status, error, items: names, more } = search.found.value;
  if (names.length === 0 && status === 'loading') return <Skeleton rows={8} label="Looking for people" />;
  if (names.length === 0 && status === 'failed') {
    return (
      <Empty title="People could not be loaded" actions={<Button onClick={retry}>Try again</Button>}>
        {sentence(error)}
      </Empty>
    );
  }
  if (names.length === 0) {
    return (
      <Empty picture={<UserSearch size={40} strokeWidth={1.5} />} title="Nobody found">
        No name or username begins with “{typed.trim()}”.
      </Empty>
    );
  }
  return (
    <VirtualList
      label="People"
      items={names}
      keyOf={(name) => name}
      onNearEnd={more ? search.more : undefined}
      row={(name, tabIndex) => <PersonRow username={name} tabIndex={tabIndex} />}
    />
  );
}

function PersonRow({ username, tabIndex }: { username: string; tabIndex: 0 | -1 }) {
  const person = personOf(username).value;
  const own = isSameUser(username, self());
  return (
    <a class="list-row" href={href({ name: 'chat', peer: username })} tabIndex={tabIndex}>
      <Avatar person={person} presence={!own} notes={own} />
      <span class="list-row-body">
        <span class="list-row-name">
          {own ? <OwnWords>Notes to yourself</OwnWords> : <Name person={person} />}
        </span>
        <span class="list-row-note">
          {own ? 'Only you see them' : <Username of={username} />}
          {isBlocked(username) && ' · Blocked'}
        </span>
      </span>
    </a>
  );
}
