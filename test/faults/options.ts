/** The command line of `npm run faults`. */
import { readArguments } from '../../local/arguments.ts';
import { UserError } from '../../local/user-error.ts';
import type { Rates } from '../support/faults/tcp-faults.ts';
import type { FaultsOptions } from './run.ts';

export const HELP = `Usage: npm run faults -- [options]

Sends messages through a network that fails: between the clients and the functions, and between these and MongoDB, DynamoDB
and the push endpoint. Then reads everything back, and compares it with what the clients were told. Rounds with faults and
rounds without take turns; the goodput of the ones is divided by that of the others.

Options
  --sends N          messages with faults, and as many without (default 20000)
  --seed TEXT        another seed, other faults (default 1)
  --lost SHARE       of the answers of the databases and the push endpoint, which are lost with their connections (default 0.1)
  --answers SHARE    of the HTTP answers to the clients, which are lost likewise (default 0.1)
  --cut SHARE        of all requests, whose connections end before they are read (default 0)
  --half SHARE       of all requests, of which or of whose answers half arrives, and the connection ends (default 0)
  --silent SHARE     of all requests to the databases and the push endpoint, which are swallowed (default 0)
  --rounds N         of each kind (default 20)
  --concurrency N    messages that are under way at once, at most (default 24)
  --pause MS         from writing one message to writing the next to the same person, at least; 0 sends as fast as this
                     machine can, which then measures its processor (default 1000)
  --environments N   execution environments of the function that sends, with one request at a time each (default 12)
  --write            keeps the result in docs/reliability.md
  --help             show this and exit

Ends with code 1 when a message is lost or doubled, or anything else is not as it should be.
`;

const text = (value: string) => ({ type: 'string', default: value }) as const;

const OPTIONS = {
  sends: text('20000'),
  seed: text('1'),
  rounds: text('20'),
  concurrency: text('24'),
  pause: text('1000'),
  environments: text('12'),
  lost: text('0.1'),
  answers: text('0.1'),
  cut: text('0'),
  half: text('0'),
  silent: text('0'),
  write: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

const WHOLE = ['sends', 'rounds', 'concurrency', 'environments'] as const;
const SHARES = ['lost', 'answers', 'cut', 'half', 'silent'] as const;

export interface CliOptions extends Omit<FaultsOptions, 'onProgress' | 'signal'> {
  help: boolean;
  write: boolean;
  /** what says the same, defaults left out */
  command: string;
}

function readWhole(name: string, text: string): number {
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text);
  throw new UserError(`--${name} must be a whole number from 1, not "${text}"`);
}

function readShare(name: string, text: string): number {
  const share = Number(text);
  if (/^[\d.]+$/.test(text) && share <= 0.5) return share;
  throw new UserError(`--${name} must be a number from 0 to 0.5, not "${text}"`);
}

/** @throws UserError naming the wrong option */
export function parseFaultsOptions(args: string[]): CliOptions {
  const values = readArguments('npm run faults', { args, options: OPTIONS }).values;
  const [sends, rounds, concurrency, environments] = WHOLE.map((name) => readWhole(name, values[name])) as [
    number,
    number,
    number,
    number,
  ];
  const [lost, answers, cut, half, silent] = SHARES.map((name) => readShare(name, values[name])) as [
    number,
    number,
    number,
    number,
    number,
  ];
  if (!/^\d{1,6}$/.test(values.pause))
    throw new UserError(`--pause must be a whole number of milliseconds, not "${values.pause}"`);
  if (rounds > sends) throw new UserError(`--rounds must not be more than --sends, which are ${sends}`);
  if (values.seed === '') throw new UserError('--seed must not be empty');
  if (Math.max(lost, answers) + cut + half + silent > 0.9)
    throw new UserError('More than 0.9 of all requests cannot fail: nothing would ever be sent');
  const broken: Rates = { cut, 'half a request': half / 2, 'half an answer': half / 2 };
  const dependency: Rates = { 'lose the answer': lost, ...broken, 'say nothing': silent };
  const given = args.filter((each) => each !== '--write').join(' ');
  return {
    sends,
    rounds,
    concurrency,
    environments,
    pauseMs: Number(values.pause),
    seed: values.seed,
    help: values.help,
    write: values.write,
    command: `npm run faults${given && ` -- ${given}`}`,
    rates: {
      mongodb: dependency,
      dynamodb: dependency,
      push: dependency,
      clients: { 'lose the answer': answers, ...broken },
    },
  };
}
