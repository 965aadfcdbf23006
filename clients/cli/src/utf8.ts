/** Refuses bytes that are not UTF-8. Node.js replaces them by a character, so different inputs would be the same text. */
import { CliError } from './cli-error.ts';
import { EXIT } from './exit-codes.ts';

/** U+FFFD, which stands for bytes that could not be decoded. */
const REPLACEMENT = '\uFFFD';

/** @returns whether a text that Node.js decoded may have held other bytes */
export const isReplaced = (text: string): boolean => text.includes(REPLACEMENT);

const VARIABLES = ['CORECHAT_API', 'CORECHAT_CONFIG_DIR', 'XDG_CONFIG_HOME'] as const;

/** @throws CliError for a command line or a variable that is not UTF-8 */
export function requireUtf8(args: readonly string[], env: NodeJS.ProcessEnv): void {
  if (args.some(isReplaced)) {
    throw new CliError(
      'The command line is not UTF-8 text. To send the character U+FFFD itself, use standard input.',
      EXIT.usage,
    );
  }
  const name = VARIABLES.find((each) => isReplaced(env[each] ?? ''));
  if (name) throw new CliError(`The variable ${name} is not UTF-8 text.`, EXIT.usage);
}
