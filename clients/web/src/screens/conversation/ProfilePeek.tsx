import { useState } from 'preact/hooks';
import { isSameUser, sentence } from '#sdk';
import { Avatar } from '../../components/avatar/Avatar.tsx';
import { Button } from '../../components/button/Button.tsx';
import { Dialog } from '../../components/dialog/Dialog.tsx';
import { Name, Username } from '../../components/name/Name.tsx';
import { RichText } from '../../components/text/RichText.tsx';
import { isBlocked } from '../../state/blocks.ts';
import { now } from '../../state/clock.ts';
import { trouble } from '../../state/connection.ts';
import { nameOf, type Person, personOf, presenceLabel } from '../../state/people.ts';
import { self } from '../../state/session.ts';
import { block, unblock } from './block.ts';

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
          <Name person={person} />
        </p>
        <p class="peek-username">
          <Username of={person.username} />
        </p>
        <p class="peek-status">
          {isBlocked(username)
            ? 'Blocked'
            : (presenceLabel(person, now.value) ??
              (trouble.value ? 'Not known without a connection' : person.presence ? '' : 'Loading…'))}
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
        {!isSameUser(username, self()) && <BlockButton person={person} onProblem={setProblem} />}
        <Button onClick={onClose} autofocus>
          Close
        </Button>
      </div>
    </Dialog>
  );
}

interface BlockButtonProps {
  person: Person;
  onProblem: (problem: string | undefined) => void;
}

function BlockButton({ person, onProblem }: BlockButtonProps) {
  const [busy, setBusy] = useState(false);
  const blocked = isBlocked(person.username);
  const press = async () => {
    setBusy(true);
    onProblem(undefined);
    try {
      await (blocked ? unblock(person.username) : block(person));
    } catch (error) {
      onProblem(sentence(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button busy={busy} onClick={() => void press()}>
      {blocked ? 'Unblock' : 'Block…'}
    </Button>
  );
}
