import { type Conversation, type Message, sentence } from '#sdk';
import { confirmed } from '../../../components/dialog/Confirm.tsx';
import { notify } from '../../../state/toasts.ts';

/**
 * Asks first, because deleting affects all members and cannot be undone.
 * @param confirmedNow called when the user has confirmed, before the message is deleted
 */
export async function removeMessage(
  conversation: Conversation,
  { Id }: Message,
  confirmedNow = () => {},
): Promise<void> {
  const sure = await confirmed({
    title: 'Delete this message?',
    body: 'It disappears for everyone here. A note that something was deleted stays in its place.',
    action: 'Delete',
    tone: 'danger',
  });
  if (!sure) return;
  confirmedNow();
  try {
    await conversation.delete(Id);
  } catch (error) {
    notify(`The message was not deleted. ${sentence(error)}`, 'error');
  }
}
