import { useState } from 'preact/hooks';
import { type Group, hasCode, isSameUser, type Member, sentence } from '#sdk';
import { chat } from '../../app/client.ts';
import { Button } from '../../components/button/Button.tsx';
import { calledOf } from '../../state/groups.ts';
import { notify } from '../../state/toasts.ts';
import { NotAdded } from './NotAdded.tsx';
import { PeoplePicker } from './PeoplePicker.tsx';

interface AddPeopleProps {
  group: Pick<Group, 'Conversation' | 'Name'>;
  /** as far as they are loaded */
  members: readonly Member[];
  onDone: () => void;
}

/** Adds people one after the other; those who join by invitation only get a link. */
export function AddPeople({ group, members, onDone }: AddPeopleProps) {
  const [picked, setPicked] = useState<readonly string[]>([]);
  const [unwilling, setUnwilling] = useState<readonly string[]>();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const add = async () => {
    setBusy(true);
    setProblem(undefined);
    const invited: string[] = [];
    try {
      for (const username of picked) {
        try {
          await chat.groups.add(group.Conversation, username);
        } catch (error) {
          if (hasCode(error, 'invitation_needed')) invited.push(username);
          else throw Object.assign(new Error(), { username, error });
        }
        setPicked((left) => left.filter((name) => name !== username));
      }
      if (invited.length > 0) setUnwilling(invited);
      else {
        notify(picked.length === 1 ? 'Added one person.' : `Added ${picked.length} people.`);
        onDone();
      }
    } catch (thrown) {
      const { username, error } = thrown as { username: string; error: unknown };
      setProblem(`${calledOf(username)} was not added. ${sentence(error)}`);
    } finally {
      setBusy(false);
    }
  };
  if (unwilling) {
    return (
      <div class="pane-sheet">
        <NotAdded id={group.Conversation} name={group.Name} usernames={unwilling} />
        <Button onClick={onDone}>Done</Button>
      </div>
    );
  }
  return (
    <>
      <PeoplePicker
        picked={picked}
        onChange={setPicked}
        isLeftOut={(name) => members.some(({ username }) => isSameUser(username, name))}
      />
      <div class="pane-foot">
        <p class="form-problem" role="alert">
          {problem}
        </p>
        <Button
          tone={picked.length > 0 ? 'primary' : 'plain'}
          busy={busy}
          disabled={picked.length === 0}
          onClick={() => picked.length > 0 && void add()}
        >
          {picked.length === 0 ? 'Pick people to add' : `Add ${picked.length}`}
        </Button>
      </div>
    </>
  );
}
