/** Uses the API as its clients do: by its public address, through the gateway, down to the databases. */
import { config } from '../platform/config.ts';
import { describeError, log } from '../platform/log.ts';
import { countMetric } from '../platform/request-scope.ts';

/** The gateway gives a function 30 s; a person has long given up. */
const PATIENCE_MS = 8_000;

/** What /health answers, as far as it is logged. */
interface Answer {
  dependencies?: Record<string, { status: string }>;
}

const downIn = ({ dependencies = {} }: Answer): string[] =>
  Object.entries(dependencies)
    .filter(([, { status }]) => status === 'down')
    .map(([name]) => name);

/**
 * Counts a success, or logs why there is none; resources/canary.yml alarms when successes stay away. It never throws: Lambda
 * would run it again, when the next run is due anyway.
 */
export async function useFromOutside(): Promise<void> {
  const url = `${config.apiUrl}/health`;
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS), redirect: 'error' });
    const body = (await response.json()) as Answer;
    if (response.status === 200) return countMetric('CanarySucceeded');
    log.error('canary failed', { url, status: response.status, down: downIn(body) });
  } catch (error) {
    log.error('canary failed', { url, error: describeError(error) });
  }
}
