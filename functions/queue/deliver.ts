import { deliver } from '#lib/events/deliver.ts';
import { queueWorker } from '#lib/platform/queue-worker.ts';

/** Called by the queue of domain events (resources/queues.yml). */
export const handler = queueWorker(deliver);
