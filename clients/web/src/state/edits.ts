/** Edits of messages that another device or another tab deletes. */
import { signal } from '@preact/signals';
import { chat } from '../app/client.ts';
import { notify } from './toasts.ts';
import { keepEditAsDraft } from './user-drafts.ts';

/** Id of the message that is edited in this window. */
export const edited = signal<string | undefined>(undefined);

/** Moves what was written to the draft of the conversation, and says so. */
export function endDeletedEdit(messageId: string, peer: string): void {
  const isKept = keepEditAsDraft(messageId, peer);
  const wasOpen = edited.peek() === messageId;
  if (isKept) notify('The message you were editing was deleted. Your text is kept as a draft.');
  else if (wasOpen) notify('The message you were editing was deleted.');
}

chat.on('message', ({ change, message, conversation, peer, own }) => {
  // The composer itself ends the edit that is open here, because its field may hold more than the draft.
  if (own && change === 'deleted' && edited.peek() !== message.Id) {
    endDeletedEdit(message.Id, peer || conversation);
  }
});
