import { useState } from 'preact/hooks';
import { type Group, isSameUser, sentence } from '#sdk';
import { chat } from '../../app/client.ts';
import { Button, Spinner } from '../../components/button/Button.tsx';
import { Dialog } from '../../components/dialog/Dialog.tsx';
import { calledOf } from '../../state/groups.ts';
import { self } from '../../state/session.ts';
import { leaveNow } from './actions.ts';
import { useMembers } from './use-members.ts';

interface HandOverProps {
  group: Pick<Group, 'Conversation' | 'Name'>;
  onClose: () => void;
}

/** The last owner makes another member one, and leaves. */
export function HandOver({ group, onClose }: HandOverProps) {
  const { status, error, members, more, load, loadMore } = useMembers(group.Conversation, self());
  const [heir, setHeir] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const others = members.filter(({ username }) => !isSameUser(username, self()));
  const finish = async () => {
    if (heir === undefined) return setProblem('Choose a person first.');
    setBusy(true);
    setProblem(undefined);
    try {
      await chat.groups.setRole(group.Conversation, heir, 'owner');
      await leaveNow(group);
      onClose();
    } catch (thrown) {
      setProblem(sentence(thrown));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog title="Who owns the group after you?" onClose={onClose}>
      <p class="dialog-body">
        You are the only owner of “{group.Name}”. Make another person an owner, then leave.
      </p>
      {status === 'loading' && <Spinner label="Loading the members" />}
      {status === 'failed' && (
        <p role="alert">
          {sentence(error)} <Button onClick={load}>Try again</Button>
        </p>
      )}
      <fieldset class="dialog-choices heirs">
        <legend class="hidden-text">Members</legend>
        {others.map(({ username }) => (
          <label key={username}>
            <input
              type="radio"
              name="heir"
              value={username}
              checked={heir === username}
              onChange={() => setHeir(username)}
            />
            <bdi>{calledOf(username)}</bdi>
          </label>
        ))}
        {more && (
          <Button tone="quiet" onClick={loadMore}>
            Show more
          </Button>
        )}
      </fieldset>
      <p class="form-problem" role="alert">
        {problem}
      </p>
      <div class="dialog-actions">
        <Button onClick={onClose}>Cancel</Button>
        <Button tone="danger" busy={busy} onClick={() => void finish()}>
          Hand over and leave
        </Button>
      </div>
    </Dialog>
  );
}
