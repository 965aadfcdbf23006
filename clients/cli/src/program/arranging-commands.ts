import type { Command } from 'commander';
import * as arranging from '../commands/arranging.ts';
import type { Context } from '../context.ts';
import type { OwnConversationState } from '../sdk.ts';
import { CONVERSATION, count, JSON_OPTION } from './arguments.ts';

/** What a conversation is to the user alone. */
export function addArrangingCommands(program: Command, context: () => Context): void {
  const command = (name: string, description: string) =>
    program
      .command(name)
      .description(description)
      .argument(...CONVERSATION)
      .option(...JSON_OPTION);
  const add = (name: string, description: string, change: OwnConversationState, done: string) =>
    command(name, description).action((user, options) =>
      arranging.arrange(context(), user, change, done, options),
    );
  add('pin', 'pin a conversation to the top of your list; at most 10', { Pinned: true }, 'Pinned.');
  add('unpin', 'unpin a conversation', { Pinned: false }, 'Unpinned.');
  add('archive', 'archive a conversation until its next message', { Archived: true }, 'Archived.');
  add('unarchive', 'take a conversation out of the archive', { Archived: false }, 'Back from the archive.');
  command('unread', 'mark a conversation as unread from the newest message of another person on').action(
    (user, options) => arranging.markUnread(context(), user, options),
  );
  command('mute', 'turn off notifications of a conversation')
    .option('--minutes <number>', 'how long; until `unmute` unless given', count)
    .action((user, options) => arranging.mute(context(), user, options));
  command('unmute', 'turn on notifications of a conversation again').action((user, options) =>
    arranging.unmute(context(), user, options),
  );
  program
    .command('notify')
    .description('set which messages of a conversation notify you')
    .argument(...CONVERSATION)
    .addArgument(program.createArgument('<messages>').choices(['all', 'mentions', 'none']))
    .option(...JSON_OPTION)
    .action((user, Notify, options) =>
      arranging.arrange(context(), user, { Notify }, `Notifications: ${Notify}.`, options),
    );
}
