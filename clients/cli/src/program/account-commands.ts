import { type Command, Option } from 'commander';
import * as account from '../commands/account.ts';
import * as recovery from '../commands/recovery.ts';
import type { Context } from '../context.ts';
import { count, filled, JSON_OPTION, username } from './arguments.ts';

export function addAccountCommands(program: Command, context: () => Context): void {
  program
    .command('register')
    .description('create an account and log in')
    .option('--username <name>')
    .option('--first-name <name>')
    .option('--last-name <name>')
    .option('--email <address>')
    .option('--invite <code>', 'the code of your invitation, where the server takes one')
    .option('--password-stdin', 'read the password from standard input')
    .action((options) => account.register(context(), options));
  program
    .command('login')
    .description('log in; prompts for the password')
    .argument('[username]', 'your username', username)
    .option('--password-stdin', 'read the password from standard input')
    .action((username, options) => account.login(context(), username, options));
  program
    .command('logout')
    .description('log out')
    .option('--all', 'log out all devices')
    .addOption(
      new Option('--session <id>', 'log out one device, by its id in `sessions`')
        .argParser(filled)
        .conflicts(['all', 'force', 'remove']),
    )
    .option('--force', 'also while messages wait to be sent; they are kept')
    .addOption(
      new Option('--remove', 'remove messages that are not sent from this computer').conflicts(['force']),
    )
    .action((options) => account.logout(context(), options));
  program
    .command('whoami')
    .description('show the logged-in user')
    .option(...JSON_OPTION)
    .action((options) => account.whoami(context(), options));
  program
    .command('sessions')
    .description('list your logged-in devices')
    .option(...JSON_OPTION)
    .action((options) => account.sessions(context(), options));
  program
    .command('activity')
    .description('list what happened to your account: log-ins, changes, refused attempts')
    .option('--limit <n>', 'how many at most', count, 50)
    .option(...JSON_OPTION)
    .action((options) => account.activity(context(), options));
}

export function addRecoveryCommands(program: Command, context: () => Context): void {
  program
    .command('recover')
    .description('set a new password with a recovery code, and log in')
    .argument('[username]', 'your username', username)
    .option('--stdin', 'read the code and the new password from standard input, a line each')
    .action((username, options) => recovery.recover(context(), username, options));
  program
    .command('recovery-codes')
    .description('make new recovery codes, which set a new password when yours is forgotten')
    .option('--password-stdin', 'read the password from standard input')
    .option(...JSON_OPTION)
    .action((options) => recovery.makeCodes(context(), options));
}
