import { useRef } from 'preact/hooks';
import type { Conversation } from '#sdk';
import { watched } from '../../../state/attention.ts';
import { countBehind } from '../../../state/rows.ts';
import { self } from '../../../state/session.ts';

/**
 * The place of "New messages": before the messages that were unread when the conversation was opened, or that came while the
 * user did not look. It stays there until the user sends a message.
 * @returns the Seq after which messages are new, or null
 */
export function useUnreadDivider(snapshot: Conversation['snapshot'], atEnd: boolean): number | null {
  const state = useRef({ opened: false, after: null as number | null, pending: 0 });
  const { current } = state;
  const { status, messages, pending, readSeq } = snapshot;
  if (status === 'ready') {
    if (pending.length > current.pending) current.after = null;
    current.pending = pending.length;
    const looksOn = current.opened && atEnd && watched.peek();
    if (current.after === null && !looksOn && countBehind(messages, self(), readSeq) > 0)
      current.after = readSeq;
    current.opened = true;
  }
  return current.after;
}
