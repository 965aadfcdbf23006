import { pushBatch } from '#lib/events/push-batch.ts';
import { queueWorker } from '#lib/platform/queue-worker.ts';

/** Called by the queue of pushes to large audiences (resources/queues.yml). */
export const handler = queueWorker(pushBatch);
