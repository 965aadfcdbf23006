import { personOf } from '../../state/people.ts';
import { Avatar } from '../avatar/Avatar.tsx';
import { Name } from '../name/Name.tsx';

export function PersonOption({ username }: { username: string }) {
  const person = personOf(username).value;
  return (
    <>
      <Avatar person={person} size="small" />
      <span class="picker-option-name">
        <Name person={person} showUsername />
      </span>
    </>
  );
}
