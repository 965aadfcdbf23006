import { queueWorker } from '#lib/platform/queue-worker.ts';
import { addPreview } from '#lib/previews/previewing.ts';

/** Called by the queue of links to preview (resources/queues.yml). */
export const handler = queueWorker(addPreview);
