import { type Command, Option } from 'commander';
import { get } from '../commands/getting.ts';
import * as reading from '../commands/reading.ts';
import { search } from '../commands/search.ts';
import { tail } from '../commands/tail.ts';
import type { Context } from '../context.ts';
import { atLeastOne, CONVERSATION, count, filled, IDS_OPTION, JSON_OPTION, username } from './arguments.ts';

export function addReadingCommands(program: Command, context: () => Context): void {
  program
    .command('get')
    .description('download a file of a message; prints where it was saved')
    .argument('<id>', 'its id, as `list --ids` prints it behind its name', filled)
    .option('-o, --output <path>', 'a file, a directory, or - for standard output', filled)
    .action((id, options) => get(context(), id, options));
  program
    .command('users')
    .description('list usernames')
    .option('--prefix <text>', 'only names that begin with this text')
    .option(...JSON_OPTION)
    .action((options) => reading.users(context(), options));
  program
    .command('people <name...>')
    .description('find people by the beginning of their names; prints usernames and display names')
    .option(...JSON_OPTION)
    .action((words, options) => reading.people(context(), words, options));
  program
    .command('inbox')
    .description('list your conversations with unread counts')
    .option('--unread', 'only unread conversations')
    .option(...JSON_OPTION)
    .action((options) => reading.inbox(context(), options));
  program
    .command('list')
    .description('print a conversation, oldest message first')
    .argument(...CONVERSATION)
    .option('--limit <number>', 'only the newest messages', count, 50)
    .addOption(new Option('--all', 'all messages').conflicts('limit'))
    .addOption(
      new Option(
        '--since <time>',
        'messages since 2026-11-22, "2026-11-22 09:14" (your time) or 2026-11-22T09:14:00Z',
      )
        .argParser(reading.parseTime)
        .conflicts(['limit', 'all']),
    )
    .option(...IDS_OPTION)
    .option(...JSON_OPTION)
    .action((user, options) => reading.list(context(), user, options));
  program
    .command('search <words...>')
    .description('find messages, newest first; the last word may be the beginning of one')
    .option('--in <user|group>', 'only this conversation', username)
    .option('--limit <number>', 'only the newest ones', atLeastOne, 20)
    .option(...IDS_OPTION)
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      `
Words in quotes stand beside each other. from:bob, after:2026-01-31, before:2026-03-01 and has:link narrow it.
  corechat search '"book club"' from:carol after:2026-01-01`,
    )
    .action((words, options) => search(context(), words, options));
  program
    .command('tail')
    .description('print the newest messages of a conversation and new ones as they arrive, until Ctrl-C')
    .argument(...CONVERSATION)
    .option('-n, --lines <number>', 'start with this many messages', count, 10)
    .option(...IDS_OPTION)
    .option(...JSON_OPTION)
    .action((user, options) => tail(context(), user, options));
}
