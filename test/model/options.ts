/** The command line of `npm run model`. */
import { readArguments } from '../../local/arguments.ts';
import { UserError } from '../../local/user-error.ts';

export const HELP = `Usage: npm run model -- [options]

Makes random histories of three clients of two people, or of four clients of three in a group: messages, edits, blocks, cut sockets, lost pushes, writes that the database holds back.
Each client that was cut off at any instant and syncs must hold what one holds that never was, and what the database has.

Options
  --runs N   how many histories (default 2000)
  --seed N   the same seed makes the same ones (default: another one each time; a failure prints it)
  --help     show this and exit

Ends with code 0 when they agree, 1 when they do not, with the shortest history that shows it, or when an option is wrong.
`;

const OPTIONS = {
  runs: { type: 'string', default: '2000' },
  seed: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

export interface ModelOptions {
  runs: number;
  seed: number | undefined;
  help: boolean;
}

/** fast-check prints negative seeds as well. */
const isSeed = (text: string): boolean =>
  /^-?\d{1,10}$/.test(text) && Number(text) >= -(2 ** 31) && Number(text) < 2 ** 31;

/** @throws UserError naming the wrong option */
export function parseModelOptions(args: string[]): ModelOptions {
  const { runs, seed, help } = readArguments('npm run model', { args, options: OPTIONS }).values;
  if (!/^[1-9]\d{0,8}$/.test(runs)) {
    throw new UserError(`--runs must be a whole number from 1, not "${runs}"`);
  }
  if (seed !== undefined && !isSeed(seed)) {
    throw new UserError(`--seed must be a whole number of 32 bits, as a failure prints it, not "${seed}"`);
  }
  return { runs: Number(runs), seed: seed === undefined ? undefined : Number(seed), help };
}
