/** How every command reads what it was started with. */
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { UserError } from './user-error.ts';

/**
 * node:util's parseArgs.
 * @param command as one types it, such as `npm run demo`
 * @throws UserError naming the wrong option, and where the right ones are listed
 */
export function readArguments<const Config extends ParseArgsConfig>(command: string, config: Config) {
  try {
    return parseArgs(config);
  } catch (error) {
    // Behind its first sentence it explains how positionals that begin with a dash are spelled.
    throw new UserError(`${(error as Error).message.split('. ')[0]}. See ${command} -- --help`);
  }
}
