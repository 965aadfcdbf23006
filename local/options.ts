/** The command line of `npm start`. */
import { resolve } from 'node:path';
import { readArguments } from './arguments.ts';
import { DATA_DIR } from './root.ts';
import { UserError } from './user-error.ts';

export const HELP = `Usage: npm start -- [options]

Starts CoreChat on this machine: the web app, an embedded MongoDB-compatible database and all functions behind
a local API Gateway, as \`npx serverless offline\` does. A change in functions/ or lib/ runs a moment after it is saved.

Options
  --port PORT   where the API listens (default 5000)
  --data DIR    where users, messages and keys are kept (default .corechat)
  --fresh       forget all data first
  --verbose     show everything that the servers print
  --help        show this and exit

Environment
  MONGODB_URI   use this MongoDB server instead of the embedded one
`;

const OPTIONS = {
  port: { type: 'string', default: '5000' },
  data: { type: 'string', default: DATA_DIR },
  fresh: { type: 'boolean', default: false },
  verbose: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

export const HOST = '127.0.0.1';

export interface StartOptions {
  host: string;
  port: number;
  /** absent: `port` + 1, or any free one */
  websocketPort?: number;
  dataDir: string;
  fresh: boolean;
  verbose: boolean;
  /** further arguments for serverless offline */
  gatewayArgs: string[];
  /** the option for another port, for error messages */
  portOption: string;
}

/** @param option as typed @throws UserError */
export function parsePort(value: string, option: string): number {
  const port = Number(value);
  if (/^\d{1,5}$/.test(value) && port <= 65_535) return port;
  throw new UserError(`${option} must be a number from 0 to 65535, not "${value}"`);
}

/** @throws UserError naming the invalid option */
export function parseStartOptions(args: string[]): StartOptions & { help: boolean } {
  const { values } = readArguments('npm start', { args, options: OPTIONS });
  const port = parsePort(values.port, '--port');
  if (values.data === '') throw new UserError('--data must name a directory');
  return {
    ...values,
    host: HOST,
    port,
    dataDir: resolve(values.data),
    gatewayArgs: [],
    portOption: 'npm start -- --port',
  };
}
