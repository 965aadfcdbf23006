import { useEffect, useMemo } from 'preact/hooks';
import { hasCode, isConversationId, isSameUser, sentence } from '#sdk';
import { chat } from '../../app/client.ts';
import { Lazy } from '../../app/Lazy.tsx';
import { rest } from '../../app/rest-loader.ts';
import { go } from '../../app/router.ts';
import { Button, Spinner } from '../../components/button/Button.tsx';
import { Empty } from '../../components/empty/Empty.tsx';
import { isBlocked } from '../../state/blocks.ts';
import { personOf } from '../../state/people.ts';
import { self } from '../../state/session.ts';
import { useSnapshot } from '../../state/snapshot.ts';
import { ConversationHeader } from './ConversationHeader.tsx';
import { Composer } from './composer/Composer.tsx';
import { useComposerMode } from './composer/use-composer-mode.ts';
import { GroupHeader } from './GroupHeader.tsx';
import { TypingStrip } from './TypingStrip.tsx';
import { Timeline } from './timeline/Timeline.tsx';
import { useOpening } from './use-opening.ts';
import './conversation.css';
import './timeline/timeline.css';
import './message/message.css';
import './message/files/files.css';
import './composer/composer.css';
import './composer/files/tray.css';

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
    if (opened && isConversationId(peer) && username !== '')
      go({ name: 'chat', peer: username, ...(at && { message: at }) }, { replace: true });
  }, [opened, peer, username, at]);

  const { status, error, messages, pending } = snapshot;
  const { Beginning, NewContact, RequestBanner, ComposerClosed, DateJump, PaneWait, PinsStrip } =
    rest.value ?? {};
  const isEmpty = messages.length === 0 && pending.length === 0;
  const isMissing = status === 'failed' && hasCode(error, 'user_not_found', 'conversation_not_found');
  if (snapshot.left || (isMissing && isEmpty)) {
    const left = snapshot.left;
    return (
      <Lazy
        screen={({ NoConversation }) => NoConversation}
        label="Looking for the conversation"
        props={{ to: peer, left }}
      />
    );
  }

  const isClosed = snapshot.peer.deleted || isBlocked(peer) || !snapshot.canPost;
  const editLast = () => {
    const last = messages.findLast(({ From, DeletedAt }) => isSameUser(From, self()) && DeletedAt === null);
    if (last) edit(last);
  };
  return (
    <>
      {snapshot.group ? (
        <GroupHeader id={peer} group={snapshot.group} />
      ) : (
        <ConversationHeader snapshot={snapshot} />
      )}
      {NewContact && !snapshot.group && <NewContact snapshot={snapshot} />}
      {PinsStrip && !isEmpty && <PinsStrip conversation={conversation} onGoTo={goTo} />}
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
          {PaneWait && isEmpty ? <PaneWait /> : <Spinner label="Loading the conversation" />}
        </div>
      )}
      {Beginning && isEmpty && status === 'ready' && <Beginning peer={snapshot.peer} />}
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
      {DateJump && <DateJump conversation={conversation} onGoTo={goTo} />}
      {RequestBanner && snapshot.request && !snapshot.peer.deleted && !isBlocked(peer) && (
        <RequestBanner peer={personOf(peer).value} ignored={snapshot.request === 'ignored'} />
      )}
      <TypingStrip who={snapshot.typists} />
      {isClosed ? (
        ComposerClosed && <ComposerClosed {...snapshot.peer} group={snapshot.group} />
      ) : (
        <Composer conversation={conversation} mode={mode} onEditLast={editLast} quiet={at !== undefined} />
      )}
    </>
  );
}
