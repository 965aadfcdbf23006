import { useState } from 'preact/hooks';
import { chat } from '../../app/client.ts';
import { Button } from '../../components/button/Button.tsx';
import { useSnapshot } from '../../state/snapshot.ts';
import { InboxRow } from './InboxRow.tsx';

/** Further ones are shown when asked for, so that strangers cannot fill the screen. */
const SHOWN = 2;

/** Conversations that strangers have begun, above the others. @param open username of the conversation on the screen */
export function Requests({ open }: { open: string | undefined }) {
  const { requests, hasMoreRequests } = useSnapshot(chat.inbox);
  const [all, setAll] = useState(false);
  if (requests.length === 0) return null;
  const count = `${requests.length}${hasMoreRequests ? '+' : ''}`;
  const showAll = () => {
    setAll(true);
    if (hasMoreRequests) void chat.inbox.loadMoreRequests().catch(() => {});
  };
  return (
    <section class="requests" aria-label={`Requests: ${count}`}>
      <h2 class="requests-title">
        Requests <span class="requests-count">{count}</span>
      </h2>
      <ul class="requests-list">
        {requests.slice(0, all ? undefined : SHOWN).map((summary) => (
          <li key={summary.User.toLowerCase()}>
            <InboxRow summary={summary} current={summary.User.toLowerCase() === open} tabIndex={0} />
          </li>
        ))}
      </ul>
      {(all ? hasMoreRequests : requests.length > SHOWN) && (
        <Button tone="quiet" onClick={showAll}>
          {all ? 'Show more' : 'Show all'}
        </Button>
      )}
    </section>
  );
}
