/** pin, unpin, archive, unarchive, unread, notify, mute, unmute: what a conversation is to the user alone */
import { CliError } from '../cli-error.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { withSession } from '../open-chat.ts';
import { isSameUser, type OwnConversationState } from '../sdk.ts';
import { conversationOf } from './target.ts';

export async function arrange(context: Context, user: string, change: OwnConversationState): Promise<void> {
  await withSession(context, async (chat) => {
    await chat.conversations.update(await conversationOf(chat, user), change);
  });
}

/** From the newest message of the other member on. */
export async function markUnread(context: Context, user: string): Promise<void> {
  await withSession(context, async (chat) => {
    const me = chat.session?.username ?? '';
    const to = await conversationOf(chat, user);
    const others = (await chat.messages.newest(to)).filter(({ From }) => !isSameUser(From, me));
    const last = others.at(-1);
    if (!last) throw new CliError('There is no message of another person.', EXIT.usage);
    await chat.conversations.update(to, { UnreadFrom: last.Seq });
  });
}

/** @param minutes undefined: until `unmute`; null ends it */
export async function mute(
  context: Context,
  user: string,
  minutes: number | undefined | null,
): Promise<void> {
  await withSession(context, async (chat) => {
    const length =
      minutes === null
        ? { Until: null }
        : minutes === undefined
          ? ({ Forever: true } as const)
          : { Minutes: minutes };
    await chat.conversations.mute(await conversationOf(chat, user), length);
  });
}
