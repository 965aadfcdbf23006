/** Parses the arguments of commands. */
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { UserError } from './user-error.ts';
import { requireUtf8 } from './utf8.ts';

/**
 * node:util's parseArgs.
 * @param command as typed, such as `npm run demo`
 * @throws UserError naming the invalid option and the command's --help, or for bytes that are not UTF-8
 */
export function readArguments<const Config extends ParseArgsConfig>(command: string, config: Config) {
  for (const argument of config.args ?? []) requireUtf8(argument, 'The command line');
  try {
    return parseArgs(config);
  } catch (error) {
    // Keeps the first sentence; the rest explains positionals that begin with a dash.
    throw new UserError(`${(error as Error).message.split('. ')[0]}. See ${command} -- --help`);
  }
}
