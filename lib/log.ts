/**
 * Structured logs: one JSON object a line, as CloudWatch Logs Insights reads them.
 * Callers pass identifiers and measurements; never a password, token, message text or email.
 */
import { now } from './clock.ts';
import { config } from './config.ts';

const SEVERITY = { debug: 10, info: 20, warn: 30, error: 40, silent: 99 } as const;
export type LogLevel = keyof typeof SEVERITY;

type Fields = Record<string, unknown>;

function write(level: Exclude<LogLevel, 'silent'>, message: string, fields: Fields): void {
  if (SEVERITY[level] < SEVERITY[config.logLevel]) return;
  const line = JSON.stringify({ level, time: now().toISOString(), message, ...fields });
  process.stdout.write(`${line}\n`);
}

export const log = {
  debug: (message: string, fields: Fields = {}) => write('debug', message, fields),
  info: (message: string, fields: Fields = {}) => write('info', message, fields),
  warn: (message: string, fields: Fields = {}) => write('warn', message, fields),
  error: (message: string, fields: Fields = {}) => write('error', message, fields),
};

/** An error and its causes as plain data, for the log only. */
export function describeError(error: unknown, depth = 3): Fields {
  if (!(error instanceof Error)) return { thrown: typeof error };
  return {
    name: error.name,
    message: error.message,
    stack: error.stack,
    ...(error.cause !== undefined && depth > 0 ? { cause: describeError(error.cause, depth - 1) } : {}),
  };
}
