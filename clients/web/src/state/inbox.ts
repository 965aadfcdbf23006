/** The inbox as the SDK has it. */
import { signal } from '@preact/signals';
import { chat } from '../app/client.ts';

export const inbox = signal(chat.inbox.snapshot);

chat.inbox.subscribe(() => {
  inbox.value = chat.inbox.snapshot;
});
