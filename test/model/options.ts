/** The command line of `npm run model`. */
import { readArguments } from '../../local/arguments.ts';
import { UserError } from '../../local/user-error.ts';

export const HELP = `Usage: npm run model -- [options]

Makes random histories of three clients of two people, or of four clients of three: messages, edits, blocks, cut sockets, lost pushes, writes that the database holds back.
Then as many of five clients in a group: people also join, leave, are added and removed, get roles, rename and close the group.
Each client that was cut off at any instant and syncs must hold what one holds that never was, and what the database has. Nobody gets anything of a group that they are not in.

Options
  --runs N   how many histories of each (default 2000)
  --only X   conversations (messages of few people) or groups (who come and go); default: both
  --seed N   the same seed makes the same ones (default: another one each time; a failure prints it)
  --help     show this and exit

Ends with code 0 when they agree, 1 when they do not, with the shortest history that shows it, or when an option is wrong.
`;

const OPTIONS = {
  runs: { type: 'string', default: '2000' },
  only: { type: 'string' },
  seed: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

const PARTS = ['conversations', 'groups'] as const;

export interface ModelOptions {
  runs: number;
  parts: readonly (typeof PARTS)[number][];
  seed: number | undefined;
  help: boolean;
}

/** fast-check prints negative seeds as well. */
const isSeed = (text: string): boolean =>
  /^-?\d{1,10}$/.test(text) && Number(text) >= -(2 ** 31) && Number(text) < 2 ** 31;

/** @throws UserError naming the wrong option */
export function parseModelOptions(args: string[]): ModelOptions {
  const { runs, only, seed, help } = readArguments('npm run model', { args, options: OPTIONS }).values;
  if (!/^[1-9]\d{0,8}$/.test(runs)) {
    throw new UserError(`--runs must be a whole number from 1, not "${runs}"`);
  }
  if (seed !== undefined && !isSeed(seed)) {
    throw new UserError(`--seed must be a whole number of 32 bits, as a failure prints it, not "${seed}"`);
  }
  const parts = PARTS.filter((part) => only === undefined || part === only);
  if (parts.length === 0) throw new UserError(`--only must be ${PARTS.join(' or ')}, not "${only}"`);
  return { runs: Number(runs), parts, seed: seed === undefined ? undefined : Number(seed), help };
}
