import type { Command } from 'commander';
import * as sending from '../commands/sending.ts';
import type { Context } from '../context.ts';
import { CONVERSATION, EMOJI, each, filled, ID, JSON_OPTION, TEXT } from './arguments.ts';

const CLIENT_ID = [
  '--client-id <id>',
  'your id for the message; repeating the command with it sends it only once',
  filled,
] as const;

export function addSendingCommands(program: Command, context: () => Context): void {
  program
    .command('send')
    .description('send a message, or standard input; prints its id')
    .argument(...CONVERSATION)
    .argument(...TEXT)
    .option(...CLIENT_ID)
    .option('--file <path>', 'attach a file; repeat it for more; the text can then be left out', each, [])
    .option('--reply-to <id>', 'answer the message with this id', filled)
    .option(...JSON_OPTION)
    .action((user, text, options) => sending.send(context(), user, text, options));
  program
    .command('forward')
    .description(
      'send the text of a message to another conversation, with its first author; prints the new id',
    )
    .argument(...ID)
    .argument(...CONVERSATION)
    .option(...CLIENT_ID)
    .option(...JSON_OPTION)
    .action((id, user, options) => sending.forward(context(), id, user, options));
  program
    .command('edit')
    .description('edit one of your messages')
    .argument(...ID)
    .argument(...TEXT)
    .option(...JSON_OPTION)
    .action((id, text, options) => sending.edit(context(), id, text, options));
  program
    .command('delete')
    .description('delete one of your messages')
    .argument(...ID)
    .action((id) => sending.remove(context(), id));
  program
    .command('react')
    .description('add an emoji to a message')
    .argument(...ID)
    .argument(...EMOJI)
    .action((id, emoji) => sending.react(context(), id, emoji, true));
  program
    .command('unreact')
    .description('take your emoji back from a message')
    .argument(...ID)
    .argument(...EMOJI)
    .action((id, emoji) => sending.react(context(), id, emoji, false));
  program
    .command('outbox')
    .description('list messages that are waiting to be sent')
    .option('--discard <id>', 'delete one of them without sending it', filled)
    .option(...JSON_OPTION)
    .action((options) => sending.outbox(context(), options));
  program
    .command('flush')
    .description('send waiting messages now')
    .action(() => sending.flush(context()));
}
