/** The command line of `npm run admin`. */
import { userInfo } from 'node:os';
import { readArguments } from '../arguments.ts';
import { UserError } from '../user-error.ts';

export const HELP = `Usage: npm run admin -- COMMAND [options]

Commands
  reports                        what people reported, newest first
  report ID                      one report, with the message's text
  suspend USER --reason TEXT     log them out everywhere and let them neither log in nor send
  restore USER [--reason TEXT]   undo that
  audit                          what operators did, newest first

Options
  --as NAME      the operator, for the audit trail (default: the local login name)
  --limit N      how many at most (default 50)
  --json         print JSON instead of a table
  --data DIR     data directory of the running stack (default .corechat)
  --help         show this and exit

Works on the stack that npm start is running, or with MONGODB_URI on a deployed one: docs/moderation.md has its variables.
`;

const OPTIONS = {
  reason: { type: 'string' },
  as: { type: 'string' },
  limit: { type: 'string', default: '50' },
  json: { type: 'boolean', default: false },
  data: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

const OPERANDS = { reports: 0, report: 1, suspend: 1, restore: 1, audit: 0 } as const;
export type Command = keyof typeof OPERANDS;

export interface AdminOptions {
  command: Command;
  /** a report's id or a username; '' for commands without one */
  operand: string;
  reason: string | null;
  operator: string;
  limit: number;
  json: boolean;
  /** undefined: the default, unless the environment names a database */
  dataDir: string | undefined;
}

const LIMIT_MAX = 1_000;

function readCommand([name = '', ...operands]: string[]): Pick<AdminOptions, 'command' | 'operand'> {
  if (!Object.hasOwn(OPERANDS, name)) {
    throw new UserError(`There is no command "${name}". See npm run admin -- --help`);
  }
  const command = name as Command;
  if (operands.length !== OPERANDS[command]) {
    const wanted = OPERANDS[command] === 0 ? 'takes nothing' : 'takes one name or id';
    throw new UserError(`${command} ${wanted}. See npm run admin -- --help`);
  }
  return { command, operand: operands[0] ?? '' };
}

/** @returns undefined for --help @throws UserError with the fault */
export function parseAdminOptions(args: string[]): AdminOptions | undefined {
  const { values, positionals } = readArguments('npm run admin', {
    args,
    options: OPTIONS,
    allowPositionals: true,
  });
  if (values.help) return undefined;
  const { command, operand } = readCommand(positionals);
  const limit = Number(values.limit);
  if (!/^\d{1,4}$/.test(values.limit) || limit < 1 || limit > LIMIT_MAX) {
    throw new UserError(`--limit must be a number from 1 to ${LIMIT_MAX}, not "${values.limit}"`);
  }
  const reason = values.reason?.trim() || null;
  if (command === 'suspend' && reason === null) {
    throw new UserError('suspend needs --reason: it is kept in the audit trail');
  }
  const operator = (values.as ?? userInfo().username).trim();
  if (operator === '') throw new UserError('--as needs a name');
  return { command, operand, reason, operator, limit, json: values.json, dataDir: values.data };
}
