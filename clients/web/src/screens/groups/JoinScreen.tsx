import { ArrowLeft } from 'lucide-preact';
import { useCallback, useState } from 'preact/hooks';
import { isTransient, sentence } from '#sdk';
import { chat } from '../../app/client.ts';
import { go, href } from '../../app/router.ts';
import { Avatar } from '../../components/avatar/Avatar.tsx';
import { Button, Spinner } from '../../components/button/Button.tsx';
import { Empty } from '../../components/empty/Empty.tsx';
import { groupAsPerson } from '../../state/groups.ts';
import { useLoaded } from '../settings/use-loaded.ts';
import './groups.css';

/** The group of an invite link, for those who are not in it. */
export function JoinScreen({ code }: { code: string }) {
  const load = useCallback(() => chat.groups.preview(code), [code]);
  const join = useCallback(() => chat.groups.join(code), [code]);
  return <Preview load={load} join={join} missing="You cannot join with this link" />;
}

/** A group that everybody finds, for those who are not in it. */
export function ListedGroup({ id }: { id: string }) {
  const load = useCallback(() => chat.groups.show(id), [id]);
  const join = useCallback(async () => {
    await chat.groups.joinListed(id);
  }, [id]);
  return <Preview load={load} join={join} missing="You are not in this group" />;
}

interface Shown {
  Conversation: string;
  Name: string;
  Topic: string;
  Avatar: Parameters<typeof groupAsPerson>[2];
  Members: number;
}

interface PreviewProps {
  load: () => Promise<Shown>;
  join: () => Promise<unknown>;
  /** the title where the server shows no group */
  missing: string;
}

function Preview({ load, join, missing }: PreviewProps) {
  const { state, reload } = useLoaded(load);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const enter = async (id: string) => {
    setBusy(true);
    setProblem(undefined);
    try {
      await join();
      await chat.inbox.load().catch(() => {});
      go({ name: 'chat', peer: id }, { replace: true });
    } catch (error) {
      setProblem(sentence(error));
      setBusy(false);
    }
  };
  const back = (
    <header class="pane-bar conversation-bar preview-bar">
      <a class="icon-button" href={href({ name: 'inbox' })} aria-label="Back to conversations">
        <ArrowLeft size={20} />
      </a>
    </header>
  );
  if (state.status === 'loading') {
    return (
      <>
        {back}
        <div class="pane-wait">
          <Spinner label="Looking for the group" />
        </div>
      </>
    );
  }
  if (state.status === 'failed') {
    return (
      <>
        {back}
        <Empty
          title={isTransient(state.error) ? 'The group could not be loaded' : missing}
          alone
          actions={
            isTransient(state.error) ? (
              <Button onClick={reload}>Try again</Button>
            ) : (
              <a class="button button-plain" href={href({ name: 'inbox' })}>
                To my conversations
              </a>
            )
          }
        >
          {sentence(state.error)}
        </Empty>
      </>
    );
  }
  const { Conversation: id, Name, Topic, Avatar: avatar, Members } = state.value;
  return (
    <>
      {back}
      <Empty
        picture={<Avatar person={groupAsPerson(id, Name, avatar)} size="large" group />}
        title={Name}
        alone
        actions={
          <>
            <Button tone="primary" busy={busy} onClick={() => void enter(id)}>
              Join
            </Button>
            <a class="button button-plain" href={href({ name: 'inbox' })}>
              Not now
            </a>
          </>
        }
      >
        {Topic !== '' && <p dir="auto">{Topic}</p>}
        <p>{Members === 1 ? '1 member' : `${Members} members`}. They see your name and picture.</p>
        <p class="form-problem" role="alert">
          {problem}
        </p>
      </Empty>
    </>
  );
}
