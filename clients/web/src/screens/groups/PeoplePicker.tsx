import { Check, UserSearch, X } from 'lucide-preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { isSameUser, sentence } from '#sdk';
import { Avatar } from '../../components/avatar/Avatar.tsx';
import { Button } from '../../components/button/Button.tsx';
import { Empty, Skeleton } from '../../components/empty/Empty.tsx';
import { VirtualList } from '../../components/list/VirtualList.tsx';
import { Name, Username } from '../../components/name/Name.tsx';
import { SearchField } from '../../components/search/SearchField.tsx';
import { isBlocked } from '../../state/blocks.ts';
import { personOf } from '../../state/people.ts';
import { self } from '../../state/session.ts';
import { createPeopleSearch } from '../people/search-people.ts';

interface PeoplePickerProps {
  picked: readonly string[];
  onChange: (picked: readonly string[]) => void;
  /** people who cannot be picked are not listed */
  isLeftOut?: (username: string) => boolean;
}

const NONE = () => false;

/** Picks people by name: a search, those who were picked, and what was found. */
export function PeoplePicker({ picked, onChange, isLeftOut = NONE }: PeoplePickerProps) {
  const [search] = useState(createPeopleSearch);
  const [typed, setTyped] = useState('');
  // Before anything can be typed, which it would replace.
  useLayoutEffect(() => {
    search.ask('');
    return search.stop;
  }, [search]);
  const place = useRef<HTMLDivElement>(null);
  const type = (text: string) => {
    setTyped(text);
    search.ask(text);
  };
  const has = (username: string) => picked.some((name) => isSameUser(name, username));
  const toggle = (username: string) =>
    onChange(has(username) ? picked.filter((name) => !isSameUser(name, username)) : [...picked, username]);
  const drop = (username: string) => {
    toggle(username);
    place.current?.querySelector<HTMLElement>('.search-input')?.focus();
  };
  const { status, error, items: names, more } = search.found.value;
  const shown = names.filter((name) => !isSameUser(name, self()) && !isLeftOut(name));
  return (
    <div class="picker-of-people" ref={place}>
      <SearchField label="Search people by name" value={typed} autofocus onInput={type} />
      {picked.length > 0 && (
        <ul class="chips" aria-label="Picked">
          {picked.map((username) => (
            <li key={username}>
              <Chip username={username} onDrop={() => drop(username)} />
            </li>
          ))}
        </ul>
      )}
      <p class="hidden-text" role="status">
        {status === 'ready' && typed !== '' ? `${shown.length}${more ? ' or more' : ''} found` : ''}
      </p>
      {shown.length > 0 && (
        <VirtualList
          label="People"
          items={shown}
          keyOf={(name) => name}
          onNearEnd={more ? search.more : undefined}
          row={(name, tabIndex) => (
            <PickRow username={name} picked={has(name)} tabIndex={tabIndex} onToggle={() => toggle(name)} />
          )}
        />
      )}
      {shown.length === 0 && status === 'loading' && <Skeleton rows={6} label="Looking for people" />}
      {shown.length === 0 && status === 'failed' && (
        <Empty
          title="People could not be loaded"
          actions={<Button onClick={() => search.ask(typed)}>Try again</Button>}
        >
          {sentence(error)}
        </Empty>
      )}
      {shown.length === 0 && status === 'ready' && (
        <Empty picture={<UserSearch size={40} strokeWidth={1.5} />} title="Nobody found">
          {typed.trim() === ''
            ? 'There is nobody else to pick.'
            : `No name or username begins with “${typed.trim()}”.`}
        </Empty>
      )}
    </div>
  );
}

function Chip({ username, onDrop }: { username: string; onDrop: () => void }) {
  const person = personOf(username).value;
  return (
    <button type="button" class="chip" onClick={onDrop}>
      <Avatar person={person} size="tiny" />
      <span class="hidden-text">Take out </span>
      <Name person={person} />
      <X size={14} aria-hidden="true" />
    </button>
  );
}

interface PickRowProps {
  username: string;
  picked: boolean;
  tabIndex: 0 | -1;
  onToggle: () => void;
}

function PickRow({ username, picked, tabIndex, onToggle }: PickRowProps) {
  const person = personOf(username).value;
  return (
    <button
      type="button"
      aria-pressed={picked}
      class="list-row pick-row"
      tabIndex={tabIndex}
      onClick={onToggle}
    >
      <Avatar person={person} presence />
      <span class="list-row-body">
        <span class="list-row-name">
          <Name person={person} />
        </span>
        <span class="list-row-note">
          <Username of={username} />
          {isBlocked(username) && ' · Blocked'}
        </span>
      </span>
      <span class="pick-mark" aria-hidden="true">
        {picked && <Check size={16} />}
      </span>
    </button>
  );
}
