import { useState } from 'preact/hooks';
import { isSameUser, sentence } from '#sdk';
import { Avatar } from '../../components/avatar/Avatar.tsx';
import { Button } from '../../components/button/Button.tsx';
import { Dialog } from '../../components/dialog/Dialog.tsx';
import { RichText } from '../../components/text/RichText.tsx';
import { isBlocked, setBlocked } from '../../state/blocks.ts';
import { now } from '../../state/clock.ts';
import { trouble } from '../../state/connection.ts';
import { nameOf, personOf, presenceLabel } from '../../state/people.ts';
import { self } from '../../state/session.ts';

/** The profile of a person. */
export function ProfilePeek({ username, onClose }: { username: string; onClose: () => void }) {
  const person = personOf(username).value;
  const { bio } = person;
  const [problem, setProblem] = useState<string>();
  return (
    <Dialog title={`About ${nameOf(person)}`} titleHidden onClose={onClose}>
      <div class="peek">
        <Avatar person={person} size="large" presence />
        <p class="peek-name">
          <bdi>{nameOf(person)}</bdi>
        </p>
        <p class="peek-username">@{person.username}</p>
        <p class="peek-status">
          {isBlocked(username)
            ? 'Blocked'
            : (presenceLabel(person, now.value) ??
              (trouble.value ? 'Not known without a connection' : 'Loading…'))}
        </p>
        {bio && (
          <p class="peek-bio" dir="auto">
            <RichText text={bio} />
          </p>
        )}
      </div>
      {problem && (
        <p class="form-problem" role="alert">
          {problem}
        </p>
      )}
      <div class="dialog-actions">
        {!isSameUser(username, self()) && <BlockButton username={username} onProblem={setProblem} />}
        <Button onClick={onClose}>Close</Button>
      </div>
    </Dialog>
  );
}

interface BlockButtonProps {
  username: string;
  onProblem: (problem: string | undefined) => void;
}

/** Easily undone, so it asks no question first. */
function BlockButton({ username, onProblem }: BlockButtonProps) {
  const [busy, setBusy] = useState(false);
  const blocked = isBlocked(username);
  const press = async () => {
    setBusy(true);
    onProblem(undefined);
    try {
      await setBlocked(username, !blocked);
    } catch (error) {
      onProblem(sentence(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button busy={busy} onClick={() => void press()}>
      {blocked ? 'Unblock' : 'Block'}
    </Button>
  );
}
