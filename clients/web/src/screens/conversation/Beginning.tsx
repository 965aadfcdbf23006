import { MessageCircleHeart } from 'lucide-preact';
import { isSameUser } from '#sdk';
import { Avatar } from '../../components/avatar/Avatar.tsx';
import { Empty } from '../../components/empty/Empty.tsx';
import { Username } from '../../components/name/Name.tsx';
import { nameOf, personOf } from '../../state/people.ts';
import { self } from '../../state/session.ts';

interface BeginningProps {
  peer: { username: string; deleted: boolean };
}

/** In place of the messages where there are none yet. */
export function Beginning({ peer: { username, deleted } }: BeginningProps) {
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
