import { signal } from '@preact/signals';
import { chat } from '../app/client.ts';

/** Unread messages of all conversations known here. */
export const unreadTotal = signal(0);

const count = () => {
  unreadTotal.value = chat.inbox.snapshot.conversations.reduce((sum, { Unread }) => sum + Unread, 0);
};
chat.inbox.subscribe(count);
