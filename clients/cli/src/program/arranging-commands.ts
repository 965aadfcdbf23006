import type { Command } from 'commander';
import * as arranging from '../commands/arranging.ts';
import type { Context } from '../context.ts';
import type { OwnConversationState } from '../sdk.ts';
import { CONVERSATION, count } from './arguments.ts';

/** What a conversation is to the user alone. */
export function addArrangingCommands(program: Command, context: () => Context): void {
  const add = (name: string, description: string, change: OwnConversationState) =>
    program
      .command(name)
      .description(description)
      .argument(...CONVERSATION)
      .action((user) => arranging.arrange(context(), user, change));
  add('pin', 'pin a conversation to the top of your list; at most 10', { Pinned: true });
  add('unpin', 'take it from the top', { Pinned: false });
  add('archive', 'archive a conversation until its next message', { Archived: true });
  add('unarchive', 'take it out of the archive', { Archived: false });
  program
    .command('unread')
    .description('mark a conversation as unread from the newest message of the other person on')
    .argument(...CONVERSATION)
    .action((user) => arranging.markUnread(context(), user));
  program
    .command('mute')
    .description('turn off notifications of a conversation')
    .argument(...CONVERSATION)
    .option('--minutes <number>', 'for so long; otherwise until `unmute`', count)
    .action((user, { minutes }) => arranging.mute(context(), user, minutes));
  program
    .command('unmute')
    .description('turn them on again')
    .argument(...CONVERSATION)
    .action((user) => arranging.mute(context(), user, null));
}
