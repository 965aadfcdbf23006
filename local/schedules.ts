/** The local version of EventBridge's schedules: calls the functions of serverless.yml that have one. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ROOT } from './root.ts';

export interface Schedule {
  /** the function's name in serverless.yml: accounts-sweep */
  functionKey: string;
  everyMs: number;
}

const MINUTE_MS = 60_000;
const UNITS_MS: Record<string, number> = { minute: MINUTE_MS, hour: 60 * MINUTE_MS };

/** @param rate `rate(10 minutes)`, `rate(1 hour)` */
function toMilliseconds(rate: string): number {
  const [, count, unit = ''] = /^rate\((\d{1,4}) (minute|hour)s?\)$/.exec(rate) ?? [];
  const milliseconds = Number(count) * (UNITS_MS[unit] ?? Number.NaN);
  if (Number.isNaN(milliseconds)) throw new Error(`local/schedules.ts does not know ${rate}`);
  return milliseconds;
}

/** From serverless.yml. */
export function readSchedules(): Schedule[] {
  const { functions } = parse(readFileSync(join(ROOT, 'serverless.yml'), 'utf8'));
  return Object.entries(functions as Record<string, { events?: { schedule?: string }[] }>).flatMap(
    ([functionKey, { events = [] }]) =>
      events.flatMap(({ schedule }) =>
        schedule ? [{ functionKey, everyMs: toMilliseconds(schedule) }] : [],
      ),
  );
}

/** The first time soon after the start, because a stack on a laptop seldom runs for an hour. */
const FIRST_MS = MINUTE_MS;

/** @param lambda address of the Lambda API of serverless-offline */
export function startSchedules(lambda: string, schedules = readSchedules()): { stop(): void } {
  const timers = new Set<NodeJS.Timeout>();
  for (const { functionKey, everyMs } of schedules) {
    const url = `${lambda}/2015-03-31/functions/corechat-local-${functionKey}/invocations`;
    // The gateway may be restarting; the next time comes. A failure is in the function's own log.
    const call = () => void fetch(url, { method: 'POST', body: '{}' }).catch(() => {});
    timers.add(setTimeout(call, Math.min(FIRST_MS, everyMs)).unref());
    timers.add(setInterval(call, everyMs).unref());
  }
  return {
    stop: () => {
      for (const timer of timers) clearTimeout(timer);
    },
  };
}
