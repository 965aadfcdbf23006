import { signal } from '@preact/signals';
import { Archive as ArchiveIcon, ArrowLeft, Bookmark, TextSearch } from 'lucide-preact';
import { useEffect, useRef } from 'preact/hooks';
import { sentence } from '#sdk';
import { chat } from '../../app/client.ts';
import { href } from '../../app/router.ts';
import { Button, IconButton, Spinner } from '../../components/button/Button.tsx';
import { Empty } from '../../components/empty/Empty.tsx';
import { VirtualList } from '../../components/list/VirtualList.tsx';
import { useSnapshot } from '../../state/snapshot.ts';
import { InboxRow } from './InboxRow.tsx';
import { useRestOfInbox } from './use-rest-of-inbox.ts';

/** Whether the list shows the archive instead of the other conversations. */
export const showsArchive = signal(false);

/** Leads to the archive, which may have older conversations that are not loaded yet, to the search of messages, and to the saved ones. */
export function ArchiveLink() {
  const { archived, hasMore } = useSnapshot(chat.inbox);
  return (
    <div class="archive-link">
      {(archived.length > 0 || hasMore) && (
        <Button
          tone="quiet"
          onClick={() => {
            showsArchive.value = true;
          }}
        >
          <ArchiveIcon size={16} aria-hidden="true" /> Archived
        </Button>
      )}
      <a class="button button-quiet" href={href({ name: 'search' })}>
        <TextSearch size={16} aria-hidden="true" /> Search
      </a>
      <a class="button button-quiet" href={href({ name: 'saved' })}>
        <Bookmark size={16} aria-hidden="true" /> Saved
      </a>
    </div>
  );
}

/** The archived conversations. @param open username of the conversation on the screen */
export function Archive({ open }: { open: string | undefined }) {
  const { archived } = useSnapshot(chat.inbox);
  const rest = useRestOfInbox(true);
  const place = useRef<HTMLDivElement>(null);
  const leave = () => {
    showsArchive.value = false;
  };
  useEffect(() => {
    place.current?.querySelector('button')?.focus();
    return leave;
  }, []);
  return (
    <>
      <div class="archive-bar" ref={place}>
        <IconButton label="Back to all conversations" onClick={leave}>
          <ArrowLeft size={20} />
        </IconButton>
        <h2 class="archive-title">Archived</h2>
      </div>
      {archived.length > 0 && (
        <VirtualList
          label="Archived conversations"
          items={archived}
          keyOf={({ User }) => User.toLowerCase()}
          current={open}
          row={(summary, tabIndex) => (
            <InboxRow summary={summary} current={summary.User.toLowerCase() === open} tabIndex={tabIndex} />
          )}
        />
      )}
      {archived.length === 0 && rest.state === 'loaded' && (
        <Empty picture={<ArchiveIcon size={40} strokeWidth={1.5} />} title="Nothing is archived">
          A conversation that you archive is kept here until its next message.
        </Empty>
      )}
      <div class={rest.state === 'loaded' ? undefined : 'inbox-rest'} role="status">
        {rest.state === 'loading' && (
          <>
            <Spinner /> Looking through older conversations…
          </>
        )}
        {rest.state === 'failed' && (
          <>
            <span>Older conversations could not be loaded. {sentence(rest.error)}</span>
            <Button onClick={rest.retry}>Try again</Button>
          </>
        )}
      </div>
    </>
  );
}
