/** The command line of `npm start`. */
import { resolve } from 'node:path';
import { readArguments } from './arguments.ts';
import { DATA_DIR } from './root.ts';
import { UserError } from './user-error.ts';

export const HELP = `Usage: npm start -- [options]

Starts CoreChat on this machine: the web app, an embedded MongoDB-compatible database and all functions behind
a local API Gateway.

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

export interface StartOptions {
  port: number;
  dataDir: string;
  fresh: boolean;
  verbose: boolean;
  help: boolean;
}

/** @throws UserError naming the wrong option */
export function parseStartOptions(args: string[]): StartOptions {
  const { values } = readArguments('npm start', { args, options: OPTIONS });
  const port = Number(values.port);
  if (!/^\d{1,5}$/.test(values.port) || port > 65_535) {
    throw new UserError(`--port must be a number from 0 to 65535, not "${values.port}"`);
  }
  if (values.data === '') throw new UserError('--data must name a directory');
  return { ...values, port, dataDir: resolve(values.data) };
}
