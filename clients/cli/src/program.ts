/** The command line. Its commands are in program/. */
import { Command, Option } from 'commander';
import packageJson from '../package.json' with { type: 'json' };
import { DEFAULT_API } from './api-url.ts';
import { type Context, createContext, type GlobalOptions, type Streams } from './context.ts';
import { EXIT_CODES_HELP } from './exit-codes.ts';
import { addAccountCommands, addRecoveryCommands } from './program/account-commands.ts';
import { addArrangingCommands } from './program/arranging-commands.ts';
import { addBlockingCommands } from './program/blocking-commands.ts';
import { addGroupCommands } from './program/group-commands.ts';
import { addKeepingCommands } from './program/keeping-commands.ts';
import { addReadingCommands } from './program/reading-commands.ts';
import { addSendingCommands } from './program/sending-commands.ts';

const ENVIRONMENT_HELP = `
Environment:
  CORECHAT_API         the server, as --api
  CORECHAT_INSECURE    1: as --insecure
  CORECHAT_CONFIG_DIR  where sessions and unsent messages are kept
  CORECHAT_DEBUG       1: the stack of an unexpected error
  NO_COLOR             no colours, as --no-color`;

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
    .command('help [command...]')
    .description('show the help of a command, such as `help group create`')
    .action((names: string[]) => {
      let command = program;
      for (const name of names) {
        const found = command.commands.find((each) => each.name() === name);
        if (!found) refuseCommand(command, name);
        command = found;
      }
      command.help();
    });
  addAccountCommands(program, context);
  addRecoveryCommands(program, context);
  addReadingCommands(program, context);
  addSendingCommands(program, context);
  addBlockingCommands(program, context);
  addKeepingCommands(program, context);
  addArrangingCommands(program, context);
  addGroupCommands(program, context);
  return program;
}
