import { confirmed } from '../../components/dialog/Confirm.tsx';
import { setBlocked } from '../../state/blocks.ts';
import { fullNameOf } from '../../state/names.ts';
import type { Person } from '../../state/people.ts';

/** Asks first: what the other writes meanwhile never arrives. @throws CoreChatError */
export async function block(person: Person): Promise<void> {
  const sure = await confirmed({
    title: `Block ${fullNameOf(person)}?`,
    body: 'No messages pass between you, and neither of you sees when the other is online. They are not notified. What they write until you unblock them never arrives.',
    action: 'Block',
    tone: 'danger',
  });
  if (sure) await setBlocked(person.username, true);
}

/** @throws CoreChatError */
export const unblock = (username: string): Promise<void> => setBlocked(username, false);
