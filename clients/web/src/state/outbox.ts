/** Messages that the server has not acknowledged yet, as the SDK has them. */
import { signal } from '@preact/signals';
import { type ConversationSummary, isSameUser, type OutboxEntry } from '#sdk';
import { chat } from '../app/client.ts';

export const unsent = signal(chat.outbox.entries());

chat.on('outbox', (changed) => {
  unsent.value = changed;
});

/** The last one to a conversation. */
export const lastUnsent = ({ User, Conversation }: ConversationSummary): OutboxEntry | undefined =>
  unsent.value.findLast(({ user }) => isSameUser(user, User) || user === Conversation);
