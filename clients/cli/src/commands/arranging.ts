/** pin, unpin, archive, unarchive, unread, notify, mute, unmute: what a conversation is to the user alone */
import { CliError } from '../cli-error.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { withSession } from '../open-chat.ts';
import { type ConversationSummary, type CoreChat, isSameUser, type OwnConversationState } from '../sdk.ts';
import { jsonLine, type OutputOptions } from './output.ts';
import { conversationOf } from './target.ts';

/** @param done a sentence @param act @param act.to username or conversation id, resolves with the conversation as it is now */
async function change(
  context: Context,
  user: string,
  { json }: OutputOptions,
  done: string,
  act: (chat: CoreChat, to: string) => Promise<ConversationSummary>,
): Promise<void> {
  const row = await withSession(context, async (chat) => act(chat, await conversationOf(chat, user)));
  context.print(json ? jsonLine(row) : done);
}

export const arrange = (
  context: Context,
  user: string,
  state: OwnConversationState,
  done: string,
  options: OutputOptions,
): Promise<void> => change(context, user, options, done, (chat, to) => chat.conversations.update(to, state));

/** From the newest message of another member on. */
export const markUnread = (context: Context, user: string, options: OutputOptions): Promise<void> =>
  change(context, user, options, 'Marked as unread.', async (chat, to) => {
    const me = chat.session?.username ?? '';
    const messages = await chat.messages.newest(to);
    const last = messages.findLast(({ From, System }) => !System && !isSameUser(From, me));
    if (!last) throw new CliError('There is no message of another person.', EXIT.notFound);
    return chat.conversations.update(to, { UnreadFrom: last.Seq });
  });

export interface MuteOptions extends OutputOptions {
  /** otherwise until `unmute` */
  minutes?: number;
}

export function mute(context: Context, user: string, { minutes, ...options }: MuteOptions): Promise<void> {
  const length = minutes === undefined ? ({ Forever: true } as const) : { Minutes: minutes };
  return change(context, user, options, 'Muted.', (chat, to) => chat.conversations.mute(to, length));
}

export const unmute = (context: Context, user: string, options: OutputOptions): Promise<void> =>
  change(context, user, options, 'No longer muted.', (chat, to) =>
    chat.conversations.mute(to, { Until: null }),
  );
