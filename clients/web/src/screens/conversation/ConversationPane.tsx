import { MessageCircleHeart } from 'lucide-preact';
import { useEffect, useMemo } from 'preact/hooks';
import { hasCode, isSameUser, sentence } from '#sdk';
import { chat } from '../../app/client.ts';
import { rest } from '../../app/rest-loader.ts';
import { go, href } from '../../app/router.ts';
import { Avatar } from '../../components/avatar/Avatar.tsx';
import { Button, Spinner } from '../../components/button/Button.tsx';
import { Empty } from '../../components/empty/Empty.tsx';
import { Username } from '../../components/name/Name.tsx';
import { isBlocked } from '../../state/blocks.ts';
import { nameOf, personOf } from '../../state/people.ts';
import { self } from '../../state/session.ts';
import { useSnapshot } from '../../state/snapshot.ts';
import { BackToInbox, ConversationHeader } from './ConversationHeader.tsx';
import { Composer } from './composer/Composer.tsx';
import { ComposerClosed } from './composer/ComposerClosed.tsx';
import { useComposerMode } from './composer/use-composer-mode.ts';
import { TypingStrip } from './TypingStrip.tsx';
import { Timeline } from './timeline/Timeline.tsx';
import { useOpening } from './use-opening.ts';
import './conversation.css';
import './timeline/timeline.css';
import './message/message.css';
import './composer/composer.css';

interface ConversationPaneProps {
  peer: string;
  /** id of the message that the address leads to */
  at?: string | undefined;
}

/** A conversation with one person. Mounted again for each person. */
export function ConversationPane({ peer, at }: ConversationPaneProps) {
  const conversation = useMemo(() => chat.direct(peer), [peer]);
  const snapshot = useSnapshot(conversation);
  const { mode, edit, reply } = useComposerMode(conversation, snapshot, peer);
  const { opened, open, target, goTo } = useOpening(conversation, peer, at);
  const { username } = snapshot.peer;
  useEffect(() => {
    // A link names the conversation: what the address of a person shows is the same.
    if (opened && peer.startsWith('~') && username !== '')
      go({ name: 'chat', peer: username, ...(at && { message: at }) }, { replace: true });
  }, [opened, peer, username, at]);

  const { status, error, messages, pending } = snapshot;
  const NewContact = rest.value?.NewContact;
  const RequestBanner = rest.value?.RequestBanner;
  const isEmpty = messages.length === 0 && pending.length === 0;
  const isMissing = status === 'failed' && hasCode(error, 'user_not_found');
  if (isMissing && isEmpty) return <Nobody peer={peer} />;

  const isClosed = snapshot.peer.deleted || isBlocked(peer);
  const editLast = () => {
    const last = messages.findLast(({ From, DeletedAt }) => isSameUser(From, self()) && DeletedAt === null);
    if (last) edit(last);
  };
  return (
    <>
      <ConversationHeader snapshot={snapshot} />
      {NewContact && <NewContact snapshot={snapshot} />}
      {isEmpty && status === 'failed' && (
        <Empty
          title="This conversation could not be loaded"
          actions={<Button onClick={open}>Try again</Button>}
        >
          {sentence(error)}
        </Empty>
      )}
      {(isEmpty ? status === 'idle' || status === 'loading' : !opened) && (
        <div class="pane-wait">
          <Spinner label="Loading the conversation" />
        </div>
      )}
      {isEmpty && status === 'ready' && <Beginning peer={snapshot.peer} />}
      {!isEmpty && opened && (
        <Timeline
          // Another part of the conversation is another list.
          key={`${snapshot.range} ${target?.number ?? 0}`}
          conversation={conversation}
          snapshot={snapshot}
          target={target?.id}
          marked={mode.message}
          onEdit={edit}
          onReply={isClosed ? undefined : reply}
          onGoTo={goTo}
          onLatest={() => go({ name: 'chat', peer }, { replace: true })}
        />
      )}
      {RequestBanner && snapshot.request && !snapshot.peer.deleted && !isBlocked(peer) && (
        <RequestBanner peer={personOf(peer).value} ignored={snapshot.request === 'ignored'} />
      )}
      <TypingStrip typing={snapshot.typing} peer={snapshot.peer.username} />
      {isClosed ? (
        <ComposerClosed {...snapshot.peer} />
      ) : (
        <Composer conversation={conversation} mode={mode} onEditLast={editLast} quiet={at !== undefined} />
      )}
    </>
  );
}

function Beginning({ peer: { username, deleted } }: { peer: { username: string; deleted: boolean } }) {
  const person = personOf(username, { ask: !deleted }).value;
  if (isSameUser(username, self())) {
    return (
      <Empty picture={<MessageCircleHeart size={40} strokeWidth={1.5} />} title="Notes to yourself">
        Only you see what you write here, on all your devices.
      </Empty>
    );
  }
  return (
    <Empty picture={<Avatar person={person} size="large" />} title={`Say hello to ${nameOf(person)}`}>
      <Username of={person.username} />. This is the very beginning of your conversation.
    </Empty>
  );
}

const Nobody = ({ peer }: { peer: string }) => (
  <>
    <header class="pane-bar conversation-bar">
      <BackToInbox />
    </header>
    <Empty
      title="Nobody has this name"
      alone
      actions={
        <a class="button button-primary" href={href({ name: 'people' })}>
          Find people
        </a>
      }
    >
      There is no “{peer}” on CoreChat. Check the spelling, or look through all people.
    </Empty>
  </>
);
