/** Marking a conversation as unread, from a message on. */
import { isSameUser, type Message } from '#sdk';
import { chat } from '../../app/client.ts';
import { go } from '../../app/router.ts';
import { self } from '../../state/session.ts';
import { notify } from '../../state/toasts.ts';

/** @param to username or conversation id */
export const lastOfOthers = (to: string): Message | undefined =>
  chat.conversation(to).snapshot.messages.findLast(({ From }) => !isSameUser(From, self()));

/** Leaves the conversation, because what is in view is read. @throws CoreChatError */
export async function markUnread({ Conversation, Seq }: Message): Promise<void> {
  go({ name: 'inbox' });
  await chat.conversations.update(Conversation, { UnreadFrom: Seq });
  notify('Marked as unread.');
}
