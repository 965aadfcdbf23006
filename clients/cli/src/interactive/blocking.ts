import type { CoreChat } from '../sdk.ts';
import { printable } from '../text/printable.ts';

/** @returns the notice to show @throws CoreChatError when nothing has changed */
export async function setBlocked(chat: CoreChat, username: string, blocked: boolean): Promise<string> {
  if (blocked) await chat.blocks.add(username);
  else await chat.blocks.remove(username);
  const name = printable(username);
  return blocked ? `You have blocked ${name}, who does not learn of it.` : `${name} is not blocked any more.`;
}
