import { MessageCirclePlus, Settings } from 'lucide-preact';
import { type ConversationSummary, isSameUser, matchesName, sentence } from '#sdk';
import { chat } from '../../app/client.ts';
import { rest as lazy } from '../../app/rest-loader.ts';
import { href, route } from '../../app/router.ts';
import { Button } from '../../components/button/Button.tsx';
import { Empty, Skeleton } from '../../components/empty/Empty.tsx';
import { VirtualList } from '../../components/list/VirtualList.tsx';
import { SearchField } from '../../components/search/SearchField.tsx';
import { Wordmark } from '../../components/wordmark/Wordmark.tsx';
import { hasNewActivity } from '../../state/activity-mark.ts';
import { inboxSearch } from '../../state/inbox-search.ts';
import { unsent } from '../../state/outbox.ts';
import { nameOf, personOf } from '../../state/people.ts';
import { self } from '../../state/session.ts';
import { useSnapshot } from '../../state/snapshot.ts';
import { withUnsent } from '../../state/unsent.ts';
import { InboxRow } from './InboxRow.tsx';
import { useRestOfInbox } from './use-rest-of-inbox.ts';
import './inbox.css';

export function InboxPane() {
  const InboxOffers = lazy.value?.InboxOffers;
  return (
    <>
      <header class="pane-bar">
        <h1 class="pane-brand">
          <Wordmark />
        </h1>
        <a
          class="icon-button"
          href={href({ name: 'people' })}
          aria-label="New conversation"
          title="New conversation (Ctrl K)"
        >
          <MessageCirclePlus size={20} />
        </a>
        <a
          class="icon-button"
          href={href({ name: 'settings', section: undefined })}
          aria-label={hasNewActivity.value ? 'Settings, new activity' : 'Settings'}
          title="Settings"
        >
          <Settings size={20} />
          {hasNewActivity.value && <span class="news-mark" />}
        </a>
      </header>
      <SearchField
        label="Search conversations"
        value={inboxSearch.value}
        onInput={(text) => {
          inboxSearch.value = text;
        }}
      />
      <InboxList />
      {InboxOffers && <InboxOffers />}
    </>
  );
}

function RequestsOnceLoaded({ open }: { open: string | undefined }) {
  const Requests = lazy.value?.Requests;
  return Requests ? <Requests open={open} /> : null;
}

function InboxList() {
  const inbox = useSnapshot(chat.inbox);
  const { conversations: loaded, status, hasMore } = inbox;
  const conversations = withUnsent(loaded, unsent.value);
  const wanted = inboxSearch.value.trim();
  const rest = useRestOfInbox(wanted !== '');
  if (loaded.length === 0 && (status === 'idle' || status === 'loading')) {
    return <Skeleton rows={8} label="Loading your conversations" />;
  }
  if (loaded.length === 0 && status === 'failed') {
    return (
      <Empty
        title="Your conversations could not be loaded"
        actions={<Button onClick={() => void chat.inbox.load().catch(() => {})}>Try again</Button>}
      >
        {sentence(inbox.error)}
      </Empty>
    );
  }
  const at = route.value;
  const to = at.name === 'chat' ? at.peer : at.name === 'group' ? at.id : undefined;
  const open = to?.toLowerCase();
  const archive = lazy.value;
  const InboxSearch = archive?.InboxSearch;
  if (archive?.showsArchive.value && wanted === '') return <archive.Archive open={open} />;
  if (conversations.length === 0 && inbox.archived.length === 0 && !hasMore && wanted === '') {
    return (
      <>
        <RequestsOnceLoaded open={open} />
        {inbox.requests.length === 0 && <FirstRun />}
      </>
    );
  }
  const loadMore = hasMore ? () => void chat.inbox.loadMore().catch(() => {}) : undefined;
  const shown =
    wanted === ''
      ? conversations
      : [...conversations, ...inbox.archived, ...inbox.requests].filter((summary) =>
          matchesName(wanted, ...namesOf(summary)),
        );
  return (
    <>
      {wanted === '' && <RequestsOnceLoaded open={open} />}
      {shown.length > 0 && (
        <VirtualList
          label="Conversations"
          items={shown}
          keyOf={({ User }) => User.toLowerCase()}
          current={open}
          onNearEnd={loadMore}
          row={(summary, tabIndex) => (
            <InboxRow summary={summary} current={summary.User.toLowerCase() === open} tabIndex={tabIndex} />
          )}
        />
      )}
      {InboxSearch && <InboxSearch wanted={wanted} found={shown.length > 0} rest={rest} />}
      {archive && wanted === '' && <archive.ArchiveLink />}
    </>
  );
}

/** What the row of a conversation shows as its name, and the username. */
function namesOf({ User, Group, Deleted }: ConversationSummary): string[] {
  if (Group) return [Group.Name];
  if (Deleted) return ['Deleted account'];
  return isSameUser(User, self()) ? [User, 'Notes to yourself'] : [User, nameOf(personOf(User).value)];
}

const FirstRun = () => (
  <Empty
    picture={<MessageCirclePlus size={40} strokeWidth={1.5} />}
    title="It is quiet here"
    actions={
      <>
        <a class="button button-primary" href={href({ name: 'people' })}>
          Find people
        </a>
        <a class="button button-plain" href={href({ name: 'chat', peer: self() })}>
          Write yourself a note
        </a>
      </>
    }
  >
    Your conversations will be listed here. Start the first one.
  </Empty>
);
