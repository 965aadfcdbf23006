/** Calls the API like a client: at its public address, through the gateway, down to the databases. */
import { config } from '../platform/config.ts';
import { describeError, log } from '../platform/log.ts';
import { countMetric } from '../platform/request-scope.ts';

/** Shorter than the gateway's limit of 30 s: a person would have given up by then. */
const PATIENCE_MS = 8_000;

/** The logged part of the response of /health. */
interface Answer {
  dependencies?: Record<string, { status: string }>;
}

const downIn = ({ dependencies = {} }: Answer): string[] =>
  Object.entries(dependencies)
    .filter(([, { status }]) => status === 'down')
    .map(([name]) => name);

/**
 * Counts a success or logs the failure; resources/canary.yml alarms when successes are missing. Never throws, because Lambda would
 * retry although the next run is due soon.
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
