/**
 * Structured logs: one JSON object a line, as CloudWatch Logs Insights reads them.
 * Callers pass identifiers and measurements; never a password, token, message text or email.
 */
import { now } from './clock.ts';
import { config } from './config.ts';
import { METRICS, type Metric, NAMESPACE } from './metrics.ts';
import { measureRequest } from './request-scope.ts';

const SEVERITY = { debug: 10, info: 20, warn: 30, error: 40, silent: 99 } as const;
export type LogLevel = keyof typeof SEVERITY;

type Fields = Record<string, unknown>;

type Level = Exclude<LogLevel, 'silent'>;

function write(level: Level, message: string, fields: Fields): void {
  if (SEVERITY[level] >= SEVERITY[config.logLevel]) print(level, message, fields);
}

function print(level: Level, message: string, fields: Fields): void {
  const line = JSON.stringify({ level, time: now().toISOString(), message, ...fields });
  process.stdout.write(`${line}\n`);
}

export const log = {
  debug: (message: string, fields: Fields = {}) => write('debug', message, fields),
  info: (message: string, fields: Fields = {}) => write('info', message, fields),
  warn: (message: string, fields: Fields = {}) => write('warn', message, fields),
  error: (message: string, fields: Fields = {}) => write('error', message, fields),
};

/** CloudWatch makes metrics of a line that says which of its fields are some: the embedded metric format. */
const asMetrics = (metrics: Partial<Record<Metric, number>>): Fields => ({
  _aws: {
    Timestamp: now().getTime(),
    CloudWatchMetrics: [
      {
        Namespace: NAMESPACE,
        Dimensions: [['Stage']],
        Metrics: Object.keys(metrics).map((Name) => ({ Name, Unit: METRICS[Name as Metric] })),
      },
    ],
  },
  Stage: config.stage,
  ...metrics,
});

/** The one line about a request, with what it took and the metrics that it counted. */
export async function logRequest(message: string, fields: Fields): Promise<void> {
  if (config.logLevel === 'silent') return;
  const measured = await measureRequest();
  const counted = Object.keys(measured.metrics).length > 0;
  const line = { ...fields, ...measured.fields, ...(counted ? asMetrics(measured.metrics) : {}) };
  // Metrics are wanted at a stage that logs warnings only, too.
  if (counted) print('info', message, line);
  else write('info', message, line);
}

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
