/** Parses the arguments of commands. */
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { UserError } from './user-error.ts';

/**
 * node:util's parseArgs.
 * @param command as typed, such as `npm run demo`
 * @throws UserError naming the invalid option and the command's --help
 */
export function readArguments<const Config extends ParseArgsConfig>(command: string, config: Config) {
  try {
    return parseArgs(config);
  } catch (error) {
    // Keeps the first sentence; the rest explains positionals that begin with a dash.
    throw new UserError(`${(error as Error).message.split('. ')[0]}. See ${command} -- --help`);
  }
}
