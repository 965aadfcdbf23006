import { deliver } from '#lib/events/deliver.ts';
import { queueWorker } from '#lib/platform/queue-worker.ts';

/** No route: the queue of domain events calls it, resources/queues.yml. */
export const handler = queueWorker(deliver);
