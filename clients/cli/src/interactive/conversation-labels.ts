/** Labels for the state of a conversation. */
import { type ConversationSnapshot, type CoreChat, sentence } from '../sdk.ts';
import { printable } from '../text/printable.ts';
import type { Symbols } from '../text/symbols.ts';
import { dayAndTime } from '../text/time.ts';

type Status = ReturnType<CoreChat['presenceOf']> | 'blocked';

/** `bob ● online` */
export function titleOf({ peer }: ConversationSnapshot, status: Status, symbols: Symbols): string {
  if (peer.deleted) return 'deleted account';
  const name = printable(peer.username);
  if (!status) return name;
  if (status === 'blocked') return `${name} ${symbols.separator} blocked`;
  if (status.online) return `${name} ${symbols.online} online`;
  const seen = status.lastSeen ? `, last seen ${dayAndTime(status.lastSeen)}` : '';
  return `${name} ${symbols.offline} offline${seen}`;
}

/** In place of messages. */
export function placeholderOf({ status, error }: ConversationSnapshot, symbols: Symbols): string {
  if (status === 'failed') return printable(sentence(error));
  return status === 'ready' ? 'No messages yet.' : `Loading ${symbols.ellipsis}`;
}
