import { UserRoundPlus } from 'lucide-preact';
import type { Conversation } from '#sdk';
import { Username } from '../../components/name/Name.tsx';
import { isNewContact } from '../../state/contacts.ts';
import { self } from '../../state/session.ts';

/** Until the first answer: a stranger may have chosen the name and the picture of a friend. */
export function NewContact({ snapshot }: { snapshot: Conversation['snapshot'] }) {
  const { status, peer } = snapshot;
  if (status !== 'ready' || peer.deleted || !isNewContact(snapshot, self())) return null;
  return (
    <p class="new-contact">
      <UserRoundPlus size={18} aria-hidden="true" />
      <span>
        <strong>New contact.</strong> You have never written to <Username of={peer.username} />. Names and
        pictures are free to choose; the username belongs to one person.
      </span>
    </p>
  );
}
