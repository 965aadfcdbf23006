/** The command line of `npm run fuzz`. */
import { randomInt } from 'node:crypto';
import { readArguments } from '../../local/arguments.ts';
import { UserError } from '../../local/user-error.ts';

export const HELP = `Usage: npm run fuzz -- [options]

Sends hostile requests, made from openapi.json, to every function, and checks each response. Starts a separate product, in memory
and in a directory for temporary files, and leaves nothing behind. docs/hostile-input.md describes requests and checks.

Options
  --requests N   how many (default 100000)
  --seed N       the same seed asks the same (default: another one each time; it is printed)
  --network N    how many of them over HTTP and a WebSocket instead of to the handlers (default a twentieth)
  --path P       replays one counterexample, with the seed that was printed with it; --network 1 when it came over the network
  --help         show this and exit

Ends with code 0 when nothing was found, 1 when something was or an option is wrong, 130 when it was interrupted.
`;

export interface Options {
  requests: number;
  seed: number;
  network: number;
  path: string | undefined;
  help: boolean;
}

const NAMES = {
  requests: { type: 'string', default: '100000' },
  seed: { type: 'string' },
  network: { type: 'string' },
  path: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

function toCount(name: string, text: string, minimum: number): number {
  const number = Number(text);
  if (/^\d{1,10}$/.test(text) && number >= minimum && number < 2 ** 31) return number;
  throw new UserError(`--${name} must be a whole number from ${minimum}, not "${text}"`);
}

/** @throws UserError naming the wrong option */
export function parseOptions(args: string[]): Options {
  const {
    requests: wanted,
    seed,
    network,
    path,
    help,
  } = readArguments('npm run fuzz', { args, options: NAMES }).values;
  const requests = toCount('requests', wanted, 1);
  const options: Options = {
    requests,
    seed: seed === undefined ? randomInt(2 ** 31) : toCount('seed', seed, 0),
    network:
      network === undefined
        ? path === undefined
          ? Math.floor(requests / 20)
          : 0
        : toCount('network', network, 0),
    path,
    help,
  };
  if (path !== undefined && !/^\d+(:\d+)*$/.test(path)) {
    throw new UserError(`--path must be numbers with colons such as 17:0:1, not "${path}"`);
  }
  if (path !== undefined && seed === undefined)
    throw new UserError('--path goes with the --seed that was printed with it');
  if (options.network > requests) throw new UserError(`--network must be at most --requests, ${requests}`);
  return options;
}
