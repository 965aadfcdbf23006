/** The command line of `npm run demo`. */
import { resolve } from 'node:path';
import { readArguments } from '../arguments.ts';
import { DATA_DIR } from '../root.ts';
import { UserError } from '../user-error.ts';

export const HELP = `Usage: npm run demo -- [options]

Fills the stack that npm start is running with 30 people, some 60 conversations, one of them of 20,000 messages, and two groups.

Options
  --small             the same people and conversations with a few messages each
  --seed TEXT         another seed, other conversations (default 1)
  --again             forget the demo that is there, with what was written in it since, and fill again
  --data DIR          data directory of the running stack (default .corechat)
  --external          also when the stack uses the MongoDB at MONGODB_URI
  --between ONE,TWO   instead of all that, one conversation of two accounts that have none yet
  --messages N        of how many messages (default 1000)
  --help              show this and exit
`;

const OPTIONS = {
  data: { type: 'string', default: DATA_DIR },
  seed: { type: 'string', default: '1' },
  small: { type: 'boolean', default: false },
  again: { type: 'boolean', default: false },
  external: { type: 'boolean', default: false },
  between: { type: 'string' },
  messages: { type: 'string', default: '1000' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

export interface DemoOptions {
  dataDir: string;
  seed: string;
  small: boolean;
  again: boolean;
  external: boolean;
  help: boolean;
  between?: { members: [string, string]; messages: number };
}

/** @throws UserError naming the invalid option */
export function parseDemoOptions(args: string[]): DemoOptions {
  const { values } = readArguments('npm run demo', { args, options: OPTIONS });
  const { data, between, messages, ...flags } = values;
  if (data === '') throw new UserError('--data must name a directory');
  const count = Number(messages);
  if (!/^\d{1,7}$/.test(messages) || count < 1) {
    throw new UserError(`--messages must be a whole number from 1, not "${messages}"`);
  }
  const options = { ...flags, dataDir: resolve(data) };
  if (between === undefined) return options;
  const [one, two, ...others] = between.split(',');
  if (!one || !two || one === two || others.length > 0) {
    throw new UserError(`--between must name two accounts such as alice,bob, not "${between}"`);
  }
  return { ...options, between: { members: [one, two], messages: count } };
}
