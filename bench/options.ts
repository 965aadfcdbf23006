/** The command line of `npm run bench`. */
import { readArguments } from '../local/arguments.ts';
import { UserError } from '../local/user-error.ts';

/** What each question is asked with for a quick look. */
export const QUESTIONS = {
  'cold-start': ['--runs', '5'],
  secrets: ['--runs', '5'],
  signing: ['--runs', '5', '--tokens', '300'],
  trimming: ['--runs', '5'],
  overhead: ['--processes', '1', '--samples', '200'],
  inbox: ['--lengths', '50,500', '--samples', '100'],
  search: ['--messages', '20000', '--samples', '50'],
  history: ['--lengths', '1000,20000,100000', '--samples', '300'],
  throughput: ['--rounds', '2', '--seconds', '1'],
  'round-trips': [],
  push: ['--messages', '50', '--samples', '10'],
  group: ['--sends', '60', '--fans', '10', '--pages', '60'],
  login: ['--logins', '20', '--lists', '300'],
} as const satisfies Record<string, readonly string[]>;

export type Question = keyof typeof QUESTIONS;

const NAMES = Object.keys(QUESTIONS) as Question[];

export const HELP = `Usage: npm run bench -- [question …] [options]

Measures, each on databases of its own, and writes bench/results.md with what was found, now or before, about each question.

Questions (default: all of them, in under ten minutes on an idle machine with two cores)
  cold-start    how long a cold start of a function takes
  secrets       what it costs a cold start to read its secrets
  signing       what tokens of Ed25519 cost beside those of HS256
  trimming      what each measure of build/esbuild.ts brings
  overhead      what the API adds to the calls that it makes of the database
  inbox         whether the inbox depends on how many conversations one has
  search        what a search costs beside a page of messages
  history       whether reading depends on a conversation's length, or on where one reads
  throughput    how many requests one environment serves, and what each costs the processor
  round-trips   what each operation asks of the databases
  push          how long until a message shows on the other side
  group         what a large group costs beside a conversation of two
  login         what a login costs, and whom it keeps waiting

Options
  --quick   few samples, to see that it works
  --help    show this and exit
`;

const OPTIONS = {
  quick: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

export interface BenchOptions {
  questions: Question[];
  quick: boolean;
  help: boolean;
}

function toQuestion(text: string): Question {
  const found = NAMES.find((name) => name === text);
  if (!found) throw new UserError(`There is no question "${text}": ask ${NAMES.join(', ')}`);
  return found;
}

/** @throws UserError naming the wrong option or question */
export function parseBenchOptions(args: string[]): BenchOptions {
  const { values, positionals } = readArguments('npm run bench', {
    args,
    options: OPTIONS,
    allowPositionals: true,
  });
  return { ...values, questions: positionals.length > 0 ? positionals.map(toQuestion) : NAMES };
}
