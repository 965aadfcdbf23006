/** save, unsave, saved, pin-message, unpin-message, pins: messages to be found again */
import type { Context } from '../context.ts';
import { withSession } from '../open-chat.ts';
import { type MessageOptions, printAll, printMessage } from './output.ts';
import { conversationOf } from './target.ts';

/** @param isSaved false: removes it from the saved ones */
export async function save(context: Context, id: string, isSaved: boolean): Promise<void> {
  await withSession(context, ({ messages }) => (isSaved ? messages.save(id) : messages.unsave(id)));
  context.print(isSaved ? 'Saved.' : 'No longer saved.');
}

/** The one that was saved last first. */
export async function saved(context: Context, options: MessageOptions): Promise<void> {
  await withSession(context, ({ me }) =>
    printAll(context, me.saved(), 'You have saved no messages.', ({ Message }) =>
      printMessage(context, Message, options),
    ),
  );
}

/** @param isPinned false: unpins it */
export async function pinMessage(context: Context, id: string, isPinned: boolean): Promise<void> {
  await withSession(context, ({ messages }) => (isPinned ? messages.pin(id) : messages.unpin(id)));
  context.print(isPinned ? 'Pinned.' : 'Unpinned.');
}

/** The one that was pinned last first. */
export async function pins(context: Context, user: string, options: MessageOptions): Promise<void> {
  await withSession(context, async (chat) => {
    const pinned = chat.conversations.pins(await conversationOf(chat, user));
    await printAll(context, pinned, 'No message is pinned there.', (message) =>
      printMessage(context, message, options),
    );
  });
}
