import type { Command } from 'commander';
import * as keeping from '../commands/keeping.ts';
import type { Context } from '../context.ts';
import { CONVERSATION, ID, IDS_OPTION, JSON_OPTION } from './arguments.ts';

/** Messages to be found again: saved ones for oneself, pinned ones for all members. */
export function addKeepingCommands(program: Command, context: () => Context): void {
  program
    .command('save')
    .description('save a message for yourself')
    .argument(...ID)
    .action((id) => keeping.save(context(), id, true));
  program
    .command('unsave')
    .description('remove a message from your saved ones')
    .argument(...ID)
    .action((id) => keeping.save(context(), id, false));
  program
    .command('saved')
    .description('print your saved messages, the one saved last first')
    .option(...IDS_OPTION)
    .option(...JSON_OPTION)
    .action((options) => keeping.saved(context(), options));
  program
    .command('pin-message')
    .description('pin a message for all members of its conversation')
    .argument(...ID)
    .action((id) => keeping.pinMessage(context(), id, true));
  program
    .command('unpin-message')
    .description('unpin a message')
    .argument(...ID)
    .action((id) => keeping.pinMessage(context(), id, false));
  program
    .command('pins')
    .description('print the pinned messages of a conversation, the one pinned last first')
    .argument(...CONVERSATION)
    .option(...IDS_OPTION)
    .option(...JSON_OPTION)
    .action((user, options) => keeping.pins(context(), user, options));
}
