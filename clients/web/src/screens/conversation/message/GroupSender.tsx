import { Avatar } from '../../../components/avatar/Avatar.tsx';
import { Name } from '../../../components/name/Name.tsx';
import { isAmbiguous } from '../../../state/ambiguous.ts';
import { personOf } from '../../../state/people.ts';

/** Above the first message of a run in a group. Screen readers get the name with each message. */
export function GroupSender({ from }: { from: string }) {
  const person = personOf(from).value;
  return (
    <div class="group-sender" aria-hidden="true">
      <Avatar person={person} size="tiny" />
      <Name person={person} showUsername={isAmbiguous(from)} />
    </div>
  );
}
