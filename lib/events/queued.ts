/** Subscribers that run after the answer, in the function queue-deliver. */
import { config } from '../platform/config.ts';
import { describeError, log } from '../platform/log.ts';
import { enqueue } from '../platform/queue.ts';
import { countMetric } from '../platform/request-scope.ts';
import { withinDeadline } from '../platform/within-deadline.ts';
import type { Subscriber } from './event.ts';

/**
 * A queue that does not accept the event in time delays the request no longer than a push. The failure is counted and logged; a
 * schedule also finds work that must not be lost (docs/reliability.md#after-the-answer).
 */
export const queued =
  (delaySeconds: number): Subscriber<'account.deleted'> =>
  (event, name) =>
    withinDeadline(
      config.pushTimeoutMs,
      (signal) => enqueue({ type: name, ...event }, signal, delaySeconds),
      (error) => {
        countMetric('EventsNotQueued');
        log.warn('event not queued', { event: name, error: describeError(error, 0) });
      },
    );
