import { notify } from '#lib/notifications/notify.ts';
import { queueWorker } from '#lib/platform/queue-worker.ts';

/** Called by the queue of notifications (resources/queues.yml). */
export const handler = queueWorker(notify);
