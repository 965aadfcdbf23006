import { sweepAttachments } from '#lib/attachments/sweep.ts';
import { scheduled } from '#lib/platform/scheduled.ts';

/** Runs every hour: deletes files that no message has, and bytes that were not deleted at once. */
export const handler = scheduled(sweepAttachments);
