import type { Command } from 'commander';
import * as blocking from '../commands/blocking.ts';
import type { Context } from '../context.ts';
import { JSON_OPTION, USER } from './arguments.ts';

export function addBlockingCommands(program: Command, context: () => Context): void {
  program
    .command('block')
    .description('block a user: no messages either way, presence hidden; they are not notified')
    .argument(...USER)
    .action((user) => blocking.block(context(), user));
  program
    .command('unblock')
    .description('unblock a user')
    .argument(...USER)
    .action((user) => blocking.unblock(context(), user));
  program
    .command('blocks')
    .description('list the people you have blocked')
    .option(...JSON_OPTION)
    .action((options) => blocking.blocks(context(), options));
}
