/** Labels for the state of a conversation. */
import { type ConversationSnapshot, type CoreChat, sentence } from '../sdk.ts';
import { printable } from '../text/printable.ts';
import type { Symbols } from '../text/symbols.ts';
import { memberCount } from '../text/system.ts';
import { dayAndTime } from '../text/time.ts';

type Status = ReturnType<CoreChat['presenceOf']> | 'blocked';

/** `bob ● online`, `#Lighthouse · 4 members` */
export function titleOf({ peer, group }: ConversationSnapshot, status: Status, symbols: Symbols): string {
  if (group) {
    const closed = group.closed ? ` ${symbols.separator} closed` : '';
    return `#${printable(group.name)} ${symbols.separator} ${memberCount(group.members)}${closed}`;
  }
  if (peer.deleted) return 'deleted account';
  const name = printable(peer.username);
  if (!status) return name;
  if (status === 'blocked') return `${name} ${symbols.separator} blocked`;
  if (status.online) return `${name} ${symbols.online} online`;
  const seen = status.lastSeen ? `, last seen ${dayAndTime(status.lastSeen)}` : '';
  return `${name} ${symbols.offline} offline${seen}`;
}

/** `bob is typing …` @param username the other member of a direct conversation */
export function typingOf(
  { typing, typists, group }: ConversationSnapshot,
  username: string,
  { ellipsis }: Symbols,
): string {
  if (!typing) return '';
  const names = group ? typists.map(printable) : [printable(username)];
  return `${names.join(', ') || 'Someone'} ${names.length > 1 ? 'are' : 'is'} typing ${ellipsis}`;
}

/** Why the user cannot write; '' where they can. */
export function silenceOf({ canPost, group, left }: ConversationSnapshot): string {
  if (left) return 'You are no longer in this group.';
  if (canPost || !group) return '';
  return group.closed ? 'This group is closed.' : 'Only owners and admins write here.';
}

/** In place of messages. */
export function placeholderOf({ status, error }: ConversationSnapshot, symbols: Symbols): string {
  if (status === 'failed') return printable(sentence(error));
  return status === 'ready' ? 'No messages yet.' : `Loading ${symbols.ellipsis}`;
}
