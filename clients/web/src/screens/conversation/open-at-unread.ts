import type { Conversation } from '#sdk';
import { countBehind } from '../../state/rows.ts';
import { self } from '../../state/session.ts';

/** After a longer absence the conversation opens nearer to the present. */
const PAGES_MAX = 5;

/** It was open before, and its unread messages are loaded: it can be shown while it syncs. */
export function isWhole({ snapshot }: Conversation): boolean {
  const { status, messages, readSeq, hasNewer } = snapshot;
  return (
    !hasNewer && status === 'ready' && messages.length > 0 && countBehind(messages, self(), readSeq) === 0
  );
}

/** Opens a conversation, and loads back to the first unread message. @throws CoreChatError */
export async function openAtUnread(conversation: Conversation): Promise<void> {
  await conversation.open();
  await conversation.loadLatest();
  for (let page = 0; page < PAGES_MAX; page++) {
    const { messages, readSeq, hasOlder } = conversation.snapshot;
    const [oldest] = messages;
    if (!hasOlder || !oldest || oldest.Seq <= readSeq || countBehind(messages, self(), readSeq) === 0) return;
    await conversation.loadOlder();
  }
}
