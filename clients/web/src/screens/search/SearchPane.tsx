import { ArrowLeft, SearchX, TextSearch } from 'lucide-preact';
import { useLayoutEffect, useState } from 'preact/hooks';
import { sentence } from '#sdk';
import { href } from '../../app/router.ts';
import { Button, Spinner } from '../../components/button/Button.tsx';
import { Empty } from '../../components/empty/Empty.tsx';
import { SearchField } from '../../components/search/SearchField.tsx';
import { shownAs } from '../../state/groups.ts';
import { messageSearch } from '../../state/message-search.ts';
import { summaryOf } from '../../state/mutes.ts';
import { nameOf } from '../../state/people.ts';
import { HitLink } from './HitLink.tsx';
import { openedHit } from './opened-hit.ts';
import { Suggestions } from './Suggestions.tsx';
import { createMessageSearch, type Found } from './search-messages.ts';
import './search-pane.css';

/** @param within id of a conversation, or a username; by default all conversations are searched */
export function SearchPane({ within }: { within: string | undefined }) {
  const [search] = useState(() => createMessageSearch(within));
  useLayoutEffect(() => {
    search.ask(messageSearch.peek());
    return search.stop;
  }, [search]);
  const summary = within === undefined ? undefined : summaryOf(within);
  const place =
    within === undefined ? 'Search messages' : `Search in ${summary ? nameOf(shownAs(summary)) : within}`;
  const { found } = search;
  const type = (text: string) => {
    messageSearch.value = text;
    openedHit.value = undefined;
    search.ask(text);
  };
  return (
    <>
      <header class="pane-bar">
        <a
          class="icon-button"
          href={href(within === undefined ? { name: 'inbox' } : { name: 'chat', peer: within })}
          aria-label={within === undefined ? 'Back to conversations' : 'Back to the conversation'}
          title="Back"
        >
          <ArrowLeft size={20} />
        </a>
        <h1 class="pane-title">{place}</h1>
      </header>
      <SearchField
        label="Search messages"
        value={messageSearch.value}
        autofocus
        onInput={type}
        suggest={(field, keys) => (
          <Suggestions within={within} field={field} text={messageSearch.value} onPick={type} keys={keys} />
        )}
      />
      <p class="hidden-text" role="status">
        {countLabel(found.value)}
      </p>
      <Hits found={found.value} showsPlace={within === undefined} onMore={search.more} />
    </>
  );
}

function countLabel({ status, hits, more }: Found): string {
  if (status !== 'ready') return '';
  if (hits.length === 0) return 'No message was found.';
  return `${hits.length}${more ? ' or more' : ''} ${hits.length === 1 && !more ? 'message' : 'messages'} found.`;
}

function Hits({ found, showsPlace, onMore }: { found: Found; showsPlace: boolean; onMore: () => void }) {
  const { status, hits, more, error, isIncomplete } = found;
  if (status === 'failed')
    return (
      <p class="search-problem" role="alert">
        {sentence(error)}
      </p>
    );
  if (status === 'loading' && hits.length === 0) return <Spinner label="Searching" />;
  if (status === 'idle') {
    return (
      <Empty picture={<TextSearch size={40} strokeWidth={1.5} />} title="Find what was said">
        Words in quotes stand beside each other. from:alice, after:2026-01-31, before:2026-03-01 and has:link
        narrow the search.
      </Empty>
    );
  }
  if (hits.length === 0) {
    return (
      <Empty picture={<SearchX size={40} strokeWidth={1.5} />} title="No message was found">
        {isIncomplete
          ? 'The search took too long: add a word or a name.'
          : 'Try fewer words, or the beginning of one.'}
      </Empty>
    );
  }
  return (
    <>
      <ul class="message-links hit-list list">
        {hits.map((hit) => (
          <li key={hit.Message.Id}>
            <HitLink hit={hit} found={found} showsPlace={showsPlace} />
          </li>
        ))}
      </ul>
      {isIncomplete && (
        <p class="search-problem">The search took too long, so there may be more. Narrow it.</p>
      )}
      {more && (
        <Button tone="quiet" onClick={onMore}>
          Show more
        </Button>
      )}
    </>
  );
}
