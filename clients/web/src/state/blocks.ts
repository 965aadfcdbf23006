/** The people that the user has blocked, as the SDK knows them. */
import { signal } from '@preact/signals';
import { chat } from '../app/client.ts';

/** Grows with each change: reading it makes a component draw again. */
const changes = signal(0);

chat.on('block', () => {
  changes.value++;
});

export function isBlocked(username: string): boolean {
  changes.value;
  return chat.isBlocked(username);
}

/** Resolves when the server has confirmed it. @throws CoreChatError */
export async function setBlocked(username: string, blocked: boolean): Promise<void> {
  if (blocked) await chat.blocks.add(username);
  else await chat.blocks.remove(username);
}
