import { Search } from 'lucide-preact';
import { sentence } from '#sdk';
import { href } from '../../app/router.ts';
import { Button, Spinner } from '../../components/button/Button.tsx';
import { Empty } from '../../components/empty/Empty.tsx';
import { messageSearch } from '../../state/message-search.ts';
import type { RestOfInbox } from './use-rest-of-inbox.ts';

interface InboxSearchProps {
  wanted: string;
  /** a conversation matches */
  found: boolean;
  rest: RestOfInbox;
}

/** What stands below the conversations that match: how far the search is, and where it goes on. */
export function InboxSearch({ wanted, found, rest }: InboxSearchProps) {
  const isWanted = wanted !== '';
  return (
    <>
      {isWanted && !found && rest.state === 'loaded' && <NobodyFound wanted={wanted} />}
      <Searching rest={rest} />
      {isWanted && (found || rest.state !== 'loaded') && <SearchMessages wanted={wanted} look="quiet" />}
    </>
  );
}

/** Goes on in the messages with what was typed. */
const SearchMessages = ({ wanted, look }: { wanted: string; look: 'plain' | 'quiet' }) => (
  <a
    class={`button button-${look}`}
    href={href({ name: 'search' })}
    onClick={() => {
      messageSearch.value = wanted;
    }}
  >
    <span>
      Search messages for “<bdi>{wanted}</bdi>”
    </span>
  </a>
);

const NobodyFound = ({ wanted }: { wanted: string }) => (
  <Empty
    picture={<Search size={40} strokeWidth={1.5} />}
    title="No such conversation"
    actions={
      <>
        <SearchMessages wanted={wanted} look="plain" />
        <a class="button button-plain" href={href({ name: 'people' })}>
          Search all people
        </a>
      </>
    }
  >
    None of your conversations is with “{wanted}”.
  </Empty>
);

/** Shown below the results so far. */
const Searching = ({ rest }: { rest: RestOfInbox }) => (
  <div class={rest.state === 'loaded' ? undefined : 'inbox-rest'} role="status">
    {rest.state === 'loading' && (
      <>
        <Spinner /> Searching older conversations…
      </>
    )}
    {rest.state === 'failed' && (
      <>
        <span>Older conversations could not be searched. {sentence(rest.error)}</span>
        <Button
          onClick={() => {
            rest.retry();
            // The button disappears, and the focus must not.
            document.querySelector<HTMLElement>('.search-input')?.focus();
          }}
        >
          Try again
        </Button>
      </>
    )}
  </div>
);
