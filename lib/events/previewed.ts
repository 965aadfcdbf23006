/** The subscriber that has the links of new texts previewed, in the function queue-preview. */
import { firstLink } from '../messages/link.ts';
import { config } from '../platform/config.ts';
import { describeError, log } from '../platform/log.ts';
import { enqueuePreview } from '../platform/queue.ts';
import { countMetric } from '../platform/request-scope.ts';
import { withinDeadline } from '../platform/within-deadline.ts';
import type { Subscriber } from './event.ts';

/** Only where a deployment wants it, and the text has a link. A queue that is away delays the request no longer than a push. */
export const previewed: Subscriber<'message.written'> = async ({ message }) => {
  if (!config.linkPreviews || message.onlyFor !== undefined || !firstLink(message.text)) return;
  await withinDeadline(
    config.pushTimeoutMs,
    (signal) => enqueuePreview({ message: message.id }, signal),
    (error) => {
      countMetric('EventsNotQueued');
      log.warn('event not queued', { event: 'message.written', error: describeError(error, 0) });
    },
  );
};
