import { useEffect, useRef } from 'preact/hooks';
import { isConversationId } from '#sdk';
import { ConnectionBanner } from '../components/banner/ConnectionBanner.tsx';
import { ConversationPane } from '../screens/conversation/ConversationPane.tsx';
import { InboxPane } from '../screens/inbox/InboxPane.tsx';
import { isNarrow } from '../state/narrow.ts';
import { Lazy } from './Lazy.tsx';
import type { Route } from './route.ts';
import { route } from './router.ts';
import { useShortcuts } from './shortcuts.ts';
import './frame.css';

/** Which of the two panes a phone shows. */
const isDetail = (at: Route): boolean =>
  at.name === 'chat' ||
  at.name === 'group' ||
  at.name === 'join' ||
  (at.name === 'settings' && at.section !== undefined);

/** A list beside what it opens; on a phone one after the other. */
export function Frame() {
  const at = route.value;
  const previous = useRef(at);
  /** Drawn when it is first seen: a phone that opens a conversation by a notification or link shows that one sooner. */
  const showsSide = useRef(false);
  showsSide.current ||= !isNarrow.value || !isDetail(at);
  useShortcuts();
  useEffect(() => {
    const from = previous.current;
    previous.current = at;
    // On a phone the pane with the focus has just gone: the focus moves to the top of the new one.
    if (from.name !== at.name || isDetail(from) !== isDetail(at)) {
      if (document.activeElement === document.body)
        document.getElementById(isDetail(at) ? 'detail' : 'side')?.focus();
    }
  }, [at]);
  return (
    <main
      class="frame"
      data-view={isDetail(at) ? 'detail' : 'list'}
      data-details={at.name === 'group' || undefined}
    >
      <button type="button" class="skip-link" onClick={() => document.getElementById('detail')?.focus()}>
        Skip to the conversation
      </button>
      <ConnectionBanner />
      <nav class="pane side" id="side" tabIndex={-1} aria-label={sideLabel(at)}>
        {showsSide.current && <Side at={at} />}
      </nav>
      <section class="pane detail" id="detail" tabIndex={-1} aria-label={detailLabel(at)}>
        <Detail at={at} />
      </section>
      {at.name === 'group' && (
        <aside class="pane details-pane" aria-label="Details">
          <Lazy
            screen={({ GroupDetails }) => GroupDetails}
            label="Opening the details"
            key={at.id}
            props={{ id: at.id }}
          />
        </aside>
      )}
    </main>
  );
}

const sideLabel = (at: Route): string =>
  at.name === 'settings'
    ? 'Settings'
    : at.name === 'people' || at.name === 'new-group' || at.name === 'groups'
      ? 'People'
      : at.name === 'saved'
        ? 'Saved messages'
        : at.name === 'search'
          ? 'Search'
          : 'Conversations';

const detailLabel = (at: Route): string =>
  at.name === 'chat' && !isConversationId(at.peer)
    ? `Conversation with ${at.peer}`
    : at.name === 'settings'
      ? 'Setting'
      : 'Conversation';

function Side({ at }: { at: Route }) {
  if (at.name === 'settings') {
    return (
      <Lazy
        screen={({ SettingsNav }) => SettingsNav}
        label="Opening the settings"
        props={{ section: at.section }}
      />
    );
  }
  if (at.name === 'new-group') {
    return <Lazy screen={({ NewGroupPane }) => NewGroupPane} label="Opening" props={{}} />;
  }
  if (at.name === 'groups') {
    return <Lazy screen={({ BrowseGroups }) => BrowseGroups} label="Opening" props={{}} />;
  }
  if (at.name === 'saved') {
    return <Lazy screen={({ SavedPane }) => SavedPane} label="Opening" props={{}} />;
  }
  if (at.name === 'search') {
    const { within } = at;
    return (
      <Lazy
        screen={({ SearchPane }) => SearchPane}
        label="Opening the search"
        key={within ?? ''}
        props={{ within }}
      />
    );
  }
  return at.name === 'people' ? (
    <Lazy screen={({ PeoplePane }) => PeoplePane} label="Opening" props={{}} />
  ) : (
    <InboxPane />
  );
}

function Detail({ at }: { at: Route }) {
  if (at.name === 'group') return <ConversationPane key={at.id.toLowerCase()} peer={at.id} />;
  if (at.name === 'chat')
    return <ConversationPane key={at.peer.toLowerCase()} peer={at.peer} at={at.message} />;
  if (at.name === 'join') {
    return (
      <Lazy
        screen={({ JoinScreen }) => JoinScreen}
        label="Looking for the group"
        key={at.code}
        props={{ code: at.code }}
      />
    );
  }
  if (at.name === 'settings') {
    return (
      <Lazy
        screen={({ SettingsScreen }) => SettingsScreen}
        label="Opening the settings"
        props={{ section: at.section ?? 'profile' }}
      />
    );
  }
  return <Lazy screen={({ Home }) => Home} label="Opening CoreChat" props={{}} />;
}
