/** Whom one blocks. The inbox tells it for people one has a conversation with. */
import { signal } from '@preact/signals';
import { isSameUser } from '#sdk';
import { chat } from '../app/client.ts';

interface Press {
  blocked: boolean;
  /** what the inbox says, which may be nothing */
  before: boolean | undefined;
}

/** What was pressed here and is acknowledged, by folded username, for as long as the inbox has not heard of it. */
const pressed = signal<ReadonlyMap<string, Press>>(new Map());

const conversations = signal(chat.inbox.snapshot.conversations);

const inInbox = (username: string): boolean | undefined =>
  conversations.value.find(({ User }) => isSameUser(User, username))?.Blocked;

chat.inbox.subscribe(() => {
  conversations.value = chat.inbox.snapshot.conversations;
  // Whatever it says anew is later: the press itself, or what another device did after it.
  const unheard = [...pressed.value].filter(([username, { before }]) => inInbox(username) === before);
  pressed.value = new Map(chat.session === null ? [] : unheard);
});

export function isBlocked(username: string): boolean {
  return pressed.value.get(username.toLowerCase())?.blocked ?? inInbox(username) ?? false;
}

/** Resolves when it is in force, and the inbox was asked, with whatever success. @throws CoreChatError */
export async function setBlocked(username: string, blocked: boolean): Promise<void> {
  if (blocked) await chat.blocks.add(username);
  else await chat.blocks.remove(username);
  const before = inInbox(username);
  const presses = new Map(pressed.value).set(username.toLowerCase(), { blocked, before });
  if (blocked === before) presses.delete(username.toLowerCase());
  pressed.value = presses;
  await chat.inbox.load().catch(() => {}); // the next sync brings it
}
