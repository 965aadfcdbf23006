/** The command line of `npm run admin`. */
import { readArguments } from '../arguments.ts';
import { UserError } from '../user-error.ts';

export const HELP = `Usage: npm run admin -- COMMAND [options]

Commands
  reports                        what people reported, newest first
  report ID                      one report, with the message's text
  suspend USER --reason TEXT     log them out everywhere and let them neither log in nor send
  restore USER [--reason TEXT]   undo that
  invite [--uses N] [--expires 7d]   make an invitation to register, for REGISTRATION=invite
  activity USER                  log-ins and other acts of the last 90 days, newest first; also of a deleted account
  recover USER --reason TEXT     print a link with which they set a new password once
  audit                          what operators did, newest first

Options
  --uses N       how many accounts an invitation makes (default 1)
  --expires TIME after which hours or days it expires, such as 12h or 7d (default 7d); of a recovery link too
                 (default 1d, at most 7d)
  --url URL      address of the web app, for a recovery link to a deployed one
  --limit N      how many at most (default 50)
  --json         print JSON instead of a table
  --data DIR     data directory of the running stack (default .corechat)
  --help         show this and exit

Works on the stack that npm start is running, or with MONGODB_URI on a deployed one: docs/moderation.md has its variables.
The audit trail names the database's user, or the local login name where the database asks for no password.
`;

const OPTIONS = {
  reason: { type: 'string' },
  uses: { type: 'string', default: '1' },
  expires: { type: 'string' },
  url: { type: 'string' },
  limit: { type: 'string', default: '50' },
  json: { type: 'boolean', default: false },
  data: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

const OPERANDS = {
  reports: 0,
  report: 1,
  suspend: 1,
  restore: 1,
  invite: 0,
  recover: 1,
  activity: 1,
  audit: 0,
} as const;
export type Command = keyof typeof OPERANDS;

export interface AdminOptions {
  command: Command;
  /** a report's id or a username; '' for commands without one */
  operand: string;
  reason: string | null;
  /** of the web app; undefined: that of the running stack */
  url: string | undefined;
  limit: number;
  /** of an invitation */
  uses: number;
  /** until an invitation or a recovery link expires */
  seconds: number;
  json: boolean;
  /** undefined: the default, unless the environment names a database */
  dataDir: string | undefined;
}

const LIMIT_MAX = 1_000;
const USES_MAX = 10_000;
const HOURS = { h: 1, d: 24 } as const;
const DEFAULT_LIFETIMES: Partial<Record<Command, string>> = { invite: '7d', recover: '1d' };

function readUses(uses: string): number {
  if (!/^\d{1,5}$/.test(uses) || Number(uses) < 1 || Number(uses) > USES_MAX)
    throw new UserError(`--uses must be a number from 1 to ${USES_MAX}, not "${uses}"`);
  return Number(uses);
}

/** @returns seconds */
function readLifetime(expires: string, command: Command): number {
  const daysMax = command === 'recover' ? 7 : 365;
  const [, count = '0', unit = 'h'] = /^(\d{1,4})([hd])$/.exec(expires) ?? [];
  const hours = Number(count) * HOURS[unit as keyof typeof HOURS];
  if (hours < 1 || hours > daysMax * 24)
    throw new UserError(
      `--expires must be hours or days up to ${daysMax}d, such as 12h or 7d, not "${expires}"`,
    );
  return hours * 3_600;
}

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
  if (values.url !== undefined && !/^https?:\/\/[^\s#?]+$/.test(values.url)) {
    throw new UserError(`--url must be an address such as https://chat.example.org, not "${values.url}"`);
  }
  const reason = values.reason?.trim() || null;
  if ((command === 'suspend' || command === 'recover') && reason === null) {
    throw new UserError(`${command} needs --reason: it is kept in the audit trail`);
  }
  return {
    command,
    operand,
    reason,
    limit,
    uses: readUses(values.uses),
    seconds: readLifetime(values.expires ?? DEFAULT_LIFETIMES[command] ?? '1d', command),
    url: values.url,
    json: values.json,
    dataDir: values.data,
  };
}
