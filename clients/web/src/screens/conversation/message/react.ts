import { type Conversation, isSameUser, type Message, sentence } from '#sdk';
import { notify } from '../../../state/toasts.ts';

/** Adds a reaction, or takes it back. */
export async function react(
  conversation: Conversation,
  { Id }: Message,
  emoji: string,
  isThere = true,
): Promise<void> {
  try {
    await conversation.react(Id, emoji, isThere);
  } catch (error) {
    notify(`The reaction was not saved. ${sentence(error)}`, 'error');
  }
}

export const hasReacted = (by: readonly string[], username: string): boolean =>
  by.some((name) => isSameUser(name, username));
