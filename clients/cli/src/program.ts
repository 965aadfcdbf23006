/** The command line: commands, arguments and options. */
import { Command, InvalidArgumentError, Option } from 'commander';
import packageJson from '../package.json' with { type: 'json' };
import { DEFAULT_API } from './api-url.ts';
import * as account from './commands/account.ts';
import * as blocking from './commands/blocking.ts';
import * as reading from './commands/reading.ts';
import * as recovery from './commands/recovery.ts';
import * as sending from './commands/sending.ts';
import { tail } from './commands/tail.ts';
import { type Context, createContext, type GlobalOptions, type Streams } from './context.ts';
import { EXIT_CODES_HELP } from './exit-codes.ts';

const ENVIRONMENT_HELP = `
Environment:
  CORECHAT_API         the server, as --api
  CORECHAT_INSECURE    1: as --insecure
  CORECHAT_CONFIG_DIR  where sessions and unsent messages are kept
  CORECHAT_DEBUG       1: the stack of an unexpected error
  NO_COLOR             no colours, as --no-color`;

function count(text: string): number {
  const number = Number(text);
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return number;
}

/** Refuses an empty value, as of an unset variable in a script: `--session "$id"` must not mean this session. */
function filled(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('It must not be empty.');
  return text;
}

/** As `corechat people` and the other clients print it: with or without the "@", which no username has. */
const username = (text: string): string => filled(text.replace(/^@/, ''));

const USER = ['<user>', 'a username', username] as const;
const TEXT = ['[text...]', 'the text, or - for standard input'] as const;
const EMOJI = ['<emoji>', 'exactly one', filled] as const;
const ID = ['<id>', 'its id', filled] as const;

const JSON_OPTION = ['--json', 'one JSON object a line'] as const;

/** As commander refuses an unknown command where a program has no argument: with the similar ones. */
function refuseCommand(program: Command, name: string): never {
  program.args = [name];
  return (program as Command & { unknownCommand(): never }).unknownCommand();
}

export function buildProgram(streams: Streams, interactive: (context: Context) => Promise<void>): Command {
  const program = new Command('corechat');
  const context = () => createContext(streams, program.opts<GlobalOptions>());

  program
    .description('CoreChat in a terminal. Without a command: menus.')
    .version(packageJson.version)
    .option('--api <url>', `the server (default ${DEFAULT_API})`)
    .addOption(new Option('--insecure', 'allow http:// to other machines, without encryption'))
    .option('--no-color', 'no colours')
    .helpCommand(false)
    .showHelpAfterError('(corechat --help lists the commands)')
    .addHelpText('after', `${ENVIRONMENT_HELP}\n${EXIT_CODES_HELP}`)
    .configureOutput({
      writeOut: (text) => streams.stdout.write(text),
      writeErr: (text) => streams.stderr.write(text),
      outputError: (text, write) => write(text.replace(/^error: /, 'corechat: ')),
    })
    .exitOverride()
    .argument('[command...]')
    .usage('[options] [command]')
    .action(async ([command]: string[]) => {
      if (command !== undefined) refuseCommand(program, command);
      await interactive(context());
    });
  program
    .command('help [command]')
    .description('show the help of a command')
    .action((name?: string) => {
      const command = name === undefined ? program : program.commands.find((each) => each.name() === name);
      if (command) command.help();
      else refuseCommand(program, name as string);
    });
  addAccountCommands(program, context);
  addRecoveryCommands(program, context);
  addReadingCommands(program, context);
  addSendingCommands(program, context);
  addBlockingCommands(program, context);
  return program;
}

function addAccountCommands(program: Command, context: () => Context): void {
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

function addRecoveryCommands(program: Command, context: () => Context): void {
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

function addReadingCommands(program: Command, context: () => Context): void {
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
    .argument(...USER)
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
    .option(...JSON_OPTION)
    .action((user, options) => reading.list(context(), user, options));
  program
    .command('tail')
    .description('print the newest messages of a conversation and new ones as they arrive, until Ctrl-C')
    .argument(...USER)
    .option('-n, --lines <number>', 'start with this many messages', count, 10)
    .option(...JSON_OPTION)
    .action((user, options) => tail(context(), user, options));
}

function addSendingCommands(program: Command, context: () => Context): void {
  program
    .command('send')
    .description('send a message, or standard input; prints its id')
    .argument(...USER)
    .argument(...TEXT)
    .option(
      '--client-id <id>',
      'your id for the message; repeating the command with it sends it only once',
      filled,
    )
    .option(...JSON_OPTION)
    .action((user, text, options) => sending.send(context(), user, text, options));
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

function addBlockingCommands(program: Command, context: () => Context): void {
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
