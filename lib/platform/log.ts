/**
 * Structured logs: one JSON object per line, for CloudWatch Logs Insights.
 * Callers pass ids and measurements, never a password, token, message text or e-mail address.
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

/** Embedded metric format: CloudWatch extracts metrics from lines that declare their metric fields. */
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

/** Writes the line about a request, with its costs and metrics. */
export async function logRequest(message: string, fields: Fields): Promise<void> {
  if (config.logLevel === 'silent') return;
  const measured = await measureRequest();
  const counted = Object.keys(measured.metrics).length > 0;
  const line = { ...fields, ...measured.fields, ...(counted ? asMetrics(measured.metrics) : {}) };
  // Metrics are also needed on stages that log only warnings.
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
