/** Whom one blocks. The inbox tells it for people one has a conversation with. */
import { signal } from '@preact/signals';
import { sentence } from '#sdk';
import { chat } from '../app/client.ts';
import { sameUser } from './rows.ts';
import { notify } from './toasts.ts';

/** What was pressed here and is acknowledged: the inbox follows a moment later. */
const pressed = signal<ReadonlyMap<string, boolean>>(new Map());

const inInbox = signal(chat.inbox.snapshot.conversations);
chat.inbox.subscribe(() => {
  inInbox.value = chat.inbox.snapshot.conversations;
  if (chat.session === null) pressed.value = new Map();
});

export function isBlocked(username: string): boolean {
  const row = inInbox.value.find(({ User }) => sameUser(User, username));
  return pressed.value.get(username.toLowerCase()) ?? row?.Blocked ?? false;
}

/** Says by itself how it went. */
export async function setBlocked(username: string, blocked: boolean): Promise<void> {
  const key = username.toLowerCase();
  try {
    if (blocked) await chat.blocks.add(username);
    else await chat.blocks.remove(username);
    pressed.value = new Map(pressed.value).set(key, blocked);
    await chat.inbox.load();
  } catch (error) {
    notify(sentence(error), 'error');
    return;
  }
  // From here on the inbox knows best, also about what other devices do.
  const row = chat.inbox.snapshot.conversations.find(({ User }) => sameUser(User, username));
  if (row?.Blocked !== blocked) return;
  const rest = new Map(pressed.value);
  rest.delete(key);
  pressed.value = rest;
}
