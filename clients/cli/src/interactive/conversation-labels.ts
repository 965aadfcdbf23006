/** What the conversation view says about its state. */
import { type ConversationSnapshot, type CoreChat, sentence } from '../sdk.ts';
import { printable } from '../text/printable.ts';
import type { Symbols } from '../text/symbols.ts';
import { dayAndTime } from '../text/time.ts';

type Presence = ReturnType<CoreChat['presenceOf']> | 'blocked';

/** `bob ● online` */
export function titleOf({ peer }: ConversationSnapshot, presence: Presence, symbols: Symbols): string {
  if (peer.deleted) return 'deleted account';
  const name = printable(peer.username);
  if (!presence) return name;
  if (presence === 'blocked') return `${name} ${symbols.separator} blocked`;
  if (presence.online) return `${name} ${symbols.online} online`;
  const seen = presence.lastSeen ? `, last seen ${dayAndTime(presence.lastSeen)}` : '';
  return `${name} ${symbols.offline} offline${seen}`;
}

/** In place of messages. */
export function placeholderOf({ status, error }: ConversationSnapshot, symbols: Symbols): string {
  if (status === 'failed') return printable(sentence(error));
  return status === 'ready' ? 'No messages yet.' : `Loading ${symbols.ellipsis}`;
}
