import { ArrowLeft, Compass, Users } from 'lucide-preact';
import { useLayoutEffect, useState } from 'preact/hooks';
import { type GroupPreview, sentence } from '#sdk';
import { chat } from '../../app/client.ts';
import { go, href } from '../../app/router.ts';
import { Avatar } from '../../components/avatar/Avatar.tsx';
import { Button } from '../../components/button/Button.tsx';
import { Empty, Skeleton } from '../../components/empty/Empty.tsx';
import { VirtualList } from '../../components/list/VirtualList.tsx';
import { Name } from '../../components/name/Name.tsx';
import { SearchField } from '../../components/search/SearchField.tsx';
import { groupAsPerson } from '../../state/groups.ts';
import { summaryOf } from '../../state/mutes.ts';
import { createPagedSearch, PAGE } from '../../state/paged-search.ts';
import { notify } from '../../state/toasts.ts';
import './groups.css';
import './browse.css';

/** As the server: characters of a name. */
const PREFIX_MAX = 64;

const createGroupSearch = () =>
  createPagedSearch<GroupPreview>({
    isAll: (typed) => typed.trim() === '',
    pages: (typed) => chat.groups.list({ prefix: typed.trim().slice(0, PREFIX_MAX), limit: PAGE }).pages(),
  });

/** The groups that everybody may join. */
export function BrowseGroups() {
  const [search] = useState(createGroupSearch);
  const [typed, setTyped] = useState('');
  // Before anything can be typed, which it would replace.
  useLayoutEffect(() => {
    search.ask('');
    return search.stop;
  }, [search]);
  const type = (text: string) => {
    setTyped(text);
    search.ask(text);
  };
  const { status, items, more } = search.found.value;
  return (
    <>
      <header class="pane-bar">
        <a class="icon-button" href={href({ name: 'people' })} aria-label="Back" title="Back">
          <ArrowLeft size={20} />
        </a>
        <h1 class="pane-title">Groups</h1>
        <a class="button button-quiet button-with-icon" href={href({ name: 'new-group' })}>
          <Users size={18} aria-hidden="true" /> New group
        </a>
      </header>
      <SearchField label="Search groups by name" value={typed} autofocus onInput={type} />
      <p class="hidden-text" role="status">
        {status === 'ready' && typed !== '' ? `${items.length}${more ? ' or more' : ''} found` : ''}
      </p>
      <Groups search={search} typed={typed.trim()} retry={() => search.ask(typed)} />
    </>
  );
}

interface GroupsProps {
  search: ReturnType<typeof createGroupSearch>;
  typed: string;
  retry: () => void;
}

function Groups({ search, typed, retry }: GroupsProps) {
  const { status, error, items, more } = search.found.value;
  if (items.length > 0) {
    return (
      <VirtualList
        label="Groups"
        items={items}
        keyOf={({ Conversation }) => Conversation}
        onNearEnd={more ? search.more : undefined}
        row={(group, tabIndex) => <GroupRow group={group} tabIndex={tabIndex} />}
      />
    );
  }
  if (status === 'loading') return <Skeleton rows={6} label="Looking for groups" />;
  if (status === 'failed') {
    return (
      <Empty title="Groups could not be loaded" actions={<Button onClick={retry}>Try again</Button>}>
        {sentence(error)}
      </Empty>
    );
  }
  return (
    <Empty
      picture={<Compass size={40} strokeWidth={1.5} />}
      title={typed === '' ? 'No open groups yet' : 'No group found'}
    >
      {typed === ''
        ? 'A group is listed here when its owners let everybody join.'
        : `No group that everybody may join begins with “${typed}”.`}
    </Empty>
  );
}

function GroupRow({ group, tabIndex }: { group: GroupPreview; tabIndex: 0 | -1 }) {
  const { Conversation: id, Name: name, Topic, Avatar: avatar, Members } = group;
  const [busy, setBusy] = useState(false);
  const person = groupAsPerson(id, name, avatar);
  const join = async () => {
    setBusy(true);
    try {
      await chat.groups.joinListed(id);
      await chat.inbox.load().catch(() => {});
      go({ name: 'chat', peer: id });
    } catch (error) {
      notify(sentence(error), 'error');
      setBusy(false);
    }
  };
  return (
    <div class="list-row">
      <Avatar person={person} group />
      <span class="list-row-body">
        <span class="list-row-name">
          <Name person={person} />
        </span>
        <span class="list-row-note">
          {Members === 1 ? '1 member' : `${Members} members`}
          {Topic !== '' && (
            <>
              {' · '}
              <bdi>{Topic}</bdi>
            </>
          )}
        </span>
      </span>
      {summaryOf(id)?.Group ? (
        <a
          class="button button-quiet"
          href={href({ name: 'chat', peer: id })}
          aria-label={`Open ${name}`}
          tabIndex={tabIndex}
        >
          Open
        </a>
      ) : (
        <Button busy={busy} aria-label={`Join ${name}`} tabIndex={tabIndex} onClick={() => void join()}>
          Join
        </Button>
      )}
    </div>
  );
}
