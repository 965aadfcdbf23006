/** The command line of `npm run load`. */
import { readArguments } from '../../local/arguments.ts';
import { UserError } from '../../local/user-error.ts';

export const SCENARIOS = ['steady', 'burst', 'storm', 'soak'] as const;
export type ScenarioName = (typeof SCENARIOS)[number];

export const HELP = `Usage: npm run load -- [options]

Starts its own product as npm start does, loads it, and writes bench/load/results.md. Ends with code 1 when a message was
lost or doubled, an answer was 5xx, or memory grew.

Options
  --scenario NAME   steady   people chatting, at a constant rate
                    burst    the same, silence, ten times the rate, recovery
                    storm    sockets that are all cut at once and come back
                    soak     steady for long, watching memory, connections and the event loops
                    all      one after the other (default)
  --duration TIME   of steady, burst or soak, such as 90s or 10m (default: steady 60s, burst 45s, soak 10m; in all 4m)
  --rate NUMBER     requests a second at which they arrive (default 20)
  --users NUMBER    people (default 60; storm 300)
  --sockets NUMBER  of the storm (default 2000)
  --seed TEXT       another sequence of arrivals and operations (default 1)
  --out DIR         where results go (default bench/load)
  --help            show this and exit
`;

const OPTIONS = {
  scenario: { type: 'string', default: 'all' },
  duration: { type: 'string' },
  rate: { type: 'string', default: '20' },
  users: { type: 'string' },
  sockets: { type: 'string', default: '2000' },
  seed: { type: 'string', default: '1' },
  out: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

export interface LoadOptions {
  scenarios: ScenarioName[];
  /** milliseconds */
  duration: number | undefined;
  /** a second */
  rate: number;
  users: number | undefined;
  sockets: number;
  seed: string;
  out: string | undefined;
  help: boolean;
}

function count(name: string, value: string, [least, most]: [number, number]): number {
  const number = Number(value);
  if (/^\d{1,9}$/.test(value) && number >= least && number <= most) return number;
  throw new UserError(`--${name} must be a whole number from ${least} to ${most}, not "${value}"`);
}

const UNITS: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000 };
const SHORTEST_MS = 1_000;
const LONGEST_MS = 24 * 3_600_000;

/** @returns milliseconds */
function time(value: string): number {
  const [, digits = '', unit = ''] = /^(\d{1,6})([smh])$/.exec(value) ?? [];
  const milliseconds = Number(digits) * (UNITS[unit] ?? 0);
  if (milliseconds >= SHORTEST_MS && milliseconds <= LONGEST_MS) return milliseconds;
  throw new UserError(`--duration must be a time such as 90s or 10m, up to 24h, not "${value}"`);
}

function scenarios(value: string): ScenarioName[] {
  if (value === 'all') return [...SCENARIOS];
  const found = SCENARIOS.find((name) => name === value);
  if (!found) throw new UserError(`--scenario must be ${SCENARIOS.join(', ')} or all, not "${value}"`);
  return [found];
}

/** @throws UserError naming the wrong option */
export function parseLoadOptions(args: string[]): LoadOptions {
  const { scenario, duration, rate, users, sockets, seed, out, help } = readArguments('npm run load', {
    args,
    options: OPTIONS,
  }).values;
  const chosen = scenarios(scenario);
  if (duration !== undefined && chosen.length > 1) {
    throw new UserError('--duration is of one scenario: name it with --scenario');
  }
  if (duration !== undefined && chosen[0] === 'storm') {
    throw new UserError('--duration does not apply to the storm: it is over when everybody is back');
  }
  if (out === '') throw new UserError('--out must name a directory');
  return {
    scenarios: chosen,
    duration: duration === undefined ? undefined : time(duration),
    rate: count('rate', rate, [1, 2_000]),
    // Everybody has a peer.
    users: users === undefined ? undefined : count('users', users, [2, 5_000]),
    sockets: count('sockets', sockets, [2, 9_000]),
    seed,
    out,
    help,
  };
}
